import { sql, type Tx } from '@platform/database';
import type { Chunk } from '@platform/sources';
import type { Fault } from '../domain/line.ts';
import type { RunReason } from './run-views.ts';

/** A run as those who carry it out need it. */
export type RunTask = {
  readonly id: string;
  readonly lineId: string;
  readonly reason: RunReason;
  readonly state: 'waiting' | 'running';
  /** When it first began; stays through restarts, so that what was confirmed since then counts. */
  readonly startedAt: Date | null;
  readonly deletionsConfirmed: boolean;
  readonly definitionMark: string | null;
  readonly straight: boolean;
  readonly trace: string;
};

/** Open runs of a connection's lines that may be carried out now, the oldest first. */
export async function openRuns(tx: Tx, connectionId: string): Promise<RunTask[]> {
  const rows = await tx.rows<{
    id: string;
    line_id: string;
    reason: RunReason;
    state: 'waiting' | 'running';
    started_at: Date | null;
    deletions_confirmed: boolean;
    definition_mark: string | null;
    straight: boolean;
    trace: string;
  }>(sql`select r.id, r.line_id, r.reason, r.state, r.started_at, r.deletions_confirmed, r.definition_mark, r.straight, r.trace
    from exchange.run r join exchange.line l on l.id = r.line_id
    where l.connection_id = ${connectionId} and l.removed_at is null and l.state not in ('paused', 'held') and r.state in ('waiting', 'running')
    order by r.id`);
  return rows.map((row) => ({
    id: row.id,
    lineId: row.line_id,
    reason: row.reason,
    state: row.state,
    startedAt: row.started_at,
    deletionsConfirmed: row.deletions_confirmed,
    definitionMark: row.definition_mark,
    straight: row.straight,
    trace: row.trace,
  }));
}

/** Whether the run is still wanted: not cancelled, its line neither paused, held nor removed. */
export async function runWanted(tx: Tx, runId: string): Promise<boolean> {
  const row = await tx.first(sql`select from exchange.run r join exchange.line l on l.id = r.line_id
    where r.id = ${runId} and r.state in ('waiting', 'running') and l.removed_at is null and l.state not in ('paused', 'held')`);
  return row !== undefined;
}

/**
 * What the chunks of a captured line are joined to: a line that was paused, held or changed, and a capture that lost its place, have missed changes
 * that chunks read before would need. Empty before the capture has begun.
 */
export async function lineageOf(tx: Tx, lineId: string): Promise<string> {
  const row = await tx.one<{
    lineage: string;
  }>(sql`select l.version::text || ':' || coalesce(c.epoch::text, '') as lineage
    from exchange.line l left join exchange.capture c on c.connection_id = l.connection_id where l.id = ${lineId}`);
  return row.lineage;
}

/** Chunks that go straight into the table work side by side until the transaction ends; one that looks for double keys waits for them. */
export async function shareRun(tx: Tx, runId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock_shared(hashtextextended(${`exchange.run:${runId}`}, 0))`);
}

/** Keeps other chunks of the run from putting rows into the lake until the transaction ends. */
export async function holdRun(tx: Tx, runId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`exchange.run:${runId}`}, 0))`);
}

/** Begins a run from its first chunk: what an earlier attempt read counts no more. */
export async function beginRun(
  tx: Tx,
  run: { id: string; at: Date; definitionMark: string; straight: boolean; chunks: readonly Chunk[] },
): Promise<void> {
  const expected = run.chunks.every((chunk) => chunk.estimatedRows !== undefined)
    ? run.chunks.reduce((sum, chunk) => sum + (chunk.estimatedRows ?? 0), 0)
    : null;
  await tx.run(sql`delete from exchange.chunk where run_id = ${run.id}`);
  await tx.run(sql`insert into exchange.chunk (run_id, no, part, estimated_rows)
    select ${run.id}, c.no, c.part, c.rows from unnest(${run.chunks.map((chunk) => chunk.no)}::int[],
      ${run.chunks.map((chunk) => JSON.stringify(chunk.part))}::jsonb[],
      ${run.chunks.map((chunk) => (chunk.estimatedRows === undefined ? null : Math.round(chunk.estimatedRows)))}::bigint[]) as c (no, part, rows)`);
  await tx.run(sql`update exchange.run set state = 'running', started_at = ${run.at}, definition_mark = ${run.definitionMark}, straight = ${run.straight},
    rows_expected = ${expected}, rows_read = 0, rows_good = 0, rows_rejected = 0, run_ms = 0, inserted = 0, updated = 0, deleted = 0, fault = null
    where id = ${run.id}`);
}

/** Takes a run up again where its last attempt ended: what was read of chunks that did not end is not counted. */
export async function resumeRun(tx: Tx, runId: string): Promise<void> {
  await tx.run(sql`update exchange.run set resumed = resumed + 1, fault = null,
    rows_read = (select coalesce(sum(rows), 0) from exchange.chunk where run_id = ${runId}) where id = ${runId}`);
}

export async function openChunks(tx: Tx, runId: string): Promise<Chunk[]> {
  const rows = await tx.rows<{ no: number; part: unknown; estimated_rows: bigint | null }>(
    sql`select no, part, estimated_rows from exchange.chunk where run_id = ${runId} and done_at is null order by no`,
  );
  return rows.map((row) => ({
    no: row.no,
    part: row.part,
    ...(row.estimated_rows === null ? {} : { estimatedRows: Number(row.estimated_rows) }),
  }));
}

