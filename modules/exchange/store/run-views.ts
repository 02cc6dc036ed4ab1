import { sql, type Tx } from '@platform/database';
import type { Fault } from '../domain/line.ts';

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
export type RunReason = 'first' | 'asked' | 'schedule' | 'log-lost' | 'drift' | 'rewind';

/** A whole reading of a line as lists show it. */
export type RunRow = {
  id: string;
  line_id: string;
  reason: RunReason;
  state: RunState;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  rows_expected: bigint | null;
  rows_read: bigint;
  rows_good: bigint;
  rows_rejected: bigint;
  run_ms: bigint;
  inserted: bigint;
  updated: bigint;
  deleted: bigint;
  fault: Fault | null;
  chunks: bigint;
  chunks_done: bigint;
};

const COLUMNS = sql`r.id, r.line_id, r.reason, r.state, r.created_at, r.started_at, r.finished_at, r.rows_expected, r.rows_read, r.rows_good,
  r.rows_rejected, r.run_ms, r.inserted, r.updated, r.deleted, r.fault,
  (select count(*) from exchange.chunk c where c.run_id = r.id) as chunks,
  (select count(*) from exchange.chunk c where c.run_id = r.id and c.done_at is not null) as chunks_done`;

/** Runs of a line, the newest first. */
export function listLineRuns(tx: Tx, lineId: string, limit: number): Promise<RunRow[]> {
  return tx.rows(
    sql`select ${COLUMNS} from exchange.run r where r.line_id = ${lineId} order by r.id desc limit ${limit}`,
  );
}

/** The newest run of each of these lines. */
export async function latestRuns(tx: Tx, lineIds: readonly string[]): Promise<Map<string, RunRow>> {
  const rows = await tx.rows<RunRow>(sql`select ${COLUMNS} from unnest(${[...lineIds]}::text[]) as wanted (line_id)
    cross join lateral (select * from exchange.run one where one.line_id = wanted.line_id order by one.id desc limit 1) r`);
  return new Map(rows.map((row) => [row.line_id, row]));
}

/** Runs of all lines in some state, the newest first; of some organisations only when given. */
export function listRuns(
  tx: Tx,
  filter: { state?: RunState | undefined; organisations?: readonly string[] | undefined; limit: number },
): Promise<RunRow[]> {
  const where = [sql`l.removed_at is null`];
  if (filter.state !== undefined) where.push(sql`r.state = ${filter.state}`);
  if (filter.organisations) where.push(sql`l.organisation = any(${[...filter.organisations]})`);
  return tx.rows(sql`select ${COLUMNS} from exchange.run r join exchange.line l on l.id = r.line_id
    where ${sql.join(where, ' and ')} order by r.id desc limit ${filter.limit}`);
}

/** Asks for a whole reading; the open one's id when there is one already. */
export async function askRun(
  tx: Tx,
  run: { id: string; lineId: string; reason: RunReason; at: Date; deletionsConfirmed: boolean; trace: string },
): Promise<{ id: string; fresh: boolean }> {
  const made = await tx.run(sql`
    insert into exchange.run (id, line_id, reason, state, created_at, deletions_confirmed, trace)
    values (${run.id}, ${run.lineId}, ${run.reason}, 'waiting', ${run.at}, ${run.deletionsConfirmed}, ${run.trace})
    on conflict (line_id) where state in ('waiting', 'running') do nothing`);
  await tx.run(sql`select pg_notify('yiwang_rail', '')`);
  if (made > 0) return { id: run.id, fresh: true };
  const open = await tx.one<{ id: string }>(sql`
    update exchange.run set deletions_confirmed = deletions_confirmed or ${run.deletionsConfirmed}
    where line_id = ${run.lineId} and state in ('waiting', 'running') returning id`);
  return { id: open.id, fresh: false };
}

/** Ends open runs of a line without effect: it was paused or removed, or begins anew. */
export async function cancelRuns(tx: Tx, lineId: string, at: Date): Promise<void> {
  await tx.run(
    sql`update exchange.run set state = 'cancelled', finished_at = ${at} where line_id = ${lineId} and state in ('waiting', 'running')`,
  );
}

/** Rows a second of this connection's readings that ended lately and were long enough to tell; undefined when there is none. */
export async function measuredRate(tx: Tx, connectionId: string): Promise<number | undefined> {
  const row = await tx.first<{ rate: number }>(sql`
    select (r.rows_read * 1000.0 / r.run_ms)::float8 as rate from exchange.run r join exchange.line l on l.id = r.line_id
    where l.connection_id = ${connectionId} and r.state = 'done' and r.run_ms > 2000 and r.rows_read > 1000 order by r.id desc limit 1`);
  return row && row.rate >= 1 ? row.rate : undefined;
}
