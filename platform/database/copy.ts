import { once } from 'node:events';
import { from as copyFrom } from 'pg-copy-streams';
import pg from 'pg';
import type { Tx } from './database.ts';
import { oneByOne, pipelined } from './pipeline.ts';

export type CopyTarget = { schema: string; table: string; columns: readonly string[] };

const CHUNK_BYTES = 128 * 1024;

/**
 * Writes rows by text COPY in chunks of about 128 KiB with back-pressure; the number of rows written.
 * A value is text (null for no value) in PostgreSQL's input form of its column.
 */
export async function copyRows(
  tx: Tx,
  target: CopyTarget,
  rows: AsyncIterable<readonly (string | null)[]> | Iterable<readonly (string | null)[]>,
): Promise<number> {
  const table = `${pg.escapeIdentifier(target.schema)}.${pg.escapeIdentifier(target.table)}`;
  const columns = target.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  await oneByOne(tx.client);
  const stream = tx.client.query(copyFrom(`copy ${table} (${columns}) from stdin`));
  let failure: Error | undefined;
  stream.on('error', (error: Error) => {
    failure = error;
  });
  let chunk = '';
  let count = 0;
  const flush = async (): Promise<void> => {
    if (failure) throw failure;
    if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    chunk = '';
  };
  try {
    for await (const row of rows) {
      chunk += copyLine(row);
      count += 1;
      if (chunk.length >= CHUNK_BYTES) await flush();
    }
    if (chunk) await flush();
  } catch (error) {
    stream.destroy(error as Error);
    throw failure ?? error;
  }
  stream.end();
  if (!failure) await once(stream, 'finish');
  if (failure) throw failure;
  pipelined(tx.client, true);
  return count;
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function copyLine(row: readonly (string | null)[]): string {
  let line = '';
  for (let index = 0; index < row.length; index += 1) {
    const value = row[index];
    if (index > 0) line += '\t';
    if (value === null || value === undefined) line += '\\N';
    else
      line += /[\\\n\r\t]/.test(value)
        ? value.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] as string)
        : value;
  }
  return `${line}\n`;
}
