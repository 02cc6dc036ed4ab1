import { expect, test } from 'vitest';
import { axisEnd, binsOf } from './bins.ts';

const minute = (at: string, more: object = {}) => ({
  minute: at,
  inserted: 1,
  updated: 2,
  deleted: 3,
  rejected: 4,
  bytes: 5,
  ...more,
});

test('every minute falls into one bar, the last bar holds the present minute', () => {
  const now = Date.parse('2026-11-22T06:07:30Z');
  const bins = binsOf(
    [
      minute('2026-11-22T06:05:00Z', { lagMs: 200 }),
      minute('2026-11-22T06:07:00Z', { lagMs: 900 }),
      minute('2026-11-22T00:01:00Z'),
      minute('2026-11-21T00:00:00Z'),
    ],
    '6',
    now,
  );
  expect(bins).toHaveLength(72);
  expect(bins.at(-1)).toMatchObject({ inserted: 2, updated: 4, deleted: 6, rejected: 8, lagMs: 900 });
  expect(bins.at(-1)?.from).toBe(Date.parse('2026-11-22T06:05:00Z'));
  // What is older than the time shown is not counted anywhere.
  expect(bins.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(2);
  expect(bins[0]?.lagMs).toBeUndefined();
});

test('an axis ends at a round number at or above the greatest value', () => {
  expect(axisEnd(0, 10)).toBe(10);
  expect(axisEnd(11, 10)).toBe(20);
  expect(axisEnd(4_999, 10)).toBe(5_000);
  expect(axisEnd(5_001, 10)).toBe(10_000);
});
