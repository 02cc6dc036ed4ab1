import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps readers of one source together below `rowsPerSecond`; undefined for no limit. `take` waits until that many rows may pass. */
export function pacer(rowsPerSecond: number | undefined): {
  /** Rows to take at once, so that a stop is noticed soon and bursts stay small. */
  readonly most: number;
  take(rows: number, signal: AbortSignal): Promise<void>;
} {
  if (rowsPerSecond === undefined) return { most: Number.POSITIVE_INFINITY, take: async () => undefined };
  let free = 0;
  return {
    most: Math.max(1, Math.floor(rowsPerSecond / 4)),
    async take(rows, signal) {
      const now = performance.now();
      const wait = free - now;
      free = Math.max(free, now) + (rows / rowsPerSecond) * 1_000;
      if (wait > 0) await sleep(wait, undefined, { signal });
    },
  };
}
