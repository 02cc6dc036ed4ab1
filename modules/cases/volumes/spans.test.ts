import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '@platform/kernel';
import { growth, parted, spanBefore, spanOf, yearBefore } from './spans.ts';

const day = fc.integer({ min: 0, max: 4_000 }).map((days) => addDays('2019-01-01', days));
const span = fc.tuple(day, fc.integer({ min: 0, max: 900 })).map(([from, days]) => ({ from, to: addDays(from, days) }));
const daysOf = ({ from, to }: { from: string; to: string }): number =>
  (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;

test('whole months are held against whole months, a running month against as many days of the one before', () => {
  expect(yearBefore({ from: '2024-02-01', to: '2024-02-29' })).toEqual({ from: '2023-02-01', to: '2023-02-28' });
  expect(yearBefore({ from: '2025-02-01', to: '2025-02-28' })).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(yearBefore({ from: '2021-01-01', to: '2021-05-31' })).toEqual({ from: '2020-01-01', to: '2020-05-31' });
  expect(spanBefore({ from: '2026-03-01', to: '2026-03-31' })).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(spanBefore({ from: '2026-11-01', to: '2026-11-20' })).toEqual({ from: '2026-10-01', to: '2026-10-20' });
  expect(spanBefore({ from: '2026-03-01', to: '2026-03-30' })).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(spanBefore({ from: '2026-01-01', to: '2026-03-31' })).toEqual({ from: '2025-10-01', to: '2025-12-31' });
  expect(spanBefore({ from: '2026-11-10', to: '2026-11-16' })).toEqual({ from: '2026-11-03', to: '2026-11-09' });
  expect(spanBefore({ from: '2026-01-01', to: '2026-11-20' })).toBeUndefined();
  expect(growth(11, 0)).toBe(null);
  expect(growth(169_07, 100_00)).toBe(0.6907);
  expect(spanOf('2026-02-30', '2026-03-01')).toBeUndefined();
  expect(spanOf('0001-01-01', '0001-02-01')).toBeUndefined();
  expect(spanOf('9999-12-01', '9999-12-31')).toBeUndefined();
});

test('what is compared with lies before, and a span is its months and days, each day once', () => {
  fc.assert(
    fc.property(span, (one) => {
      const before = spanBefore(one);
      expect(before === undefined || (before.to < one.from && daysOf(one) <= 93)).toBe(true);
      expect(yearBefore(one).from < one.from && yearBefore(one).to < one.to).toBe(true);
      const { months, days } = parted(one);
      const monthDays = months ? daysOf({ from: months.from, to: addDays(nextMonth(months.to), -1) }) : 0;
      expect(days.reduce((sum, part) => sum + daysOf(part), monthDays)).toBe(daysOf(one));
    }),
  );
});

function nextMonth(first: string): string {
  return `${addDays(first, 31).slice(0, 8)}01`;
}
