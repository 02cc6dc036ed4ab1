import {
  readCopyBatch,
  rowLimiter,
  sourceErrors,
  type Chunk,
  type Connector,
  type SourceSession,
  type TableShape,
  type Value,
} from '@platform/sources';
import { listTables, readShape } from './catalogue.ts';
import { called, kindOf, textOf } from './columns.ts';
import { loadOracle, type OracleDriver } from './driver.ts';
import { toSourceError } from './errors.ts';
import { openConnections, streamRows } from './session.ts';
import { OracleSecret, OracleSettings, targetOf } from './settings.ts';
import { nextCut, readChunk, readFromCursor, readSample, type KeyRange } from './statements.ts';

/** Oracle ≥ 12.1 by the thin driver: whole tables and cursors. Changes are not captured (LogMiner is not offered yet). */
export function createOracleConnector(load: () => Promise<OracleDriver> = loadOracle): Connector {
  return {
    kind: 'oracle',
    title: { zh: 'Oracle（仅快照与增量）', en: 'Oracle (snapshot and cursor only)' },
    tested: {
      zh: '未实测：没有可用的 Oracle 服务器，只测了语句、类型与错误的对应。变更采集尚未提供。请先小范围试用并做对账。',
      en: 'Untested: no Oracle server was to be had; only statements, types and errors were checked. Capture is not offered yet. Begin with little, and reconcile.',
    },
    settings: OracleSettings,
    secret: OracleSecret,

    async open({ settings, secret, limits, application }): Promise<SourceSession> {
      const target = targetOf(settings, secret);
      const driver = await load();
      const connections = openConnections(driver, target, { most: Math.max(1, limits.connections), application });
      const limiter = rowLimiter(limits.rowsPerSecond);
      const version = await connections.lend((connection) =>
        Promise.resolve(connection.oracleServerVersionString ?? ''),
      );
      const named = (error: unknown, table: TableShape): Error => toSourceError(error, target, called(table));

      /** Reading on a connection that is held until the receiver is done. */
      async function* reading(
        table: TableShape,
        columns: readonly string[],
        statement: () => ReturnType<typeof readChunk>,
        signal: AbortSignal,
        seen?: (row: readonly Value[]) => void,
      ) {
        let finish: () => void = () => {};
        const held = new Promise<void>((resolve) => {
          finish = resolve;
        });
        let lent: Promise<void> | undefined;
        try {
          const connection = await new Promise<Parameters<typeof streamRows>[1]>((resolve, reject) => {
            lent = connections.lend(async (each) => {
              resolve(each);
              await held;
            }, signal);
            lent.catch(reject);
          });
          yield* streamRows(driver, connection, statement(), table, columns, {
            limiter,
            signal,
            ...(seen ? { seen } : {}),
          });
        } catch (error) {
          throw signal.aborted ? (signal.reason as Error) : named(error, table);
        } finally {
          finish();
          await lent?.catch(() => {});
        }
      }

      return {
        report: () =>
          Promise.resolve({
            server: `Oracle ${version}`.trim(),
            findings: [
              {
                code: 'source-oracle.untested',
                level: 'warning' as const,
                text: {
                  zh: '本连接器没有在真实的 Oracle 上试过，请先小范围试用并做对账。时间戳取到微秒；Oracle 中空文本即为空值。',
                  en: 'This connector was never run against a real Oracle: begin with little, and reconcile. Timestamps are read to the microsecond; Oracle’s empty text is no value.',
                },
              },
            ],
            modes: ['snapshot', 'cursor'],
          }),
        tables: () => connections.lend((connection) => listTables(connection, target.schema)),
        shape: (table) => connections.lend((connection) => readShape(connection, table)),
        async sample(table, columns, rows) {
          const told: Value[][] = [];
          const signal = new AbortController().signal;
          for await (const batch of reading(table, columns, () => readSample(table, columns, rows), signal))
            told.push(...readCopyBatch(batch));
          return told;
        },
        snapshot: {
          async plan(table, rowsPerChunk): Promise<Chunk[]> {
            const key = table.key.map((name) => table.columns.find((column) => column.name === name));
            if (key.length === 0 || key.some((column) => column === undefined || !cuttable(column.nativeType)))
              return [{ no: 0, part: { from: null, to: null } satisfies KeyRange }];
            return connections.lend(async (connection) => {
              const chunks: Chunk[] = [];
              let from: string[] | null = null;
              for (;;) {
                const { text, binds } = nextCut(table, from, rowsPerChunk);
                const rows: unknown[][] = (await connection.execute(text, binds, {})).rows ?? [];
                const row = rows[0];
                const to: string[] | null =
                  row === undefined
                    ? null
                    : key.map((column, index) => textOf(kindOf(column?.nativeType ?? ''), row[index]) ?? '');
                // A key that is not above the last one would be asked for again without end.
                if (to !== null && to.join('\0') === from?.join('\0'))
                  throw sourceErrors.failed({ place: called(table), reason: '主键次序异常 / the key does not grow' });
                const part: KeyRange = { from, to };
                chunks.push({ no: chunks.length, part, ...(to === null ? {} : { estimatedRows: rowsPerChunk }) });
                if (to === null) return chunks;
                from = to;
              }
            });
          },
          read: (table, columns, chunk, { signal }) =>
            Promise.resolve({
              batches: reading(table, columns, () => readChunk(table, columns, chunk.part as KeyRange), signal),
              mark: () => undefined,
            }),
        },
        cursor: {
          readFrom(table, columns, cursor, from, { signal }) {
            let until: Value = null;
            const read = [...columns, cursor];
            async function* batches() {
              const rows = reading(
                table,
                read,
                () => readFromCursor(table, columns, cursor, from),
                signal,
                (row) => {
                  until = row[row.length - 1] ?? null;
                },
              );
              for await (const batch of rows) yield withoutLast(batch);
            }
            return { batches: batches(), until: () => until };
          },
        },
        close: () => connections.close(),
      };
    },
  };
}

export const oracleConnector: Connector = createOracleConnector();

/** Keys whose order the index has and whose values survive as text. */
function cuttable(nativeType: string): boolean {
  return ['text', 'number', 'date', 'timestamp'].includes(kindOf(nativeType)) || /^RAW/i.test(nativeType);
}

function withoutLast(batch: { bytes: Buffer; rows: number }): { bytes: Buffer; rows: number } {
  const lines = batch.bytes.toString('utf8').split('\n');
  // COPY escapes tabs within values: the last one of a line divides.
  const kept = lines.map((line) => line.slice(0, Math.max(0, line.lastIndexOf('\t')))).slice(0, -1);
  return { bytes: Buffer.from(`${kept.join('\n')}\n`, 'utf8'), rows: batch.rows };
}
