import mysql from 'mysql2';
import type { CopyBatch, ReadOptions, RowLimiter, TableShape } from '@platform/sources';
import { sourceErrors } from '@platform/sources';
import { called, columnsOf, kindOf } from './columns.ts';
import type { Link } from './connect.ts';
import { CopyWriter } from './copy-rows.ts';
import { toSourceError } from './errors.ts';
import { queryPayload, sendRaw } from './raw-command.ts';
import type { Target } from './settings.ts';

/** Batches waiting for the receiver before the socket is paused. */
const QUEUE = 4;
const BATCH_BYTES = 128 * 1024;

/** The list of a select, each column so that its text is exact. @throws sources.columns-missing */
export function selectList(shape: TableShape, names: readonly string[]): string {
  const columns = columnsOf(shape, names);
  const missing = names.filter((_, index) => columns[index] === undefined);
  if (missing.length > 0) throw sourceErrors.columnsMissing({ table: called(shape), columns: missing.join(', ') });
  return columns
    .map((column) => {
      const name = mysql.escapeId(column?.name ?? '', true);
      // A FLOAT is printed with six digits only; as a double it keeps all it has.
      return kindOf(column?.nativeType ?? '') === 'float' ? `${name} + 0e0` : name;
    })
    .join(', ');
}

export const fromTable = (shape: { schema: string; table: string }): string =>
  `${mysql.escapeId(shape.schema, true)}.${mysql.escapeId(shape.table, true)}`;

/**
 * Runs a select on the connection and gives its rows as they come; the socket waits while the receiver does.
 * `onRow` sees each row before it is written. When the receiver stops early the connection must be thrown away: `finished()` says whether it may be used again.
 */
export function streamRows(
  link: Link,
  statement: string,
  shape: TableShape,
  names: readonly string[],
  { target, limiter, signal }: { target: Target; limiter: RowLimiter } & ReadOptions,
): { batches: AsyncIterable<CopyBatch>; finished(): boolean } {
  const writer = new CopyWriter(columnsOf(shape, names).map((column) => kindOf(column?.nativeType ?? '')));
  const queue: CopyBatch[] = [];
  let failure: Error | undefined;
  let ended = false;
  let paused = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    wake?.();
    wake = undefined;
  };
  const flush = (): void => {
    if (writer.rows > 0) queue.push(writer.take());
    if (queue.length >= QUEUE && !paused) {
      paused = true;
      link.connection.pause();
    }
    ring();
  };

  // The answer: number of columns, their definitions, EOF, rows, EOF.
  let headerEnds = 0;
  let first = true;
  const batchRows = Math.min(limiter.batchRows, 100_000);
  sendRaw(
    link.connection,
    queryPayload(statement),
    (packet) => {
      const isEnd = packet.buffer[packet.offset] === 0xfe && packet.end - packet.offset < 9;
      if (isEnd) {
        headerEnds += 1;
        if (headerEnds < 2) return false;
        ended = true;
        flush();
        return true;
      }
      if (first) {
        first = false;
        return false;
      }
      if (headerEnds === 0) return false;
      writer.row(packet);
      if (writer.bytes >= BATCH_BYTES || writer.rows >= batchRows) flush();
      return false;
    },
    (error) => {
      failure = toSourceError(error, target, called(shape));
      ring();
    },
  );
  const stop = (): void => {
    failure ??= signal.reason as Error;
    ring();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });

  async function* batches(): AsyncGenerator<CopyBatch> {
    try {
      for (;;) {
        if (failure) throw failure;
        const batch = queue.shift();
        if (batch) {
          await limiter.take(batch.rows, signal);
          yield batch;
          if (paused && queue.length === 0) {
            paused = false;
            link.connection.resume();
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
    }
  }
  return { batches: batches(), finished: () => ended && failure === undefined };
}
