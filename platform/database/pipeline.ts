import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** What the driver has and its types do not show of a client lent by the pool. */
type Inside = { pipeline: boolean; connection: { stream: Duplex } };

const inside = (client: pg.PoolClient): Inside => client as unknown as Inside;

/** Whether statements are sent without waiting for the answers to those before. To be switched off only with nothing or one thing under way. */
export function pipelined(client: pg.PoolClient, on: boolean): void {
  inside(client).pipeline = on;
}

/** After a COPY that failed and was rolled back to a savepoint: statements go side by side again. Only with nothing under way. */
export function sideBySide(tx: { readonly client: pg.PoolClient }): void {
  pipelined(tx.client, true);
}

const held = new WeakSet<Duplex>();

/**
 * Holds back what is written to the database until the code that runs now has nothing more to say, so that statements given side
 * by side leave, and are read by the server, together: a system call each costs more than most of the statements themselves.
 */
export function inOneMessage(client: pg.PoolClient): void {
  const { stream } = inside(client).connection;
  if (held.has(stream)) return;
  held.add(stream);
  stream.cork();
  process.nextTick(() => {
    held.delete(stream);
    stream.uncork();
  });
}
