import {
  readCopyBatch,
  rowLimiter,
  sourceErrors,
  type Connector,
  type SourceSession,
  type TableShape,
  type Value,
} from '@platform/sources';
import { captureReader } from './capture.ts';
import { listTables, lookAtServer, readShape, report } from './catalogue.ts';
import { openLinks } from './connect.ts';
import { cursorReader } from './cursor.ts';
import { findObstacles } from './obstacles.ts';
import { fromTable, selectList, streamRows } from './read-rows.ts';
import { targetOf } from './settings.ts';
import { snapshotReader } from './snapshot.ts';

/** @throws what {@link Connector.open} does */
export async function openMysql({
  settings,
  secret,
  limits,
  application,
}: Parameters<Connector['open']>[0]): Promise<SourceSession> {
  const target = targetOf(settings, secret);
  const allowed = Math.max(1, limits.connections);
  const room = { connections: allowed, application };
  const links = openLinks(target, room);
  const limiter = rowLimiter(limits.rowsPerSecond);
  const server = await links.lend(lookAtServer).catch((error: unknown) => {
    links.close();
    throw error;
  });
  return {
    report: () =>
      links.lend(async (link) =>
        report(link, server, await findObstacles(link, server, `'${target.user}'@'…'`, []).then(softened)),
      ),
    tables: () => links.lend((link) => listTables(link, target.database)),
    shape: (table) => links.lend((link) => readShape(link, server, table)),
    sample: (table, columns, rows) => links.lend((link) => sample(link, table, columns, rows)),
    snapshot: snapshotReader({ target, server, links, limiter }),
    cursor: cursorReader({ target, links, limiter }),
    capture: captureReader({
      target,
      server,
      links,
      application,
      reserve() {
        // The stream's connection is one of those allowed; with one alone nothing could be read beside it.
        if (room.connections < 2)
          throw sourceErrors.badSettings({
            field: 'connections',
            reason: '变更采集至少需要 2 个连接 / capture needs at least 2',
          });
        return links.reserve();
      },
    }),
    close() {
      links.close();
      return Promise.resolve();
    },
  };

  async function sample(
    link: Parameters<typeof streamRows>[0],
    table: TableShape,
    columns: readonly string[],
    rows: number,
  ): Promise<Value[][]> {
    const statement = `select ${selectList(table, columns)} from ${fromTable(table)} limit ${Math.max(0, Math.trunc(rows))}`;
    const told: Value[][] = [];
    const signal = new AbortController().signal;
    const { batches } = streamRows(link, statement, table, columns, {
      target,
      limiter: rowLimiter(undefined),
      signal,
    });
    for await (const batch of batches) told.push(...readCopyBatch(batch));
    return told;
  }
}

/** What blocks capture only does not block the connection. */
function softened(findings: Awaited<ReturnType<typeof findObstacles>>): Awaited<ReturnType<typeof findObstacles>> {
  return findings.map((finding) => (finding.level === 'blocking' ? { ...finding, level: 'warning' } : finding));
}
