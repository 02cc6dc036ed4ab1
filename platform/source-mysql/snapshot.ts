import type { ChunkReading, RowLimiter, SnapshotMark, SnapshotReader, TableShape } from '@platform/sources';
import { sourceErrors } from '@platform/sources';
import type { Server } from './catalogue.ts';
import { called } from './columns.ts';
import type { Link, Links } from './connect.ts';
import { toSourceError } from './errors.ts';
import { condition, planChunks, type KeyRange } from './plan.ts';
import { comparePositions, formatPosition } from './position.ts';
import { fromTable, selectList, streamRows } from './read-rows.ts';
import type { Target } from './settings.ts';

type Deps = { target: Target; server: Server; links: Links; limiter: RowLimiter };

export function snapshotReader({ target, server, links, limiter }: Deps): SnapshotReader {
  return {
    plan: (table, rowsPerChunk) => links.lend((link) => planChunks(link, table, rowsPerChunk)),

    async read(table, columns, chunk, { signal }): Promise<ChunkReading> {
      const { link, release } = await links.borrow(signal);
      let mark: SnapshotMark | undefined;
      try {
        mark = await beginSnapshot(link, server, table, signal);
        const statement = `select ${selectList(table, columns)} from ${fromTable(table)} where ${condition(table, chunk.part as KeyRange)}`;
        const { batches, finished } = streamRows(link, statement, table, columns, { target, limiter, signal });
        async function* all() {
          let reusable = false;
          try {
            yield* batches;
            // Ends the read view: the source need not keep old rows for us.
            await link.ask('commit');
            reusable = finished();
          } finally {
            release(!reusable);
          }
        }
        return { batches: all(), mark: () => mark };
      } catch (error) {
        release(true);
        throw toSourceError(error, target, called(table));
      }
    },
  };
}

const LONGEST_MS = 20_000;

/**
 * Begins a transaction with a read view and tells where in the log it stands; undefined where the server writes no log or does not tell us.
 *
 * MariaDB takes the view and the position together (Binlog_snapshot_*). A transaction is in the log, and may already have been told by a capture,
 * a moment before it is visible: so the view must not stand before the log's end of when we asked, or it is taken anew.
 *
 * MySQL has no such pair. Everything up to the log's end of before is visible once no transaction of then still owns its GTID; the mark's
 * `snapshot` is that end, its `position` the end after the view was taken. What lies between counts as not seen, which is right either way: the full row
 * images of the log win over the chunk.
 */
async function beginSnapshot(
  link: Link,
  server: Server,
  table: TableShape,
  signal: AbortSignal,
): Promise<SnapshotMark | undefined> {
  await link.ask('set transaction isolation level repeatable read');
  const end = await logEnd(link, server).catch(() => undefined);
  if (end === undefined) {
    await link.ask('start transaction with consistent snapshot, read only');
    return undefined;
  }
  const until = Date.now() + LONGEST_MS;
  if (server.mariadb) {
    for (;;) {
      await link.ask('start transaction with consistent snapshot, read only');
      const status = await link.ask(`show status like 'binlog\\_snapshot\\_%'`);
      const told = Object.fromEntries(status.map((row) => [(row['Variable_name'] ?? '').toLowerCase(), row['Value']]));
      const file = told['binlog_snapshot_file'] ?? '';
      const offset = Number(told['binlog_snapshot_position'] ?? Number.NaN);
      if (file === '' || !Number.isFinite(offset)) return undefined;
      const position = formatPosition({ file, offset, gtid: '', server: '' });
      if (comparePositions(position, end) >= 0) return { position, snapshot: position };
      await link.ask('rollback');
      await again(table, signal, until);
      await link.ask('set transaction isolation level repeatable read');
    }
  }
  const [owned] = await link.ask('select @@global.gtid_owned as owned');
  for (const gtid of (owned?.['owned'] ?? '').split(/[,\s]+/).filter((each) => each !== '')) {
    const name = gtid.replace(/#\d+/g, '');
    for (;;) {
      const [still] = await link.ask('select @@global.gtid_owned as owned');
      if (!(still?.['owned'] ?? '').includes(name)) break;
      await again(table, signal, until);
    }
  }
  await link.ask('start transaction with consistent snapshot, read only');
  const after = await logEnd(link, server);
  return after === undefined ? undefined : { position: after, snapshot: end };
}

async function again(table: TableShape, signal: AbortSignal, until: number): Promise<void> {
  signal.throwIfAborted();
  if (Date.now() > until)
    throw sourceErrors.failed({
      place: called(table),
      reason: '事务提交过慢，未能取得一致快照 / commits are too slow for a consistent snapshot',
    });
  await new Promise((resolve) => setTimeout(resolve, 2));
}

/** The end of the log now; undefined when none is written. @throws sources.not-allowed without the right to ask */
export async function logEnd(link: Link, server: Server): Promise<string | undefined> {
  const newer = !server.mariadb && Number.parseFloat(server.version) >= 8.4;
  const [row] = await link.ask(newer ? 'show binary log status' : 'show master status');
  if (row === undefined) return undefined;
  const [more] = await link.ask('select @@global.server_id as id');
  return formatPosition({
    file: row['File'] ?? '',
    offset: Number(row['Position']),
    gtid: '',
    server: more?.['id'] ?? '',
  });
}
