/** How long and how much of the streams is kept. */
export type Retention = {
  /** Taken by all, a change is still kept this long, so that someone can go back. */
  readonly leastHours: number;
  /** Not taken, a change is kept no longer than this. */
  readonly mostHours: number;
  /** Above this the oldest go before their time. */
  readonly bytes: number;
};

export const RETENTION: Retention = { leastHours: 1, mostHours: 72, bytes: 4 * 2 ** 30 };

/** The share of the time kept after which a subscriber is told that it falls behind. */
export const WARN_SHARE = 0.5;

/**
 * Up to where a line's changes go, as numbers of the stream. `taken`: by the slowest subscription; undefined where there is none, and others may read.
 * `beforeLeast`, `beforeMost`: the last change older than the least and the most that is kept.
 */
export function trimThrough(line: {
  floor: bigint;
  taken: bigint | undefined;
  beforeLeast: bigint;
  beforeMost: bigint;
}): bigint {
  const taken = line.taken ?? line.floor;
  const takenByAll = taken < line.beforeLeast ? taken : line.beforeLeast;
  const through = takenByAll > line.beforeMost ? takenByAll : line.beforeMost;
  return through > line.floor ? through : line.floor;
}

/** Hours that may be kept when all that is kept takes `bytes`: less and less while it is more than the budget. */
export function* shorterHours(mostHours: number): Generator<number> {
  for (let hours = mostHours / 2; hours > 0.05; hours /= 2) yield hours;
}
