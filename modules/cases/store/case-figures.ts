import { sql, type Sql, type Tx } from '@platform/database';
import type { Period } from '@platform/module';
import { recordOf, type CaseRecord, type CaseRow } from './case-record.ts';

/** What a figure counts. */
export type Figure =
  | 'submitted'
  | 'decided-at-once'
  | 'papers-saved'
  | 'due-soon'
  | 'on-time'
  | 'online'
  | 'window'
  | 'zero-visit'
  | 'at-most-one-visit'
  | 'time-compression';

/** `of`: what a share is counted of; the cases themselves unless told. */
type Counted = { at: Sql; amount: Sql; where: Sql; of?: Sql };

function counted(figure: Figure, period: Period, now: Date): Counted {
  const submitted = sql`submitted_at >= ${period.from} and submitted_at < ${period.to}`;
  const decided = sql`decided_at >= ${period.from} and decided_at < ${period.to}`;
  switch (figure) {
    case 'on-time':
      return { at: sql`decided_at`, amount: sql`on_time::int`, where: sql`${decided} and on_time is not null` };
    case 'online':
    case 'window':
      return { at: sql`submitted_at`, amount: sql`(channel = ${figure})::int`, where: submitted };
    case 'zero-visit':
    case 'at-most-one-visit':
      return {
        at: sql`decided_at`,
        amount: sql`(visits <= ${figure === 'zero-visit' ? 0 : 1})::int`,
        where: sql`${decided} and visits is not null`,
      };
    case 'time-compression':
      return {
        at: sql`decided_at`,
        amount: sql`statutory_days - taken_days`,
        where: sql`${decided} and taken_days is not null`,
        of: sql`sum(statutory_days)`,
      };
    case 'submitted':
      return { at: sql`submitted_at`, amount: sql`1`, where: submitted };
    case 'papers-saved':
      return { at: sql`submitted_at`, amount: sql`papers_saved`, where: sql`${submitted} and papers_saved > 0` };
    case 'decided-at-once':
      return {
        at: sql`decided_at`,
        amount: sql`instant::int`,
        where: sql`decided_at >= ${period.from} and decided_at < ${period.to}`,
      };
    case 'due-soon':
      return {
        at: sql`due_at`,
        amount: sql`1`,
        where: sql`due_at is not null and amber_from <= ${now} and state <> 'correction'`,
      };
  }
}

export async function figureOf(
  tx: Tx,
  figure: Figure,
  period: Period,
  now: Date,
): Promise<{ sum: number; count: number }> {
  const { amount, where, of = sql`count(*)` } = counted(figure, period, now);
  return tx.one(
    sql`select coalesce(sum(${amount}), 0)::int as sum, coalesce(${of}, 0)::int as count from cases.case where ${where}`,
  );
}

/** By hour, or by day of Shanghai when the period is longer than two days. */
export async function figureSeries(
  tx: Tx,
  figure: Figure,
  period: Period,
  now: Date,
): Promise<{ at: Date; sum: number; count: number }[]> {
  const { at, amount, where, of = sql`count(*)` } = counted(figure, period, now);
  const unit = period.to.getTime() - period.from.getTime() > 2 * 86_400_000 ? 'day' : 'hour';
  return tx.rows(sql`
    select date_trunc(${unit}, ${at} at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' as at,
      coalesce(sum(${amount}), 0)::int as sum, coalesce(${of}, 0)::int as count
    from cases.case where ${where} group by 1 order by 1`);
}

export async function figureByOrganisation(
  tx: Tx,
  figure: Figure,
  period: Period,
  now: Date,
): Promise<{ organisation: string; sum: number; count: number }[]> {
  const { amount, where, of = sql`count(*)` } = counted(figure, period, now);
  return tx.rows(sql`
    select organisation, coalesce(sum(${amount}), 0)::int as sum, coalesce(${of}, 0)::int as count
    from cases.case where ${where} group by organisation order by 2 desc, 1`);
}

/** The cases behind a figure, newest first; one more than `limit` where there are more. */
export async function figureCases(
  tx: Tx,
  figure: Figure,
  period: Period,
  now: Date,
  limit: number,
  after?: { at: string; id: string },
): Promise<CaseRecord[]> {
  const { at, where } = counted(figure, period, now);
  const rest = after ? sql`and (${at}, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``;
  const rows = await tx.rows<CaseRow>(
    sql`select * from cases.case where ${where} ${rest} order by ${at} desc, id desc limit ${limit + 1}`,
  );
  return rows.map(recordOf);
}
