import { openSessionLocks, type SessionLocks } from '@platform/database';
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
  #locks: Promise<SessionLocks> | undefined;
  readonly #lost = new Set<() => void>();
  #closed = false;

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
    const locks = await this.#open();
    if (!(await locks.tryLock(LOCK_CLASS, connectionId))) return undefined;
    let tellLost: (() => void) | undefined;
    const lost = (): void => tellLost?.();
    this.#lost.add(lost);
    return {
      onLost: (tell) => {
        tellLost = tell;
        // It may have gone between the lock and now.
        if (locks.lost) tell();
      },
      release: async () => {
        this.#lost.delete(lost);
        await locks.drop(LOCK_CLASS, connectionId).catch(() => undefined);
      },
    };
  }

  #open(): Promise<SessionLocks> {
    if (this.#closed) return Promise.reject(new Error('closed'));
    if (this.#locks) return this.#locks;
    const opening = (async () => {
      const locks = await openSessionLocks(this.#deps.hub, () => this.#forget(opening));
      await locks.hear('yiwang_rail', this.#news);
      return locks;
    })();
    this.#locks = opening;
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  #forget(opening: Promise<SessionLocks>): void {
    if (this.#locks !== opening) return;
    this.#locks = undefined;
    for (const lost of this.#lost) lost();
  }

  /** Lets all locks go. */
  async close(): Promise<void> {
    this.#closed = true;
    (await this.#locks?.catch(() => undefined))?.close();
  }
}
