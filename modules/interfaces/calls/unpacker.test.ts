import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ModuleDatabase } from '@platform/database';
import { Unpacker } from './unpacker.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('what fails is told each time and tried again ever later, until it goes; then as soon as ever', async () => {
  let broken = true;
  const tries: number[] = [];
  const told: [string, number][] = [];
  let now = 0;
  const transaction = async (): Promise<{ packs: number; waiting: number }> => {
    tries.push(now);
    if (broken) throw new Error('the database is away');
    return { packs: 0, waiting: 0 };
  };
  const unpacker = new Unpacker({ transaction } as unknown as ModuleDatabase, (error, nextMs) =>
    told.push([error.message, nextMs]),
  );
  const until = async (ms: number): Promise<void> => {
    for (; now < ms; now += 100) await vi.advanceTimersByTimeAsync(100);
  };
  unpacker.wake();
  await until(8_000);
  expect(tries.map((at) => Math.round(at / 500) / 2)).toEqual([0.5, 1.5, 3.5, 7.5]);
  expect(told).toEqual([1_000, 2_000, 4_000, 8_000].map((ms) => ['the database is away', ms]));
  broken = false;
  await until(16_000);
  expect(tries).toHaveLength(5);
  unpacker.wake();
  await until(17_000);
  expect(tries).toHaveLength(6);
  await unpacker.stop();
});
