import type pg from 'pg';
import { sourceErrors } from '@platform/sources';
import { connect, endQuietly } from './connect.ts';
import type { Target } from './settings.ts';

/** Connections to one source, never more than allowed at once; asked for in turn. */
export type Clients = {
  /** Runs `work` with a connection. One that failed is not used again. */
  lend<T>(work: (client: pg.Client) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** A connection for a longer time. */
  borrow(signal?: AbortSignal): Promise<Borrowed>;
  close(): Promise<void>;
};
export type Borrowed = { readonly client: pg.Client; release(broken: boolean): Promise<void> };

/** Idle connections are let go after this time, so that a source sees none from us without need. */
const IDLE_MS = 10_000;

export function openClients(target: Target, options: { connections: number; application: string }): Clients {
  const idle: { client: pg.Client; timer: NodeJS.Timeout }[] = [];
  const lent = new Set<pg.Client>();
  const queue: (() => void)[] = [];
  let taken = 0;
  let closed = false;

  const leave = (): void => {
    taken -= 1;
    queue.shift()?.();
  };
  async function enter(signal?: AbortSignal): Promise<void> {
    while (taken >= options.connections) {
      await new Promise<void>((resolve) => queue.push(resolve));
      signal?.throwIfAborted();
    }
    taken += 1;
  }
  async function borrow(signal?: AbortSignal): Promise<Borrowed> {
    signal?.throwIfAborted();
    await enter(signal);
    try {
      if (closed) throw sourceErrors.interrupted({ place: target.place, reason: '已关闭 / closed' });
      const waiting = idle.pop();
      if (waiting) clearTimeout(waiting.timer);
      const client = waiting?.client ?? (await fresh());
      lent.add(client);
      let over = false;
      return {
        client,
        async release(broken) {
          if (over) return;
          over = true;
          lent.delete(client);
          if (broken || closed) await endQuietly(client);
          else {
            const entry = { client, timer: setTimeout(() => drop(entry), IDLE_MS).unref() };
            idle.push(entry);
          }
          leave();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }
  async function fresh(): Promise<pg.Client> {
    const client = await connect(target, options);
    // One that the source ends while nobody uses it must not be lent again.
    client.once('end', () => {
      const entry = idle.find((one) => one.client === client);
      if (entry) drop(entry);
    });
    return client;
  }
  const drop = (entry: (typeof idle)[number]): void => {
    const place = idle.indexOf(entry);
    if (place < 0) return;
    idle.splice(place, 1);
    clearTimeout(entry.timer);
    void endQuietly(entry.client);
  };

  return {
    borrow,
    async lend(work, signal) {
      const borrowed = await borrow(signal);
      let broken = true;
      try {
        const result = await work(borrowed.client);
        broken = false;
        return result;
      } finally {
        await borrowed.release(broken);
      }
    },
    async close() {
      closed = true;
      const all = [...idle.splice(0).map(({ client, timer }) => (clearTimeout(timer), client)), ...lent];
      await Promise.all(all.map(endQuietly));
      for (const wake of queue.splice(0)) wake();
    },
  };
}
