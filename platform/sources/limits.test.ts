import { expect, test } from 'vitest';
import { rowLimiter } from './limits.ts';

const took = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

test('rows pass at the rate allowed, over all that share it, with half a second ahead', async () => {
  const limiter = rowLimiter(1_000);
  expect(limiter.batchRows).toBe(100);
  const many = async (): Promise<void> => {
    for (let at = 0; at < 5; at += 1) await limiter.take(100);
  };
  // A thousand rows, five hundred of them from what had gathered.
  const ms = await took(() => Promise.all([many(), many()]));
  expect(ms).toBeGreaterThan(450);
  expect(ms).toBeLessThan(1_500);
});

test('without a rate nothing waits; whoever is told to stop does not wait either', async () => {
  expect(await took(() => rowLimiter(undefined).take(1_000_000))).toBeLessThan(50);
  const slow = rowLimiter(1);
  await slow.take(1);
  const stop = new AbortController();
  const waiting = slow.take(100, stop.signal);
  setTimeout(() => stop.abort(new Error('enough')), 20);
  await expect(waiting).rejects.toThrow('enough');
});
