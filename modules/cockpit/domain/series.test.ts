import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filledSeries } from './series.ts';

const from = new Date('2026-11-21T16:00:00Z');

test('empty hours are zeros, and the line ends with the running hour', () => {
  const line = filledSeries(
    [{ at: new Date('2026-11-21T18:00:00Z'), value: 5 }],
    'today',
    from,
    new Date('2026-11-21T19:30:00Z'),
  );
  expect(line.map(({ value }) => value)).toEqual([0, 0, 5, 0]);
  expect(line[2]?.at.toISOString()).toBe('2026-11-21T18:00:00.000Z');
});

test('nothing is lost and nothing is added', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ hour: fc.integer({ min: 0, max: 20 }), value: fc.nat(1000) })), (points) => {
      const given = points.map(({ hour, value }) => ({ at: new Date(from.getTime() + hour * 3_600_000), value }));
      const line = filledSeries(given, 'today', from, new Date(from.getTime() + 21 * 3_600_000));
      const sum = (list: { value: number }[]): number => list.reduce((total, { value }) => total + value, 0);
      expect(sum(line)).toBe(sum(given));
      expect(line).toHaveLength(22);
    }),
  );
});

test('a year goes by months of Shanghai, up to this one', () => {
  const at = (instant: string, value: number) => ({ at: new Date(instant), value });
  // 31 January, 23:59, and 1 February, 00:01, in Shanghai.
  const points = [at('2026-01-31T15:59:00Z', 1), at('2026-01-31T16:01:00Z', 2), at('2026-03-02T00:00:00Z', 4)];
  const line = filledSeries(points, 'year', new Date('2025-12-31T16:00:00Z'), new Date('2026-03-20T00:00:00Z'));
  expect(line.map(({ value }) => value)).toEqual([1, 2, 4]);
  expect(line[1]?.at.toISOString()).toBe('2026-01-31T16:00:00.000Z');
});
