import { sql, type Sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';

export type ReconciliationState =
  | 'waiting'
  | 'comparing'
  | 'collecting'
  | 'looking-again'
  | 'mending'
  | 'done'
  | 'failed'
  | 'cancelled';
export type Outcome = 'equal' | 'differs' | 'too-many';

export type ReconciliationRow = {
  id: string;
  line_id: string;
  line_title: LocalText;
  resource: string;
  organisation: string;
  reason: 'asked' | 'schedule';
  state: ReconciliationState;
  outcome: Outcome | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  asked_by: string;
  trace: string;
  source_rows: bigint | null;
  lake_rows: bigint | null;
  rejected_rows: bigint | null;
  ranges: number | null;
  ranges_differing: number | null;
  passed_by: number;
  settled: boolean;
  done_units: bigint;
  expected_units: bigint;
  state_at: Date;
  fault: { code: string; text: LocalText } | null;
  missing: number;
  extra: number;
  changed: number;
  in_motion: number;
  refused: number;
  mended: number;
  left_over: number;
};

/** With the counts of its rows; a view of a row that only leaves. */
const WHOLE = sql`select r.*, d.* from reconciliations.reconciliation r cross join lateral (
  select (count(*) filter (where kind = 'missing' and state in ('differs', 'mended')))::int as missing,
    (count(*) filter (where kind = 'extra' and state in ('differs', 'mended')))::int as extra,
    (count(*) filter (where kind = 'changed' and state in ('differs', 'mended')))::int as changed,
    (count(*) filter (where state = 'in-motion'))::int as in_motion,
    (count(*) filter (where state = 'refused'))::int as refused,
    (count(*) filter (where state = 'mended'))::int as mended,
    (count(*) filter (where state = 'differs'))::int as left_over
  from reconciliations.differing_row w where w.reconciliation_id = r.id) d`;

export function findReconciliation(tx: Tx, id: string): Promise<ReconciliationRow | undefined> {
  return tx.first<ReconciliationRow>(sql`${WHOLE} where r.id = ${id}`);
}

/** Newest first. */
export function listReconciliations(
  tx: Tx,
  filter: {
    lineId?: string | undefined;
    organisations: readonly string[] | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<ReconciliationRow[]> {
  const conditions: Sql[] = [sql`true`];
  if (filter.lineId !== undefined) conditions.push(sql`r.line_id = ${filter.lineId}`);
  if (filter.organisations) conditions.push(sql`r.organisation = any(${[...filter.organisations]})`);
  if (filter.before !== undefined) conditions.push(sql`r.id < ${filter.before}::uuid`);
  return tx.rows<ReconciliationRow>(
    sql`${WHOLE} where ${sql.join(conditions, ' and ')} order by r.id desc limit ${filter.limit}`,
  );
}

/** The newest of each line. */
export function newestOfLines(tx: Tx, lineIds: readonly string[]): Promise<ReconciliationRow[]> {
  return tx.rows<ReconciliationRow>(sql`${WHOLE} where r.id in (
    select distinct on (line_id) id from reconciliations.reconciliation where line_id = any(${[...lineIds]}) order by line_id, id desc)`);
}

/** The id of the line's open one, this one when there was none; whether it is new. */
export async function openReconciliation(
  tx: Tx,
  given: Pick<ReconciliationRow, 'id' | 'line_id' | 'line_title' | 'resource' | 'organisation' | 'reason' | 'trace'> & {
    by: string;
    at: Date;
  },
): Promise<{ id: string; fresh: boolean }> {
  const inserted = await tx.run(sql`insert into reconciliations.reconciliation
      (id, line_id, line_title, resource, organisation, reason, state, created_at, asked_by, trace, state_at)
    values (${given.id}, ${given.line_id}, ${JSON.stringify(given.line_title)}::jsonb, ${given.resource}, ${given.organisation}, ${given.reason},
      'waiting', ${given.at}, ${given.by}, ${given.trace}, ${given.at})
    on conflict (line_id) where state in ('waiting', 'comparing', 'collecting', 'looking-again', 'mending') do nothing`);
  if (inserted > 0) return { id: given.id, fresh: true };
  const open = await tx.first<{ id: string }>(
    sql`select id from reconciliations.reconciliation where line_id = ${given.line_id}
      and state in ('waiting', 'comparing', 'collecting', 'looking-again', 'mending')`,
  );
  return open ? { id: open.id, fresh: false } : openReconciliation(tx, given);
}

/** Moves on to a state, its progress from nothing; false when it was cancelled meanwhile. */
export async function enterState(
  tx: Tx,
  id: string,
  state: 'comparing' | 'collecting' | 'looking-again',
  expected: number,
  at: Date,
): Promise<boolean> {
  return (
    (await tx.run(sql`update reconciliations.reconciliation set state = ${state}, done_units = 0, expected_units = ${expected}, state_at = ${at},
      started_at = coalesce(started_at, ${at}) where id = ${id} and state in ('waiting', 'comparing', 'collecting', 'looking-again')`)) >
    0
  );
}

/** Notes progress; false when it is no longer open. */
export async function noteProgress(tx: Tx, id: string, done: number, expected: number): Promise<boolean> {
  return (
    (await tx.run(sql`update reconciliations.reconciliation set done_units = ${done}, expected_units = ${expected}
      where id = ${id} and state in ('comparing', 'collecting', 'looking-again', 'mending')`)) > 0
  );
}

export async function keepComparison(
  tx: Tx,
  id: string,
  found: { sourceRows: number; lakeRows: number; rejectedRows: number; ranges: number; differing: number },
): Promise<void> {
  await tx.run(sql`update reconciliations.reconciliation set source_rows = ${found.sourceRows}, lake_rows = ${found.lakeRows},
    rejected_rows = ${found.rejectedRows}, ranges = ${found.ranges}, ranges_differing = ${found.differing} where id = ${id}`);
}

export async function noteLook(tx: Tx, id: string, look: { passedBy: number; settled: boolean }): Promise<void> {
  await tx.run(
    sql`update reconciliations.reconciliation set passed_by = passed_by + ${look.passedBy}, settled = settled and ${look.settled} where id = ${id}`,
  );
}

export async function noteTooMany(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update reconciliations.reconciliation set outcome = 'too-many' where id = ${id}`);
}

/** Ends it by what is left of its differences; the outcome of one with too many stays. */
export async function endReconciliation(tx: Tx, id: string, at: Date): Promise<ReconciliationRow> {
  await tx.run(sql`update reconciliations.reconciliation r set state = 'done', finished_at = ${at},
      outcome = case when outcome = 'too-many' then outcome
        when exists (select from reconciliations.differing_row w where w.reconciliation_id = r.id and w.state in ('differs', 'in-motion')) then 'differs' else 'equal' end
    where id = ${id}`);
  return tx.one<ReconciliationRow>(sql`${WHOLE} where r.id = ${id}`);
}

export async function failReconciliation(
  tx: Tx,
  id: string,
  fault: { code: string; text: LocalText },
  at: Date,
): Promise<void> {
  await tx.run(sql`update reconciliations.reconciliation set state = 'failed', finished_at = ${at}, fault = ${JSON.stringify(fault)}::jsonb
    where id = ${id} and state not in ('done', 'cancelled')`);
}

/** Whether there was something to cancel. One that is mending goes back to what it had found. */
export async function cancelReconciliation(tx: Tx, id: string, at: Date): Promise<boolean> {
  return (
    (await tx.run(sql`update reconciliations.reconciliation set state = case when state = 'mending' then 'done' else 'cancelled' end, finished_at = ${at}
      where id = ${id} and state in ('waiting', 'comparing', 'collecting', 'looking-again', 'mending')`)) > 0
  );
}

/** Open ones that entered their state before `before`. */
export async function openSince(tx: Tx, before: Date): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`select id from reconciliations.reconciliation
    where state in ('waiting', 'comparing', 'collecting', 'looking-again', 'mending') and state_at <= ${before} order by id`);
  return rows.map((row) => row.id);
}

/** Opens one that is done for mending, unless another of its line is open. */
export async function beginMending(tx: Tx, id: string, expected: number, by: string, at: Date): Promise<boolean> {
  return (
    (await tx.run(sql`update reconciliations.reconciliation set state = 'mending', asked_by = ${by}, done_units = 0, expected_units = ${expected}, state_at = ${at}, finished_at = null
      where id = ${id} and state = 'done' and not exists (select from reconciliations.reconciliation o
        where o.line_id = reconciliation.line_id and o.id <> reconciliation.id and o.state in ('waiting', 'comparing', 'collecting', 'looking-again', 'mending'))`)) >
    0
  );
}
