import type { RailDeps } from './deps.ts';

const TELL_EVERY_MS = 60_000;

/** Says into the log which lanes nobody brings on though changes wait in them: whoever should apply them is another process, and may be silent. */
export class Standstill {
  readonly #log: RailDeps['log'];
  readonly #connectionId: string;
  readonly #every: number;
  /** The lanes behind, each with where it stands. */
  #seen = '';
  #since = performance.now();

  constructor(log: RailDeps['log'], connectionId: string, every = TELL_EVERY_MS) {
    this.#log = log;
    this.#connectionId = connectionId;
    this.#every = every;
  }

  /** @param there where each lane stands on the hub @param need where it has to be next */
  look(there: ReadonlyMap<number, number>, need: readonly number[]): void {
    const behind = [...need.keys()].filter((lane) => (there.get(lane) ?? 0) < (need[lane] as number));
    const seen = behind.map((lane) => `${lane}:${there.get(lane) ?? 0}`).join();
    const now = performance.now();
    if (seen !== this.#seen || seen === '') {
      this.#seen = seen;
      this.#since = now;
    } else if (now - this.#since >= this.#every) {
      this.#since = now;
      this.#log.warn(
        { module: 'exchange', connection: this.#connectionId, lanes: behind, seconds: this.#every / 1_000 },
        'lanes that hold changes have not moved on; see whether the processes that apply them reach NATS and the hub',
      );
    }
  }
}
