import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  isTaskCancelledError,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { NoAnswer } from './adapters/post-json.ts';

/** How services are guarded; a test has its own pace. */
export type Guarding = {
  /** Failures in a row that open the breaker. */
  failures: number;
  /** How long it rests before one call is let through to try. */
  restMs: number;
  /** Tries after the first, of services that may be asked again. */
  retries: number;
  firstWaitMs: number;
  /** Calls that may wait for their turn beside those at once. */
  waiting: number;
};
export const GUARDING: Guarding = { failures: 5, restMs: 15_000, retries: 2, firstWaitMs: 200, waiting: 32 };

export type Limits = { readonly timeoutMs: number; readonly atOnce: number; readonly idempotent: boolean };
export type BreakerState = 'closed' | 'open' | 'half-open';
export type GuardView = { state: BreakerState; failures: number; since?: Date; tryAgainAt?: Date; reason?: string };

/** The level above said that it has a fault of its own. */
export class Again extends Error {}

export type Guard = {
  /**
   * Runs a try within the guard: a bounded number at once, tries again where that is safe, each with its own time limit, none while the
   * breaker rests. What `work` throws comes out as it is.
   * @throws {@link Resting}, {@link Crowded}
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<{ result: T; tries: number }>;
  view(): GuardView;
};
export class Resting extends Error {
  readonly tryAgainAt: Date;
  readonly tries: number;
  constructor(tryAgainAt: Date, tries: number) {
    super('the breaker is open');
    this.tryAgainAt = tryAgainAt;
    this.tries = tries;
  }
}
export class Crowded extends Error {}
/** What the last of several tries ended in. */
export class Failed extends Error {
  readonly tries: number;
  constructor(tries: number, cause: unknown) {
    super('failed', { cause });
    this.tries = tries;
  }
}

const failure = (error: unknown): boolean =>
  error instanceof NoAnswer || error instanceof Again || isTaskCancelledError(error);

export type Guards = { of(id: string, limits: Limits): Guard; find(id: string): Guard | undefined };

/** One guard a service, for as long as the process runs. @param told when a breaker changes its state */
export function openGuards(guarding: Guarding, now: () => Date, told: (id: string) => void): Guards {
  const guards = new Map<string, { guard: Guard; limits: string }>();
  return {
    find: (id) => guards.get(id)?.guard,
    of(id, limits) {
      const text = JSON.stringify(limits);
      const held = guards.get(id);
      if (held?.limits === text) return held.guard;
      const guard = openGuard(guarding, limits, now, () => told(id));
      guards.set(id, { guard, limits: text });
      return guard;
    },
  };
}

function openGuard(guarding: Guarding, limits: Limits, now: () => Date, told: () => void): Guard {
  let failures = 0;
  let openedAt: Date | undefined;
  let reason: string | undefined;
  const breaker: CircuitBreakerPolicy = circuitBreaker(handleWhen(failure), {
    halfOpenAfter: guarding.restMs,
    breaker: new ConsecutiveBreaker(guarding.failures),
  });
  breaker.onFailure(({ handled, reason: why }) => {
    if (!handled) return;
    failures += 1;
    const error = 'error' in why ? why.error : undefined;
    reason = isTaskCancelledError(error)
      ? 'TIMEOUT'
      : error instanceof NoAnswer
        ? error.reason
        : (error as Error | undefined)?.message;
  });
  breaker.onSuccess(() => {
    failures = 0;
    reason = undefined;
  });
  breaker.onStateChange((state) => {
    if (state === CircuitState.Open) openedAt = now();
    if (state === CircuitState.Closed) openedAt = undefined;
    told();
  });
  const tryAgainAt = (): Date => new Date((openedAt ?? now()).getTime() + guarding.restMs);
  const each = wrap(breaker, timeout(limits.timeoutMs, TimeoutStrategy.Aggressive));
  const all = limits.idempotent
    ? wrap(
        retry(handleWhen(failure), {
          maxAttempts: guarding.retries,
          backoff: new ExponentialBackoff({ initialDelay: guarding.firstWaitMs, maxDelay: 2_000 }),
        }),
        each,
      )
    : each;
  const room = bulkhead(limits.atOnce, guarding.waiting);
  return {
    async run<T>(work: (signal: AbortSignal) => Promise<T>) {
      let tries = 0;
      try {
        const result = await room.execute(() =>
          all.execute(({ signal }) => {
            tries += 1;
            return work(signal);
          }),
        );
        return { result: result as T, tries };
      } catch (error) {
        if (isBrokenCircuitError(error)) throw new Resting(tryAgainAt(), tries);
        if (isBulkheadRejectedError(error)) throw new Crowded();
        throw new Failed(tries, isTaskCancelledError(error) ? new NoAnswer('TIMEOUT', error) : error);
      }
    },
    view() {
      const open = breaker.state === CircuitState.Open;
      // The breaker learns that its rest is over from the next call; people are told what the next call will meet.
      const state = !open
        ? breaker.state === CircuitState.HalfOpen
          ? 'half-open'
          : 'closed'
        : tryAgainAt() <= now()
          ? 'half-open'
          : 'open';
      return {
        state,
        failures,
        ...(openedAt ? { since: openedAt, tryAgainAt: tryAgainAt() } : {}),
        ...(reason === undefined ? {} : { reason }),
      };
    },
  };
}
