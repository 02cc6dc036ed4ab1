import type { CopyBatch, ReadOptions, RowLimiter, TableShape, Value } from '@platform/sources';
import { copyBatch } from '@platform/sources';
import { called, columnsOf, columnType, textOf } from './columns.ts';
import type { SqlServerDriver, SqlServerPool } from './driver.ts';
import { toSourceError } from './errors.ts';
import type { Target } from './settings.ts';
import type { Statement } from './statements.ts';

/** Rows gathered before the request is paused. */
const MOST_WAITING = 4000;

/** Runs a statement and gives its rows in batches; the request is paused while the receiver is not ready, and cancelled when it stops. */
export async function* streamRows(
  {
    driver,
    pool,
    target,
    snapshotIsolation,
  }: { driver: SqlServerDriver; pool: SqlServerPool; target: Target; snapshotIsolation: boolean },
  statement: Statement,
  shape: TableShape,
  columns: readonly string[],
  { limiter, signal, seen }: { limiter: RowLimiter; seen?: (row: readonly Value[]) => void } & ReadOptions,
): AsyncGenerator<CopyBatch> {
  signal.throwIfAborted();
  const types = columnsOf(shape, columns).map((column) => columnType(column.nativeType));
  const batchRows = Math.min(1000, limiter.batchRows);
  const request = pool.request();
  request.stream = true;
  request.arrayRowMode = true;
  for (const [index, value] of statement.binds.entries())
    request.input(`p${index}`, driver.NVarChar(driver.MAX), value);
  const waiting: Value[][] = [];
  let failure: Error | undefined;
  let ended = false;
  let paused = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    wake?.();
    wake = undefined;
  };
  request.on('row', (row) => {
    waiting.push(types.map((type, index) => textOf(type, row[index])));
    if (!paused && waiting.length >= MOST_WAITING) {
      paused = true;
      request.pause();
    }
    if (waiting.length >= batchRows) ring();
  });
  request.on('error', (error) => {
    failure ??= toSourceError(error, target, called(shape));
    ring();
  });
  request.on('done', () => {
    ended = true;
    ring();
  });
  const stop = (): void => {
    failure ??= signal.reason as Error;
    ring();
  };
  signal.addEventListener('abort', stop, { once: true });
  // One statement reads as of its beginning under snapshot isolation; where the database does not allow that, the report says so.
  const level = snapshotIsolation ? 'snapshot' : 'read committed';
  request.query(`set transaction isolation level ${level}; ${statement.text}`).catch((error: Error) => {
    failure ??= toSourceError(error, target, called(shape));
    ring();
  });
  try {
    for (;;) {
      if (failure !== undefined) throw failure;
      if (waiting.length >= batchRows || (ended && waiting.length > 0)) {
        const rows = waiting.splice(0, batchRows);
        await limiter.take(rows.length, signal);
        for (const row of rows) seen?.(row);
        yield copyBatch(rows);
        if (paused && waiting.length < MOST_WAITING / 2) {
          paused = false;
          request.resume();
        }
        continue;
      }
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    if (!ended) request.cancel();
  }
}
