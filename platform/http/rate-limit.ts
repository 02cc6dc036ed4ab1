import type { Clock } from '@platform/kernel';
import { httpErrors } from './errors.ts';

/** Counts requests a minute by caller and feature, in this process. */
export class RateLimiter {
  readonly #clock: Clock;
  #minute = 0;
  #counts = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Refuses the request over `limit` in the running minute, telling the wait. */
  take(caller: string, limit: number): void {
    const now = this.#clock.now().getTime();
    const minute = Math.floor(now / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(caller) ?? 0) + 1;
    this.#counts.set(caller, count);
    if (count > limit) {
      const seconds = Math.max(1, Math.ceil(((minute + 1) * 60_000 - now) / 1000));
      throw httpErrors.tooMany({ seconds }, { retryAfter: seconds });
    }
  }
}
