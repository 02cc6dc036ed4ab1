import type pg from 'pg';
import { dropSessionLock, trySessionLock } from '@platform/database';
import type { RailDeps } from './deps.ts';

/** The class of our advisory locks; the second half is a hash of the connection's id. */
const LOCK_CLASS = 73_577;

export type Lock = {
  /** `tell` is called when the lock is lost because the hub is. */
  onLost(tell: () => void): void;
  release(): Promise<void>;
};

/**
 * The one connection to the hub on which this process waits for news and holds its locks, a lock a connection of ours. When it is lost, so are all
 * locks: another process may run those connections now.
 */
export class HubSession {
  readonly #deps: Pick<RailDeps, 'hub'>;
  readonly #news: () => void;
  #client: Promise<pg.PoolClient> | undefined;
  readonly #lost = new Set<() => void>();
  #closed = false;
  #end: (() => void) | undefined;

  constructor(deps: Pick<RailDeps, 'hub'>, news: () => void) {
    this.#deps = deps;
    this.#news = news;
  }

  /** @throws when the hub is away */
  async listen(): Promise<void> {
    await this.#open();
  }

  /** Undefined when another process has the lock. @throws when the hub is away */
  async lock(connectionId: string): Promise<Lock | undefined> {
    const client = await this.#open();
    if (!(await trySessionLock(client, LOCK_CLASS, connectionId))) return undefined;
    const opened = this.#client;
    let tellLost: (() => void) | undefined;
    const lost = (): void => tellLost?.();
    this.#lost.add(lost);
    return {
      onLost: (tell) => {
        tellLost = tell;
        // It may have gone between the lock and now.
        if (this.#client !== opened) tell();
      },
      release: async () => {
        this.#lost.delete(lost);
        if (this.#client !== opened) return;
        await dropSessionLock(client, LOCK_CLASS, connectionId).catch(() => undefined);
      },
    };
  }

  #open(): Promise<pg.PoolClient> {
    if (this.#closed) return Promise.reject(new Error('closed'));
    if (this.#client) return this.#client;
    const opening = (async () => {
      const client = await this.#deps.hub.pool.connect();
      let gone = false;
      const end = (): void => {
        if (gone) return;
        gone = true;
        client.removeListener('error', end);
        client.removeListener('end', end);
        client.removeListener('notification', this.#news);
        client.release(true);
        this.#forget(opening);
      };
      this.#end = end;
      client.on('error', end);
      client.on('end', end);
      client.on('notification', this.#news);
      try {
        await client.query('listen yiwang_rail');
      } catch (error) {
        end();
        throw error;
      }
      return client;
    })();
    this.#client = opening;
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  #forget(opening: Promise<pg.PoolClient>): void {
    if (this.#client !== opening) return;
    this.#client = undefined;
    for (const lost of this.#lost) lost();
  }

  /** Lets all locks go. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.catch(() => undefined);
    // Its connection ends with it: it must not be lent again while it listens.
    this.#end?.();
  }
}
