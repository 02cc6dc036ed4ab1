import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** What the driver has and its types do not show of a client lent by the pool. */
type Inside = { pipeline: boolean; connection: { stream: Duplex }; _sentQueryQueue: readonly unknown[] };

const inside = (client: pg.PoolClient): Inside => client as unknown as Inside;

/** Whether statements are sent without waiting for the answers to those before. To be switched off only with nothing or one thing under way. */
export function pipelined(client: pg.PoolClient, on: boolean): void {
  inside(client).pipeline = on;
}

/**
 * Statements wait for one another from now on: what is sent behind a COPY would be taken for its data. Waits until at most one that was sent before is
 * still to be answered: the driver would take the answers to further ones for the COPY's own, and the process would end.
 */
export async function oneByOne(client: pg.PoolClient): Promise<void> {
  // A statement more is the one that all before it have been answered when it is.
  if (inside(client)._sentQueryQueue.length > 0) await client.query('select');
  pipelined(client, false);
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
