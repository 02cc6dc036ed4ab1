import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';

export type LoadState = 'waiting' | 'running' | 'done' | 'failed';

export type LoadRow = {
  id: string;
  source_id: string;
  resource: string;
  organisation: string;
  state: LoadState;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  deletions_confirmed: boolean;
  rows_expected: bigint | null;
  rows_read: bigint;
  rows_good: bigint;
  rows_rejected: bigint;
  inserted: bigint;
  updated: bigint;
  deleted: bigint;
  run_ms: bigint;
  reasons: Record<string, number>;
  error: { code: string; text: LocalText } | null;
  trace: string;
};

/** What a load has done so far. */
export type Progress = {
  rowsRead: number;
  rowsGood: number;
  rowsRejected: number;
  rowsExpected: number | undefined;
  runMs: number;
  reasons: Record<string, number>;
};

const COLUMNS = sql`id, source_id, resource, organisation, state, created_at, started_at, finished_at, deletions_confirmed, rows_expected,
  rows_read, rows_good, rows_rejected, inserted, updated, deleted, run_ms, reasons, error, trace`;

/** Makes a waiting load unless the source has an open one; its id either way. */
export async function openLoad(
  tx: Tx,
  load: {
    id: string;
    sourceId: string;
    resource: string;
    organisation: string;
    at: Date;
    deletionsConfirmed: boolean;
    trace: string;
  },
): Promise<{ id: string; fresh: boolean }> {
  const made = await tx.run(sql`
    insert into exchange.load (id, source_id, resource, organisation, state, created_at, deletions_confirmed, trace)
    values (${load.id}, ${load.sourceId}, ${load.resource}, ${load.organisation}, 'waiting', ${load.at}, ${load.deletionsConfirmed}, ${load.trace})
    on conflict (source_id) where state in ('waiting', 'running') do nothing`);
  if (made > 0) return { id: load.id, fresh: true };
  const open = await tx.one<{ id: string }>(
    sql`select id from exchange.load where source_id = ${load.sourceId} and state in ('waiting', 'running')`,
  );
  return { id: open.id, fresh: false };
}

/**
 * Takes the right to run loads of a source until the transaction ends; false when another has it. The connection's own death
 * gives it back, so that a killed process blocks nothing.
 */
export async function claimSource(tx: Tx, sourceId: string): Promise<boolean> {
  const { mine } = await tx.one<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${`exchange.source:${sourceId}`}, 0)) as mine`,
  );
  return mine;
}

/** Two sources may give rows of one resource: they merge one after the other. */
export async function claimResource(tx: Tx, resource: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`exchange.resource:${resource}`}, 0))`);
}

/** Begins an open load, or begins it again from the start; undefined when it is no longer open. */
export async function beginLoad(tx: Tx, id: string, at: Date): Promise<LoadRow | undefined> {
  const load = await tx.first<LoadRow>(sql`
    update exchange.load set state = 'running', started_at = ${at}, attempts = attempts + 1, rows_expected = null, rows_read = 0, rows_good = 0,
      rows_rejected = 0, run_ms = 0, reasons = '{}'
    where id = ${id} and state in ('waiting', 'running') returning ${COLUMNS}`);
  if (load) await tx.run(sql`delete from exchange.rejected_row where load_id = ${id}`);
  return load;
}

export async function saveProgress(tx: Tx, id: string, progress: Progress): Promise<void> {
  await tx.run(sql`update exchange.load set rows_read = ${progress.rowsRead}, rows_good = ${progress.rowsGood}, rows_rejected = ${progress.rowsRejected},
    rows_expected = ${progress.rowsExpected ?? null}, run_ms = ${Math.round(progress.runMs)}, reasons = ${JSON.stringify(progress.reasons)}::jsonb
    where id = ${id} and state = 'running'`);
}

/** Ends a load well. */
export async function completeLoad(
  tx: Tx,
  id: string,
  at: Date,
  progress: Progress,
  changes: { inserted: number; updated: number; deleted: number },
): Promise<void> {
  await saveProgress(tx, id, progress);
  await tx.run(sql`update exchange.load set state = 'done', finished_at = ${at}, inserted = ${changes.inserted}, updated = ${changes.updated},
    deleted = ${changes.deleted} where id = ${id}`);
}

/** Ends a load without effect; false when it was over already. */
export async function failLoad(
  tx: Tx,
  id: string,
  at: Date,
  error: { code: string; text: LocalText },
): Promise<boolean> {
  return (
    (await tx.run(sql`update exchange.load set state = 'failed', finished_at = ${at}, error = ${JSON.stringify(error)}::jsonb
      where id = ${id} and state in ('waiting', 'running')`)) > 0
  );
}

export function findLoad(tx: Tx, id: string): Promise<LoadRow | undefined> {
  return tx.first<LoadRow>(sql`select ${COLUMNS} from exchange.load where id = ${id}`);
}

/** Loads, the newest first; of some organisations only when given. */
export function listLoads(
  tx: Tx,
  filter: {
    sourceId?: string | undefined;
    organisations?: readonly string[] | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<LoadRow[]> {
  const conditions = [sql`true`];
  if (filter.sourceId !== undefined) conditions.push(sql`source_id = ${filter.sourceId}`);
  if (filter.organisations) conditions.push(sql`organisation = any(${[...filter.organisations]})`);
  if (filter.before !== undefined) conditions.push(sql`id < ${filter.before}::uuid`);
  return tx.rows<LoadRow>(
    sql`select ${COLUMNS} from exchange.load where ${sql.join(conditions, ' and ')} order by id desc limit ${filter.limit}`,
  );
}

/** The newest load of each source. */
export async function latestLoads(tx: Tx): Promise<Map<string, LoadRow>> {
  const rows = await tx.rows<LoadRow>(
    sql`select distinct on (source_id) ${COLUMNS} from exchange.load order by source_id, id desc`,
  );
  return new Map(rows.map((row) => [row.source_id, row]));
}

/** Open loads made before `before`. */
export function openLoads(tx: Tx, before: Date): Promise<{ id: string; source_id: string }[]> {
  return tx.rows(
    sql`select id, source_id from exchange.load where state in ('waiting', 'running') and created_at <= ${before}`,
  );
}
