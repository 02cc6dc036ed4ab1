import { sql, type Sql, type Tx } from '@platform/database';
import type { Period } from '@platform/module';

export type Counted = 'rows_good' | 'rows_rejected';

/**
 * What loads that ended well and lines brought in the period, as one relation: `at` (a load's end, a line's minute), `id`, `source`,
 * `organisation`, `read` (null for lines), `good`, `rejected`, `amount`.
 */
function brought(what: Counted, period: Period): Sql {
  const load = what === 'rows_good' ? sql`rows_good` : sql`rows_rejected`;
  const line = what === 'rows_good' ? sql`inserted + updated + deleted` : sql`rejected`;
  return sql`(
    select finished_at as at, id::text as id, source_id as source, organisation, rows_read as read, rows_good as good, rows_rejected as rejected,
      ${load} as amount
    from exchange.load where state = 'done' and finished_at >= ${period.from} and finished_at < ${period.to} and ${load} > 0
    union all
    select m.minute, m.line_id, m.line_id, l.organisation, null, m.inserted + m.updated + m.deleted, m.rejected, ${line}
    from exchange.line_minute m join exchange.line l on l.id = m.line_id
    where m.minute >= ${period.from} and m.minute < ${period.to} and ${line} > 0
  ) brought`;
}

export async function sumRows(tx: Tx, what: Counted, period: Period): Promise<number> {
  const row = await tx.one<{ value: bigint }>(
    sql`select coalesce(sum(amount), 0)::bigint as value from ${brought(what, period)}`,
  );
  return Number(row.value);
}

/** By hour, or by day (of Shanghai) when the period is longer than two days. */
export async function sumRowsByTime(tx: Tx, what: Counted, period: Period): Promise<{ at: Date; value: number }[]> {
  const unit = period.to.getTime() - period.from.getTime() > 2 * 86_400_000 ? 'day' : 'hour';
  const rows = await tx.rows<{ at: Date; value: bigint }>(sql`
    select date_trunc(${unit}, at, 'Asia/Shanghai') as at, sum(amount)::bigint as value from ${brought(what, period)} group by 1 order by 1`);
  return rows.map((row) => ({ at: row.at, value: Number(row.value) }));
}

export async function sumRowsByOrganisation(
  tx: Tx,
  what: Counted,
  period: Period,
): Promise<{ organisation: string; value: number }[]> {
  const rows = await tx.rows<{ organisation: string; value: bigint }>(sql`
    select organisation, sum(amount)::bigint as value from ${brought(what, period)} group by 1 order by 2 desc, 1`);
  return rows.map((row) => ({ organisation: row.organisation, value: Number(row.value) }));
}

/** One load, or one hour of one line. */
export type CountedRecord = {
  at: Date;
  id: string;
  source: string;
  organisation: string;
  read: bigint | null;
  good: bigint;
  rejected: bigint;
};

/** The records behind the figures, the newest first; a line's minutes are told by the hour. */
export function countedRecords(
  tx: Tx,
  what: Counted,
  period: Period,
  page: { before?: { at: Date; id: string } | undefined; limit: number },
): Promise<CountedRecord[]> {
  const older = page.before ? sql`(at, id) < (${page.before.at}, ${page.before.id})` : sql`true`;
  return tx.rows<CountedRecord>(sql`
    select * from (
      select case when read is null then date_trunc('hour', at, 'Asia/Shanghai') else at end as at, id, source, organisation,
        sum(read)::bigint as read, sum(good)::bigint as good, sum(rejected)::bigint as rejected
      from ${brought(what, period)} group by case when read is null then date_trunc('hour', at, 'Asia/Shanghai') else at end, id, source, organisation
    ) counted where ${older} order by at desc, id desc limit ${page.limit}`);
}

/** Lines that were in use at some time of the period. */
export async function linesOnRail(
  tx: Tx,
  period: Period,
): Promise<{ id: string; organisation: string; created_at: Date; rows_in_lake: bigint | null }[]> {
  return tx.rows(sql`select id, organisation, created_at, rows_in_lake from exchange.line
    where created_at < ${period.to} and (removed_at is null or removed_at >= ${period.to}) order by created_at desc, id desc`);
}
