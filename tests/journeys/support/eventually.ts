import { expect } from 'vitest';

const PATIENCE_MS = 30_000;

/** An expectation that is asked again until it holds, for as long as a busy machine may need. */
export function eventually<T>(ask: () => T | Promise<T>, message?: string) {
  return expect.poll(ask, { timeout: PATIENCE_MS, interval: 100, ...(message === undefined ? {} : { message }) });
}
