import { sql, textArray, type Tx } from '@platform/database';
import type { LocalText, PlainDate } from '@platform/kernel';
import type { Difference, DifferenceKind, Ours } from '../domain/compare.ts';

export type Reconciliation = { day: PlainDate; at: Date; ours: number; theirs: number; failure: LocalText | null };

export async function reportsOn(tx: Tx, day: PlainDate): Promise<Ours[]> {
  return tx.rows<Ours>(
    sql`select id, case_no as "caseNo", kind, state, receipt_no as "receiptNo" from reports.report where day = ${day}::date`,
  );
}

/** Which of these numbers are reports of ours, of whatever day. */
export async function knownHere(tx: Tx, serials: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ id: string }>(
    sql`select id::text as id from reports.report where id::text = any(${textArray([...serials])}::text[])`,
  );
  return new Set(rows.map(({ id }) => id));
}

export async function saveReconciliation(tx: Tx, one: Omit<Reconciliation, 'failure'>): Promise<void> {
  await tx.run(sql`insert into reports.reconciliation (day, at, ours, theirs) values (${one.day}, ${one.at}, ${one.ours}, ${one.theirs})
    on conflict (day) do update set at = excluded.at, ours = excluded.ours, theirs = excluded.theirs, failure = null`);
}

/** That it could not be made; the figures of the last time stay. */
export async function saveFailure(tx: Tx, day: PlainDate, at: Date, failure: LocalText): Promise<void> {
  await tx.run(sql`insert into reports.reconciliation (day, at, ours, theirs, failure) values (${day}, ${at}, 0, 0, ${JSON.stringify(failure)}::jsonb)
    on conflict (day) do update set at = excluded.at, failure = excluded.failure`);
}

/** Keeps what differs on a day: what was found before and is no more, is mended. */
export async function saveDifferences(tx: Tx, day: PlainDate, found: readonly Difference[], at: Date): Promise<void> {
  const names = found.map(({ serialNo, what }) => `${serialNo} ${what}`);
  await tx.run(sql`update reports.difference set mended_at = ${at} where day = ${day}::date and mended_at is null
    and not (serial_no || ' ' || what = any(${textArray(names)}::text[]))`);
  const texts = (of: (one: Difference) => string): Buffer => textArray(found.map(of));
  if (found.length > 0)
    await tx.run(sql`insert into reports.difference (day, serial_no, case_no, kind, what, found_at)
      select ${day}::date, f.*, ${at}::timestamptz from unnest(${texts(({ serialNo }) => serialNo)}::text[],
        ${texts(({ caseNo }) => caseNo)}::text[], ${texts(({ kind }) => kind)}::text[], ${texts(({ what }) => what)}::text[]) as f
      on conflict (day, serial_no, what) do update set mended_at = null,
        found_at = case when reports.difference.mended_at is null then reports.difference.found_at else excluded.found_at end`);
}

export type FoundDifference = {
  serialNo: string;
  caseNo: string;
  kind: string;
  what: DifferenceKind;
  foundAt: Date;
  mendedAt: Date | null;
};

export async function differencesOn(tx: Tx, day: PlainDate, limit: number): Promise<FoundDifference[]> {
  return tx.rows(sql`select serial_no as "serialNo", case_no as "caseNo", kind, what, found_at as "foundAt", mended_at as "mendedAt"
    from reports.difference where day = ${day}::date order by mended_at nulls first, found_at desc, serial_no limit ${limit}`);
}

export type ReconciledDay = Reconciliation & { open: number; mended: number };

export async function reconciledDays(tx: Tx, from: PlainDate): Promise<ReconciledDay[]> {
  return tx.rows<ReconciledDay>(sql`select r.day::text as day, r.at, r.ours, r.theirs, r.failure,
      (count(d.day) filter (where d.mended_at is null))::int as open, (count(d.mended_at))::int as mended
    from reports.reconciliation r left join reports.difference d on d.day = r.day where r.day >= ${from}::date
    group by r.day order by r.day desc`);
}

/** Days before `until` that have something to tell and were not reconciled, could not be, or still differ. */
export async function daysToReconcile(tx: Tx, from: PlainDate, until: PlainDate): Promise<PlainDate[]> {
  const rows = await tx.rows<{ day: PlainDate }>(sql`
    select distinct p.day::text as day from reports.report p left join reports.reconciliation r on r.day = p.day
    where p.day >= ${from}::date and p.day < ${until}::date and (r.day is null or r.failure is not null
      or exists (select from reports.difference d where d.day = p.day and d.mended_at is null)) order by 1`);
  return rows.map(({ day }) => day);
}
