import {
  readCopyBatch,
  rowLimiter,
  sourceErrors,
  type Chunk,
  type Connector,
  type SourceSession,
  type Value,
} from '@platform/sources';
import { findings, listTables, lookAtServer, readShape, type Ask } from './catalogue.ts';
import { called, columnType, textOf } from './columns.ts';
import { loadSqlServer, type SqlServerDriver } from './driver.ts';
import { toSourceError } from './errors.ts';
import { SqlServerSecret, SqlServerSettings, targetOf } from './settings.ts';
import { nextCut, readChunk, readFromCursor, readSample, type KeyRange } from './statements.ts';
import { streamRows } from './stream-rows.ts';

/** SQL Server ≥ 2016: whole tables and cursors. Changes are not captured (its change tracking is not offered yet). */
export function createSqlServerConnector(load: () => Promise<SqlServerDriver> = loadSqlServer): Connector {
  return {
    kind: 'sqlserver',
    title: { zh: 'SQL Server（仅快照与增量）', en: 'SQL Server (snapshot and cursor only)' },
    tested: {
      zh: '未实测：没有可用的 SQL Server，只测了语句、类型与错误的对应。变更采集尚未提供。请先小范围试用并做对账。',
      en: 'Untested: no SQL Server was to be had; only statements, types and errors were checked. Capture is not offered yet. Begin with little, and reconcile.',
    },
    settings: SqlServerSettings,
    secret: SqlServerSecret,

    async open({ settings, secret, limits, application }): Promise<SourceSession> {
      const target = targetOf(settings, secret, application, limits.connections);
      const driver = await load();
      const pool = new driver.ConnectionPool(target.connection);
      // A connection lost while idle shows at the next question.
      pool.on('error', () => {});
      const limiter = rowLimiter(limits.rowsPerSecond);
      const ask: Ask = async (statement, binds = []) => {
        const request = pool.request();
        request.arrayRowMode = true;
        for (const [index, value] of binds.entries()) request.input(`p${index}`, driver.NVarChar(driver.MAX), value);
        try {
          return (await request.query(statement))?.recordset ?? [];
        } catch (error) {
          throw toSourceError(error, target);
        }
      };
      const server = await (async () => {
        try {
          await pool.connect();
          return await lookAtServer(ask);
        } catch (error) {
          await pool.close().catch(() => {});
          throw toSourceError(error, target);
        }
      })();
      const reader = { driver, pool, target, snapshotIsolation: server.snapshotIsolation };
      return {
        report: () =>
          Promise.resolve({
            server: `SQL Server ${server.version}`,
            findings: findings(server, target.database),
            modes: ['snapshot', 'cursor'],
          }),
        tables: () => listTables(ask),
        shape: (table) => readShape(ask, table),
        async sample(table, columns, rows) {
          const told: Value[][] = [];
          const { signal } = new AbortController();
          const options = { limiter: rowLimiter(undefined), signal };
          for await (const batch of streamRows(reader, readSample(table, columns, rows), table, columns, options))
            told.push(...readCopyBatch(batch));
          return told;
        },
        snapshot: {
          async plan(table, rowsPerChunk): Promise<Chunk[]> {
            const key = table.key.map((name) => table.columns.find((column) => column.name === name));
            if (key.length === 0 || key.some((column) => column === undefined || !cuttable(column.nativeType)))
              return [{ no: 0, part: { from: null, to: null } satisfies KeyRange }];
            const chunks: Chunk[] = [];
            let from: string[] | null = null;
            for (;;) {
              const { text, binds } = nextCut(table, from, rowsPerChunk);
              const row: unknown[] | undefined = (await ask(text, binds))[0];
              const to: string[] | null =
                row === undefined
                  ? null
                  : key.map((column, index) => textOf(columnType(column?.nativeType ?? ''), row[index]) ?? '');
              // A key that is not above the last one would be asked for again without end.
              if (to !== null && to.join('\0') === from?.join('\0'))
                throw sourceErrors.failed({ place: called(table), reason: '主键次序异常 / the key does not grow' });
              const part: KeyRange = { from, to };
              chunks.push({ no: chunks.length, part, ...(to === null ? {} : { estimatedRows: rowsPerChunk }) });
              if (to === null) return chunks;
              from = to;
            }
          },
          read: (table, columns, chunk, { signal }) =>
            Promise.resolve({
              batches: streamRows(reader, readChunk(table, columns, chunk.part as KeyRange), table, columns, {
                limiter,
                signal,
              }),
              mark: () => undefined,
            }),
        },
        cursor: {
          readFrom(table, columns, cursor, from, { signal }) {
            let until: Value = null;
            const seen = (row: readonly Value[]): void => {
              until = row[row.length - 1] ?? null;
            };
            const statement = readFromCursor(table, columns, cursor, from);
            async function* batches() {
              const rows = streamRows(reader, statement, table, [...columns, cursor], { limiter, signal, seen });
              for await (const batch of rows) yield withoutLast(batch);
            }
            return { batches: batches(), until: () => until };
          },
        },
        close: () => pool.close().catch(() => {}),
      };
    },
  };
}

export const sqlServerConnector: Connector = createSqlServerConnector();

/** Keys whose order the index has and whose values survive as text. */
function cuttable(nativeType: string): boolean {
  return ['text', 'integer', 'numeric', 'date', 'timestamp', 'timestamptz', 'uuid', 'bytes'].includes(
    columnType(nativeType),
  );
}

function withoutLast(batch: { bytes: Buffer; rows: number }): { bytes: Buffer; rows: number } {
  const lines = batch.bytes.toString('utf8').split('\n');
  // COPY escapes tabs within values: the last one of a line divides.
  const kept = lines.map((line) => line.slice(0, Math.max(0, line.lastIndexOf('\t')))).slice(0, -1);
  return { bytes: Buffer.from(`${kept.join('\n')}\n`, 'utf8'), rows: batch.rows };
}
