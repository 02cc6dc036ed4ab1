import { expect, test } from 'vitest';
import type { CaptureReader, CaptureStream } from '@platform/sources';
import type { BatchIds } from './batch-ids.ts';
import { CaptureLoop } from './capture-loop.ts';
import type { RailDeps } from './deps.ts';
import { WindowsOfLoop } from './windows-of-loop.ts';
import { WindowBroken } from './windows.ts';

const capture = { compare: (a: string, b: string) => Number(a) - Number(b) } as unknown as CaptureReader;
/** A source that tells nothing. */
const openLoop = (): { loop: CaptureLoop; closed: () => boolean } => {
  let closed = false;
  const stream = {
    async *[Symbol.asyncIterator]() {},
    acknowledge: () => undefined,
    nudge: () => undefined,
    close: async () => {
      closed = true;
    },
  } as unknown as CaptureStream;
  const loop = new CaptureLoop({
    deps: {} as RailDeps,
    connectionId: 'harbour',
    capture,
    stream,
    ids: { due: () => [] } as unknown as BatchIds,
    plans: [],
    byTable: [],
    after: '1',
  });
  return { loop, closed: () => closed };
};

test('a loop that fails before it has begun ends for whoever waits for it, and lets go of its stream', async () => {
  const { loop, closed } = openLoop();
  const waiting = [loop.passed('2'), loop.passed('3')];
  const told = Promise.allSettled(waiting);
  const lost = new Error('the hub was lost');
  await expect(loop.run(() => Promise.reject(lost))).rejects.toBe(lost);
  expect((await told).map((one) => one.status)).toEqual(['rejected', 'rejected']);
  await expect(loop.hold()).rejects.toBe(lost);
  await loop.released();
  expect(closed()).toBe(true);
});

test('who waits for a loop that does not come is let go when told to end, and when the connection’s rail ends', async () => {
  const windows = new WindowsOfLoop(() => capture);
  const stop = new AbortController();
  const one = windows.open({ id: 'harbour-boats' }, stop.signal);
  const other = windows.open({ id: 'harbour-boats' });
  const told = Promise.allSettled([one, other]);
  stop.abort(new Error('cancelled'));
  await expect(one).rejects.toThrow('cancelled');
  windows.end();
  await expect(other).rejects.toBeInstanceOf(WindowBroken);
  await told;
});
