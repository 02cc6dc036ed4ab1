import { once } from 'node:events';
import { from as copyFrom } from 'pg-copy-streams';
import pg from 'pg';
import type { CopyTarget } from './copy.ts';
import type { Tx } from './database.ts';
import { oneByOne, pipelined } from './pipeline.ts';

/**
 * Writes whole lines of text COPY as they are, UTF-8, in pieces of any size, with back-pressure. No other statement may run in the transaction
 * meanwhile; when `pieces` fails the transaction is over, and its error is thrown.
 */
export async function copyBytes(tx: Tx, target: CopyTarget, pieces: AsyncIterable<Buffer>): Promise<void> {
  const table = `${pg.escapeIdentifier(target.schema)}.${pg.escapeIdentifier(target.table)}`;
  const columns = target.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  await oneByOne(tx.client);
  const stream = tx.client.query(copyFrom(`copy ${table} (${columns}) from stdin`));
  let failure: Error | undefined;
  const failed = new Promise<never>((_, reject) => {
    stream.on('error', (error: Error) => {
      failure = error;
      reject(error);
    });
  });
  failed.catch(() => undefined);
  try {
    for await (const piece of pieces) {
      if (failure) throw failure;
      if (piece.length === 0) continue;
      const taken = new Promise<void>((resolve) => stream.write(piece, () => resolve()));
      await Promise.race([taken, failed]);
    }
  } catch (error) {
    // The server has ended the COPY by itself: nothing more may be said to it.
    if (failure) throw failure;
    // The answer to CopyFail has to be waited for: it would be taken for that of the next statement.
    const closed = once(stream, 'close').catch(() => undefined);
    stream.destroy(error as Error);
    await closed;
    throw error;
  }
  stream.end();
  if (!failure) await Promise.race([once(stream, 'finish'), failed]);
  pipelined(tx.client, true);
}
