/** Lets rows pass at no more than a rate, over all readings that share it. */
export type RowLimiter = {
  /** Rows that should come in one batch at most, so that the rate is even. */
  readonly batchRows: number;
  /** Resolves when this many more rows may pass. Rejects with the signal's reason when it is aborted meanwhile. */
  take(rows: number, signal?: AbortSignal): Promise<void>;
};

/**
 * A bucket that fills with `rowsPerSecond` tokens a second and holds half a second's at most, so that a pause earns no burst that the source would
 * feel. A batch larger than the bucket passes, and those behind it wait the longer.
 * @param rowsPerSecond no limit when undefined
 */
export function rowLimiter(rowsPerSecond: number | undefined): RowLimiter {
  if (rowsPerSecond === undefined) return { batchRows: Number.POSITIVE_INFINITY, take: () => Promise.resolve() };
  const perMs = rowsPerSecond / 1_000;
  // When the rows let through so far will have been paid for, on the clock that no one sets.
  let paidAt = performance.now() - 500;
  return {
    batchRows: Math.max(1, Math.ceil(rowsPerSecond / 10)),
    async take(rows, signal) {
      const now = performance.now();
      paidAt = Math.max(paidAt, now - 500) + rows / perMs;
      const wait = paidAt - now;
      if (wait <= 0) return;
      await new Promise<void>((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          reject(signal?.reason as Error);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', stop);
          resolve();
        }, wait);
        if (signal?.aborted) stop();
        else signal?.addEventListener('abort', stop, { once: true });
      });
    },
  };
}
