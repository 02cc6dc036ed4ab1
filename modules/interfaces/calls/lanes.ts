/** How calls are gathered. */
export type LaneLimits = {
  /** Calls in one batch. */
  readonly most: number;
  /** Batches of one kind under way at once: while the database works on one, the next is put together. */
  readonly sideBySide: number;
  /** Batches of all kinds under way at once, so that they never take every connection. */
  readonly inAll: number;
  /** Calls of one kind that may wait; further ones are not taken. */
  readonly waiting: number;
};

export const LANE_LIMITS: LaneLimits = { most: 128, sideBySide: 2, inAll: 12, waiting: 4_000 };

type Lane<T> = { readonly kind: string; waiting: T[]; underWay: number; ready: boolean };

/**
 * Gathers what arrives into batches, a lane a kind: what comes while the batches before are under way waits and goes together; what comes
 * to an idle lane goes at once. A slow kind fills its own lane only.
 */
export class Lanes<T> {
  readonly #lanes = new Map<string, Lane<T>>();
  readonly #limits: LaneLimits;
  readonly #work: (kind: string, batch: readonly T[]) => Promise<void>;
  #underWay = 0;
  #idle: (() => void)[] = [];

  /** @param work must not reject: it tells each of the batch what came of it */
  constructor(work: (kind: string, batch: readonly T[]) => Promise<void>, limits: LaneLimits = LANE_LIMITS) {
    this.#work = work;
    this.#limits = limits;
  }

  /** Takes `item`; false when too many wait. */
  add(kind: string, item: T): boolean {
    let lane = this.#lanes.get(kind);
    if (!lane) this.#lanes.set(kind, (lane = { kind, waiting: [], underWay: 0, ready: false }));
    if (lane.waiting.length >= this.#limits.waiting) return false;
    lane.waiting.push(item);
    this.#wake(lane);
    return true;
  }

  /** Waits until nothing waits and nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay > 0 || [...this.#lanes.values()].some((lane) => lane.waiting.length > 0))
      await new Promise<void>((resume) => this.#idle.push(resume));
  }

  /** At the end of this turn of the event loop: what arrived with it in one read of the sockets goes in one batch. */
  #wake(lane: Lane<T>): void {
    if (lane.ready || !this.#free(lane)) return;
    lane.ready = true;
    setImmediate(() => {
      lane.ready = false;
      while (lane.waiting.length > 0 && this.#free(lane)) this.#go(lane);
    });
  }

  #free(lane: Lane<T>): boolean {
    return lane.underWay < this.#limits.sideBySide && this.#underWay < this.#limits.inAll;
  }

  #go(lane: Lane<T>): void {
    const batch = lane.waiting.length <= this.#limits.most ? lane.waiting : lane.waiting.slice(0, this.#limits.most);
    lane.waiting = batch === lane.waiting ? [] : lane.waiting.slice(this.#limits.most);
    lane.underWay += 1;
    this.#underWay += 1;
    void this.#work(lane.kind, batch).finally(() => {
      lane.underWay -= 1;
      this.#underWay -= 1;
      this.#wake(lane);
      // A lane that was held back by the others goes on.
      for (const other of this.#lanes.values()) if (other.waiting.length > 0) this.#wake(other);
      for (const resume of this.#idle.splice(0)) resume();
    });
  }
}
