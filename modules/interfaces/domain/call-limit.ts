import type { Clock } from '@platform/kernel';
import { interfaceErrors } from '../errors.ts';

/** Calls a minute of one application on one interface, counted in this process. */
export class CallLimit {
  readonly #clock: Clock;
  #minute = -1;
  #counts = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws interfaces.too-many-calls with the wait */
  take(interfaceId: string, application: string, perMinute: number): void {
    const now = this.#clock.now().getTime();
    const minute = Math.floor(now / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#counts = new Map();
    }
    const key = `${interfaceId} ${application}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count <= perMinute) return;
    const seconds = Math.max(1, Math.ceil(((minute + 1) * 60_000 - now) / 1_000));
    throw interfaceErrors.tooManyCalls({ application, limit: perMinute, seconds }, { retryAfter: seconds });
  }
}
