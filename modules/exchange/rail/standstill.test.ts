import { expect, test, vi } from 'vitest';
import type { RailDeps } from './deps.ts';
import { Standstill } from './standstill.ts';

test('lanes that hold changes and do not move are named, each minute; those that move are not', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const warn = vi.fn();
    const standstill = new Standstill({ warn } as unknown as RailDeps['log'], 'harbour');
    const look = (...there: number[]): void => standstill.look(new Map(there.entries()), [5, 5, 5]);
    look(5, 3, 4);
    vi.advanceTimersByTime(59_000);
    look(5, 3, 4);
    expect(warn).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    look(5, 3, 4);
    look(5, 3, 4);
    expect(warn.mock.calls.map(([fields]) => (fields as { lanes: number[] }).lanes)).toEqual([[1, 2]]);
    look(5, 3, 5);
    vi.advanceTimersByTime(61_000);
    look(5, 5, 5);
    vi.advanceTimersByTime(61_000);
    look(5, 5, 5);
    expect(warn).toHaveBeenCalledTimes(1);
  } finally {
    vi.useRealTimers();
  }
});
