import pg from 'pg';
import type {
  Chunk,
  ChunkReading,
  CopyBatch,
  ReadOptions,
  RowLimiter,
  SnapshotMark,
  SnapshotReader,
  TableShape,
} from '@platform/sources';
import { sourceErrors } from '@platform/sources';
import type { Borrowed, Clients } from './clients.ts';
import { coded } from './connect.ts';
import { copyOut } from './copy-out.ts';
import { postgresSourceErrors } from './errors.ts';
import { among, bound, keyTypes, planChunks, tableName, type Part } from './plan.ts';
import type { Target } from './settings.ts';
import { storageOf, type Query } from './shape.ts';

/** Longer values are refused rather than held in memory; PostgreSQL itself takes 1 GB. */
const LONGEST_MB = 512;
/** On a standby there is no position to write at; what it has replayed is what it shows. */
const MARK = `select pg_current_snapshot()::text as snapshot,
  (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end)::text as position`;

/** A moment that nobody reads is let go after this time: holding it keeps the source from tidying up (VACUUM). */
const MOMENT_IDLE_MS = 15 * 60_000;

export type ReaderDoor = {
  readonly target: Target;
  readonly clients: Clients;
  readonly limiter: RowLimiter;
  readonly connections: number;
  query: Query;
  version(): Promise<number>;
};

/** A statement on one client, values as text. */
export const queryOn =
  (client: pg.Client): Query =>
  async <R extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query(text, [...values])).rows as R[];

/** Batches of one statement, under the limits, ended by the signal. */
export async function* copying(
  door: ReaderDoor,
  borrowed: Borrowed,
  statement: string,
  table: string,
  signal: AbortSignal,
): AsyncGenerator<CopyBatch> {
  let over = false;
  // An abort or a consumer that leaves early gives the connection up: the server would go on sending.
  const stop = (): void => void borrowed.release(true);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    const tooLarge = (): Error => sourceErrors.tooLarge({ place: table, limit: LONGEST_MB });
    for await (const batch of copyOut(borrowed.client, statement, {
      batchRows: door.limiter.batchRows,
      longest: LONGEST_MB * 2 ** 20,
      tooLarge,
    })) {
      await door.limiter.take(batch.rows, signal);
      signal.throwIfAborted();
      yield batch;
    }
    over = true;
  } catch (error) {
    if (signal.aborted) throw signal.reason as Error;
    throw coded(error, door.target, 'reading', table);
  } finally {
    signal.removeEventListener('abort', stop);
    if (!over) await borrowed.release(true);
  }
}

