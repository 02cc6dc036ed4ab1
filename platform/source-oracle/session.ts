import type { CopyBatch, ReadOptions, RowLimiter, TableShape, Value } from '@platform/sources';
import { copyBatch, sourceErrors } from '@platform/sources';
import { columnsOf, kindOf, textOf } from './columns.ts';
import type { OracleConnection, OracleDriver } from './driver.ts';
import { toSourceError } from './errors.ts';
import type { Target } from './settings.ts';
import type { Statement } from './statements.ts';

/** Connections to one server, never more than allowed at once. */
export type Connections = {
  lend<T>(work: (connection: OracleConnection) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): Promise<void>;
};

const SESSION = `alter session set nls_numeric_characters = '.,' nls_sort = 'BINARY' nls_comp = 'BINARY' time_zone = '+00:00'`;

export function openConnections(
  driver: OracleDriver,
  target: Target,
  { most, application }: { most: number; application: string },
): Connections {
  const open = new Set<OracleConnection>();
  const queue: (() => void)[] = [];
  let taken = 0;
  let closed = false;
  return {
    async lend(work, signal) {
      signal?.throwIfAborted();
      while (taken >= most && !closed) await new Promise<void>((resolve) => queue.push(resolve));
      taken += 1;
      let connection: OracleConnection | undefined;
      try {
        signal?.throwIfAborted();
        if (closed) throw sourceErrors.interrupted({ place: target.place, reason: '已关闭 / closed' });
        connection = await driver.getConnection({ ...target.connection, program: application });
        open.add(connection);
        await connection.execute(SESSION, [], {});
        return await work(connection);
      } catch (error) {
        throw toSourceError(error, target);
      } finally {
        if (connection) {
          open.delete(connection);
          await connection.close({ drop: true }).catch(() => {});
        }
        taken -= 1;
        queue.shift()?.();
      }
    },
    async close() {
      closed = true;
      for (const wake of queue.splice(0)) wake();
      await Promise.all([...open].map((connection) => connection.close({ drop: true }).catch(() => {})));
    },
  };
}

/** Numbers as exact text, long values whole, the rest as the driver gives it. */
export function fetchTypes(driver: OracleDriver): (column: { dbType: unknown }) => { type: unknown } | undefined {
  const asText = [driver.DB_TYPE_NUMBER, driver.DB_TYPE_CLOB, driver.DB_TYPE_NCLOB, driver.DB_TYPE_LONG];
  const asBytes = [driver.DB_TYPE_BLOB, driver.DB_TYPE_LONG_RAW, driver.DB_TYPE_RAW];
  return ({ dbType }) => {
    if (asText.includes(dbType)) return { type: driver.STRING };
    return asBytes.includes(dbType) ? { type: driver.BUFFER } : undefined;
  };
}

/** Runs a statement and gives its rows in batches as of the statement's beginning (Oracle's statement-level consistency). */
export async function* streamRows(
  driver: OracleDriver,
  connection: OracleConnection,
  statement: Statement,
  shape: TableShape,
  columns: readonly string[],
  { limiter, signal, seen }: { limiter: RowLimiter; seen?: (row: readonly Value[]) => void } & ReadOptions,
): AsyncGenerator<CopyBatch> {
  const kinds = columnsOf(shape, columns).map((column) => kindOf(column.nativeType));
  const batchRows = Math.min(1000, limiter.batchRows);
  const { resultSet } = await connection.execute(statement.text, statement.binds, {
    resultSet: true,
    fetchArraySize: batchRows,
    fetchTypeHandler: fetchTypes(driver),
  });
  const stop = (): void => void connection.breakExecution().catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const rows = (await resultSet?.getRows(batchRows)) ?? [];
      if (rows.length === 0) return;
      const told = rows.map((row) => kinds.map((kind, index) => textOf(kind, row[index])));
      await limiter.take(told.length, signal);
      for (const row of told) seen?.(row);
      yield copyBatch(told);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await resultSet?.close().catch(() => {});
  }
}