export async function countChunks(tx: Tx, runId: string): Promise<number> {
  return Number(
    (await tx.one<{ count: bigint }>(sql`select count(*) as count from exchange.chunk where run_id = ${runId}`)).count,
  );
}

export type ChunkTally = {
  readonly read: number;
  readonly good: number;
  readonly rejected: number;
  readonly inserted: number;
  readonly updated: number;
};

/**
 * Ends a chunk in the transaction that put its rows into the lake.
 * @returns false when it had ended already or its run is over: then the transaction must not be kept
 */
export async function endChunk(
  tx: Tx,
  runId: string,
  no: number,
  at: Date,
  tally: ChunkTally,
  runMs: number,
): Promise<boolean> {
  const ended = await tx.run(
    sql`update exchange.chunk set done_at = ${at}, rows = ${tally.read} where run_id = ${runId} and no = ${no} and done_at is null`,
  );
  if (ended !== 1) return false;
  const counted =
    await tx.run(sql`update exchange.run set rows_good = rows_good + ${tally.good}, rows_rejected = rows_rejected + ${tally.rejected},
    inserted = inserted + ${tally.inserted}, updated = updated + ${tally.updated}, run_ms = ${Math.round(runMs)}
    where id = ${runId} and state = 'running'`);
  return counted === 1;
}

/** How far a run is, rows of chunks under way included; only for people to look at. */
export async function saveRunProgress(tx: Tx, runId: string, underWay: number, runMs: number): Promise<void> {
  await tx.run(sql`update exchange.run set run_ms = ${Math.round(runMs)},
    rows_read = (select coalesce(sum(rows), 0) from exchange.chunk where run_id = ${runId}) + ${underWay}::bigint
    where id = ${runId} and state = 'running'`);
}

/** Milliseconds that a run has taken so far, in all its attempts. */
export async function runMsOf(tx: Tx, runId: string): Promise<number> {
  return Number((await tx.one<{ run_ms: bigint }>(sql`select run_ms from exchange.run where id = ${runId}`)).run_ms);
}

export type RunTotals = { read: number; good: number; rejected: number; inserted: number; updated: number };

export async function completeRun(tx: Tx, runId: string, at: Date, deleted: number, runMs: number): Promise<RunTotals> {
  const row = await tx.one<
    Record<keyof RunTotals, bigint>
  >(sql`update exchange.run set state = 'done', finished_at = ${at}, deleted = ${deleted},
    run_ms = ${Math.round(runMs)}, rows_read = (select coalesce(sum(rows), 0) from exchange.chunk where run_id = ${runId}), fault = null
    where id = ${runId} and state = 'running'
    returning rows_read as read, rows_good as good, rows_rejected as rejected, inserted, updated`);
  return {
    read: Number(row.read),
    good: Number(row.good),
    rejected: Number(row.rejected),
    inserted: Number(row.inserted),
    updated: Number(row.updated),
  };
}

/** Ends a run without its end having come; what its chunks brought stays, and nothing is deleted. */
export async function failRun(tx: Tx, runId: string, at: Date, fault: Fault): Promise<void> {
  await tx.run(sql`update exchange.run set state = 'failed', finished_at = ${at}, fault = ${JSON.stringify(fault)}::jsonb
    where id = ${runId} and state in ('waiting', 'running')`);
}

/** A fault that passes by itself: the run stays open and says why it stands. */
export async function noteRunFault(tx: Tx, runId: string, fault: Fault): Promise<void> {
  await tx.run(
    sql`update exchange.run set fault = ${JSON.stringify(fault)}::jsonb where id = ${runId} and state in ('waiting', 'running')`,
  );
}

/** When each line of the connection last had a run asked for, and whether one is open. */
export async function lastRuns(
  tx: Tx,
  connectionId: string,
): Promise<Map<string, { at: Date; open: boolean; done: boolean }>> {
  const rows = await tx.rows<{ line_id: string; at: Date; open: boolean; done: boolean }>(sql`
    select r.line_id, max(r.created_at) as at, bool_or(r.state in ('waiting', 'running')) as open, bool_or(r.state = 'done') as done
    from exchange.run r join exchange.line l on l.id = r.line_id where l.connection_id = ${connectionId} group by r.line_id`);
  return new Map(rows.map((row) => [row.line_id, row]));
}

/** Each row of the source was told anew since `before`: what was kept in quarantine from before is out of date. @returns rows superseded */
export function supersedeBefore(tx: Tx, lineId: string, runId: string, before: Date, at: Date): Promise<number> {
  return tx.run(sql`update exchange.quarantined set state = 'superseded', ended_at = ${at}, ended_by = 'exchange'
    where line_id = ${lineId} and state = 'kept' and at < ${before} and run_id is distinct from ${runId}::uuid`);
}

/** Runs of a connection that ended before their end and went straight into a table: it may still be as they left it. */
export function leftStraight(tx: Tx, connectionId: string): Promise<{ id: string; resource: string }[]> {
  return tx.rows(sql`select r.id, l.resource from exchange.run r join exchange.line l on l.id = r.line_id
    where l.connection_id = ${connectionId} and r.straight and r.state in ('failed', 'cancelled')`);
}

export async function forgetStraight(tx: Tx, runId: string): Promise<void> {
  await tx.run(sql`update exchange.run set straight = false where id = ${runId}`);
}