export function snapshotReader(door: ReaderDoor): SnapshotReader & { close(): Promise<void> } {
  const moments = new Map<string, Moment>();
  const query: Query = (text, values) => door.query(text, values);

  /** Lets go of a moment: all its chunks are read, nobody reads any more, or the session closes. */
  async function endMoment(name: string): Promise<void> {
    const moment = moments.get(name);
    if (!moment) return;
    moments.delete(name);
    clearTimeout(moment.idle);
    await moment.borrowed.release(true);
  }
  function touch(name: string, moment: Moment): void {
    clearTimeout(moment.idle);
    moment.idle = setTimeout(() => void endMoment(name), MOMENT_IDLE_MS).unref();
  }
  async function takeMoment(table: string, file: string, of: number): Promise<string> {
    const held = await openMoment(door, table);
    const moment: Moment = { ...held, file, left: of, idle: undefined };
    moments.set(held.snapshot, moment);
    touch(held.snapshot, moment);
    return held.snapshot;
  }

  return {
    async plan(table, rowsPerChunk) {
      const pieces =
        door.connections > 1 ? rowsPerChunk : table.key.length > 0 ? rowsPerChunk : Number.POSITIVE_INFINITY;
      return planChunks(query, table, pieces, await door.version(), (file, of) =>
        takeMoment(`${table.schema}.${table.table}`, file, of),
      );
    },

    async read(
      table: TableShape,
      columns: readonly string[],
      chunk: Chunk,
      { signal }: ReadOptions,
    ): Promise<ChunkReading> {
      const part = chunk.part as Part;
      const name = `${table.schema}.${table.table}`;
      let mark: SnapshotMark | undefined;
      async function* batches(): AsyncGenerator<CopyBatch> {
        const held = part.kind === 'blocks' ? moments.get(part.moment) : undefined;
        if (part.kind === 'blocks' && !held) throw postgresSourceErrors.snapshotGone({ table: name });
        if (held) touch(held.snapshot, held);
        const borrowed = await door.clients.borrow(signal);
        const { client } = borrowed;
        let broken = true;
        try {
          await client.query('begin isolation level repeatable read read only');
          if (held) await client.query(`set transaction snapshot ${pg.escapeLiteral(held.snapshot)}`);
          const own = queryOn(client);
          const [found] = await own<{ snapshot: string; position: string }>(MARK);
          // A moment's chunks stand where it was taken: what came since is told by the capture, and telling it again does no harm.
          mark = found && { snapshot: found.snapshot, position: held?.position ?? found.position };
          const storage = await storageOf(own, table);
          // Rewritten (VACUUM FULL, CLUSTER): the blocks are other ones, whatever the snapshot.
          if (held && storage.file !== held.file) throw postgresSourceErrors.snapshotGone({ table: name });
          // A scan of the whole table for each chunk would be the source's ruin; one process is what it lends us.
          await client.query(
            `set local max_parallel_workers_per_gather = 0; set local jit = off${part.kind === 'keys' && part.from && part.to ? '; set local enable_seqscan = off' : ''}`,
          );
          const bounded = part.kind === 'rows' ? part.columns : part.kind === 'keys' ? table.key : [];
          const where = whereOf(part, table, await keyTypes(own, storage.oid, bounded));
          const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
          const statement = `copy (select ${list} from ${tableName(table)}${where}) to stdout`;
          yield* copying(door, borrowed, statement, name, signal);
          await client.query('commit');
          broken = false;
          if (held) {
            held.left -= 1;
            if (held.left <= 0) await endMoment(held.snapshot);
          }
        } catch (error) {
          if (signal.aborted) throw signal.reason as Error;
          throw coded(error, door.target, 'reading', name);
        } finally {
          await borrowed.release(broken);
        }
      }
      return { batches: batches(), mark: () => mark };
    },

    only: (columns, values) => ({ no: 0, part: { kind: 'rows', columns, values } satisfies Part }),

    async close() {
      await Promise.all([...moments.keys()].map(endMoment));
    },
  };
}

type Held = { readonly borrowed: Borrowed; readonly snapshot: string; readonly position: string };
/** The one moment at which all chunks of a table without key are read: a connection of its own holds it meanwhile. */
type Moment = Held & { readonly file: string; left: number; idle: NodeJS.Timeout | undefined };

async function openMoment(door: ReaderDoor, table: string): Promise<Held> {
  const borrowed = await door.clients.borrow();
  try {
    await borrowed.client.query('begin isolation level repeatable read read only');
    const [row] = await queryOn(borrowed.client)<{ snapshot: string; position: string }>(
      `select pg_export_snapshot() as snapshot, m.position from (${MARK}) m`,
    );
    return { borrowed, ...(row as { snapshot: string; position: string }) };
  } catch (error) {
    await borrowed.release(true);
    throw coded(error, door.target, 'reading', table);
  }
}

function whereOf(part: Part, table: TableShape, types: readonly string[]): string {
  if (part.kind === 'all') return '';
  if (part.kind === 'rows') return ` where ${among(part.columns, types, part.values)}`;
  if (part.kind === 'blocks') {
    const to = part.to === undefined ? '' : ` and ctid < '(${Math.floor(part.to)},0)'::tid`;
    return ` where ctid >= '(${Math.floor(part.from)},0)'::tid${to}`;
  }
  const bounds = [
    ...(part.from ? [bound(table.key, types, '>', part.from)] : []),
    ...(part.to ? [bound(table.key, types, '<=', part.to)] : []),
  ];
  return bounds.length === 0 ? '' : ` where ${bounds.join(' and ')}`;
}
