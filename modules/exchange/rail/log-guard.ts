import type { Retention, SourceSession } from '@platform/sources';
import { openable, openSource } from '../adapters/open-source.ts';
import type { Connection, ConnectionLimits } from '../domain/line.ts';
import type { RailDeps } from './deps.ts';
import { slotName } from './slot-name.ts';

export type LogVerdict = { readonly share: number; readonly level: 'fine' | 'warning' | 'over' };

const WARN_AT = 0.7;

/** How much of a connection's budget for retained log is used: the greater of bytes and time. */
export function judgeLog(kept: Retention, limits: Pick<ConnectionLimits, 'logBytes' | 'logSeconds'>): LogVerdict {
  // The source's own limit may be the narrower one; beyond it the source forgets by itself.
  const most = Math.min(limits.logBytes, kept.limitBytes ?? Number.POSITIVE_INFINITY);
  const share = Math.max(kept.bytes / most, (kept.seconds ?? 0) / limits.logSeconds);
  return { share, level: share >= 1 ? 'over' : share >= WARN_AT ? 'warning' : 'fine' };
}

/**
 * Watches a source's log while the hub is away, when nobody applies what it keeps for us. Beyond the budget the place at the source is given up;
 * once the hub is back, the lines are read anew.
 */
export class LoneGuard {
  readonly #deps: Pick<RailDeps, 'sealer' | 'log' | 'ids' | 'connectors' | 'hub'>;
  readonly #connection: Connection;
  #session: SourceSession | undefined;
  #lookedAt = performance.now();

  constructor(deps: Pick<RailDeps, 'sealer' | 'log' | 'ids' | 'connectors' | 'hub'>, connection: Connection) {
    this.#deps = deps;
    this.#connection = connection;
  }

  /** Looks when it is time. */
  async look(everyMs: number): Promise<void> {
    if (performance.now() - this.#lookedAt < everyMs) return;
    this.#lookedAt = performance.now();
    try {
      this.#session ??= await openSource(this.#deps, openable(this.#deps, this.#connection));
      const { capture } = this.#session;
      if (!capture) return;
      const name = slotName(this.#deps.hub.name, this.#connection.id);
      const kept = await capture.retention(name);
      if (kept.lost || judgeLog(kept, this.#connection.limits).level !== 'over') return;
      await capture.drop(name);
      this.#deps.log.error(
        { module: 'exchange', connection: this.#connection.id, bytes: kept.bytes },
        'the hub is away and the log kept for us exceeded its budget; the slot was dropped',
      );
    } catch (error) {
      this.#deps.log.warn(
        { module: 'exchange', connection: this.#connection.id, error: error as Error },
        'the retained log could not be looked at',
      );
      await this.close();
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close().catch(() => undefined);
  }
}
