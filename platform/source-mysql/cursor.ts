import type { CopyBatch, CursorReader, RowLimiter, Value } from '@platform/sources';
import { readCopyLine } from '@platform/sources';
import mysql from 'mysql2';
import { called } from './columns.ts';
import type { Links } from './connect.ts';
import { toSourceError } from './errors.ts';
import { keyLiteral } from './plan.ts';
import { fromTable, selectList, streamRows } from './read-rows.ts';
import type { Target } from './settings.ts';

/** Reads by a growing column. The column itself is read last in each row, so that the end is known, and taken off again unless it was asked for. */
export function cursorReader({
  target,
  links,
  limiter,
}: {
  target: Target;
  links: Links;
  limiter: RowLimiter;
}): CursorReader {
  return {
    readFrom(table, columns, cursor, from, { signal }) {
      let until: Value = null;
      async function* batches(): AsyncGenerator<CopyBatch> {
        const { link, release } = await links.borrow(signal);
        let reusable = false;
        try {
          const read = [...columns, cursor];
          const name = mysql.escapeId(cursor, true);
          const where = from === null ? `${name} is not null` : `${name} >= ${keyLiteral(table, cursor, from)}`;
          const statement = `select ${selectList(table, read)} from ${fromTable(table)} where ${where} order by ${name}`;
          const { batches: rows, finished } = streamRows(link, statement, table, read, { target, limiter, signal });
          for await (const batch of rows) {
            const { bytes, last } = withoutLast(batch.bytes);
            until = last;
            yield { bytes, rows: batch.rows };
          }
          reusable = finished();
        } catch (error) {
          throw toSourceError(error, target, called(table));
        } finally {
          release(!reusable);
        }
      }
      return { batches: batches(), until: () => until };
    },
  };
}

const TAB = 9;
const NEWLINE = 10;

/** The lines without their last value, and the last line's. COPY escapes tabs, so the last tab of a line is what divides. */
function withoutLast(bytes: Buffer): { bytes: Buffer; last: Value } {
  const kept = Buffer.allocUnsafeSlow(bytes.length);
  let at = 0;
  let last: Value = null;
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    const tab = bytes.lastIndexOf(TAB, end - 1);
    at += bytes.copy(kept, at, from, tab);
    kept[at++] = NEWLINE;
    if (end + 1 >= bytes.length) last = readCopyLine(bytes.toString('utf8', tab + 1, end))[0] ?? null;
    from = end + 1;
  }
  return { bytes: kept.subarray(0, at), last };
}
