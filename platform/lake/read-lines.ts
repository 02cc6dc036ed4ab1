import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { sql, type Tx } from '@platform/database';
import { lakeErrors } from './errors.ts';
import type { LakeView } from './tables.ts';

/**
 * See {@link Lake.readLines}. Whoever stops early has the reading cancelled.
 * @param cancel asks the server to give up what the backend with this process id does
 */
export async function* readLines(
  tx: Tx,
  view: LakeView,
  columns: readonly string[],
  source: string,
  cancel: (backend: number) => Promise<void>,
): AsyncGenerator<Buffer> {
  for (const name of columns) if (!view.columns.includes(name)) throw lakeErrors.badName({ name });
  // COPY takes no parameters: the value travels beside the statement, never in it.
  await tx.one(sql`select set_config('yiwang.source', ${source}, true), set_config('datestyle', 'ISO', true)`);
  const client = tx.client as pg.PoolClient & { pipeline: boolean; processID: number };
  // What is sent behind a COPY would be taken for its data: from here on each statement waits for the one before.
  client.pipeline = false;
  const list = columns.map((name) => pg.escapeIdentifier(name)).join(', ');
  const stream = client.query(
    copyTo(
      `copy (select ${list} from lake.${pg.escapeIdentifier(view.name)} where _source = current_setting('yiwang.source')) to stdout`,
      { highWaterMark: 256 * 1024 },
    ),
  );
  let over = false;
  const ended = new Promise<void>((resolve) => {
    stream.on('end', () => resolve());
    stream.on('error', () => resolve());
  });
  try {
    // `destroyOnReturn` would leave the rest of the answer in the connection.
    for await (const piece of stream.iterator({ destroyOnReturn: false })) yield piece as Buffer;
    over = true;
  } finally {
    if (!over) {
      await cancel(client.processID);
      stream.on('error', () => undefined);
      stream.resume();
      await ended;
    }
  }
}
