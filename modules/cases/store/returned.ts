import { sql, type Tx } from '@platform/database';
import type { FieldFault } from '@platform/kernel';
import type { CaseState } from '../contract/index.ts';

/** A case that a department's own system handled, as its row holds it; what is personal is opened where it is needed. */
export type ReturnedRow = {
  id: string;
  system: string;
  own_no: string;
  version: number;
  matter: string;
  organisation: string;
  subject: string;
  channel: 'online' | 'window' | 'phone' | 'kiosk';
  state: CaseState;
  submitted_at: Date;
  accepted_at: Date | null;
  decided_at: Date | null;
  ended_at: Date | null;
  outcome: 'approved' | 'refused' | null;
  instant: boolean;
  visits: number | null;
  on_time: boolean | null;
  case_id: string | null;
  digest: string;
  sample: boolean;
  returned_at: Date;
  changed_at: Date;
  sealed_record: Buffer;
};

/** One batch of a system after the other: two that hold the same number meet here. */
export async function holdSystem(tx: Tx, system: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`cases.returned ${system}`}, 0))`);
}

export async function returnedOf(tx: Tx, system: string, ownNos: readonly string[]): Promise<ReturnedRow[]> {
  const rows = await tx.rows<ReturnedRow & { version: bigint }>(
    sql`select * from cases.returned where system = ${system} and own_no = any(${[...ownNos]})`,
  );
  return rows.map((row) => ({ ...row, version: Number(row.version) }));
}

/** Whether a demonstration has laid its past cases already. */
export async function samplesThere(tx: Tx): Promise<boolean> {
  return (await tx.one<{ there: boolean }>(sql`select exists (select from cases.returned where sample) as there`))
    .there;
}

/** As PostgreSQL reads the rows of a table from JSON. */
const asJson = (rows: readonly ReturnedRow[]): string =>
  JSON.stringify(rows.map((row) => ({ ...row, sealed_record: `\\x${row.sealed_record.toString('hex')}` })));

/** All in one statement, so that their volumes are added up once. */
export async function insertReturned(tx: Tx, rows: readonly ReturnedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    sql`insert into cases.returned select * from jsonb_populate_recordset(null::cases.returned, ${asJson(rows)}::jsonb)`,
  );
}

/** Newer versions of records that are there; what says which case it is stays. */
export async function updateReturned(tx: Tx, rows: readonly ReturnedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`
    update cases.returned r set version = n.version, channel = n.channel, state = n.state, accepted_at = n.accepted_at, decided_at = n.decided_at,
      ended_at = n.ended_at, outcome = n.outcome, instant = n.instant, visits = n.visits, on_time = n.on_time, case_id = n.case_id,
      digest = n.digest, changed_at = n.changed_at, sealed_record = n.sealed_record
    from jsonb_populate_recordset(null::cases.returned, ${asJson(rows)}::jsonb) as n where r.id = n.id`);
}

/** What is looked at of a case handled here, to see whether a returned record is the same one. */
export type KnownCase = { id: string; caseNo: string; matter: string; subject: string; submittedAt: Date };

/** Cases handled here under these numbers, and those that these people and firms handed in meanwhile: of an agency's thousands none from other days. */
export async function casesLike(
  tx: Tx,
  { numbers, subjects, from, to }: { numbers: readonly string[]; subjects: readonly string[]; from: Date; to: Date },
): Promise<KnownCase[]> {
  if (numbers.length === 0 && subjects.length === 0) return [];
  return tx.rows<KnownCase>(sql`
    select id, case_no as "caseNo", matter, subject, submitted_at as "submittedAt" from cases.case
    where submitted_at is not null and (case_no = any(${[...numbers]})
      or (subject = any(${[...subjects]}) and submitted_at >= ${from} and submitted_at < ${to}))`);
}

export type ReturnedFault = {
  system: string;
  own_no: string;
  organisation: string;
  version: number | null;
  faults: FieldFault[];
  times: number;
  first_at: Date;
  at: Date;
};

/** Keeps what could not be taken; the same number again is one line, with how often it came. */
export async function keepFaults(
  tx: Tx,
  rows: readonly Pick<ReturnedFault, 'system' | 'own_no' | 'organisation' | 'version' | 'faults' | 'at'>[],
): Promise<void> {
  // One after the other, for a number may come twice; none waits for the answer to the one before.
  await Promise.all(
    rows.map((row) =>
      tx.run(sql`
      insert into cases.returned_fault as f (system, own_no, organisation, version, faults, times, first_at, at)
      values (${row.system}, ${row.own_no}, ${row.organisation}, ${row.version}, ${JSON.stringify(row.faults)}::jsonb, 1, ${row.at}, ${row.at})
      on conflict (system, own_no) do update set version = excluded.version, faults = excluded.faults, times = f.times + 1, at = excluded.at`),
    ),
  );
}

/** A version that was taken answers the faults of those before it. */
export async function clearFaults(
  tx: Tx,
  system: string,
  taken: readonly { ownNo: string; version: number }[],
): Promise<void> {
  if (taken.length === 0) return;
  await tx.run(sql`
    delete from cases.returned_fault f
    using unnest(${taken.map(({ ownNo }) => ownNo)}::text[], ${taken.map(({ version }) => version)}::bigint[]) as t (own_no, version)
    where f.system = ${system} and f.own_no = t.own_no and coalesce(f.version, 0) <= t.version`);
}
