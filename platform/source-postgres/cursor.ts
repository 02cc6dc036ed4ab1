import pg from 'pg';
import type { CopyBatch, CursorReader } from '@platform/sources';
import { coded } from './connect.ts';
import { keyTypes, tableName } from './plan.ts';
import { copying, queryOn, type ReaderDoor } from './snapshot.ts';
import { storageOf } from './shape.ts';

/** Reads what is new by a column that only grows. Rows without a value in it have no order: they come with the first reading only. */
export function cursorReader(door: ReaderDoor): CursorReader {
  return {
    readFrom(table, columns, cursor, from, { signal }) {
      const name = `${table.schema}.${table.table}`;
      let until: string | null = null;
      async function* batches(): AsyncGenerator<CopyBatch> {
        const borrowed = await door.clients.borrow(signal);
        const { client } = borrowed;
        let broken = true;
        try {
          await client.query('begin isolation level repeatable read read only');
          const query = queryOn(client);
          const [type] = await keyTypes(query, (await storageOf(query, table)).oid, [cursor]);
          const column = pg.escapeIdentifier(cursor);
          const literal = (value: string): string => `${pg.escapeLiteral(value)}::${type as string}`;
          const lower = from === null ? '' : ` where ${column} >= ${literal(from)}`;
          // The end is taken first, so that it is told even when the last rows are the caller's to drop.
          const [last] = await query<{ until: string | null }>(
            `select ${column}::text as until from ${tableName(table)}${lower === '' ? ` where ${column} is not null` : lower} order by ${column} desc limit 1`,
          );
          const list = columns.map((one) => pg.escapeIdentifier(one)).join(', ');
          const statement = `copy (select ${list} from ${tableName(table)}${lower} order by ${column} nulls first) to stdout`;
          await client.query('set local max_parallel_workers_per_gather = 0; set local jit = off');
          yield* copying(door, borrowed, statement, name, signal);
          until = last?.until ?? null;
          await client.query('commit');
          broken = false;
        } catch (error) {
          if (signal.aborted) throw signal.reason as Error;
          throw coded(error, door.target, 'reading', name);
        } finally {
          await borrowed.release(broken);
        }
      }
      return { batches: batches(), until: () => until };
    },
  };
}
