import { expect, test } from 'vitest';
import { daysOf, timeBetween } from './period.ts';

test('a period of days ends today and is counted in Shanghai', () => {
  // 00:30 on the 22nd in Shanghai is still the 21st in UTC.
  const now = new Date('2026-11-21T16:30:00Z');
  expect(daysOf('today', now)).toEqual({ first: '2026-11-22', last: '2026-11-22' });
  expect(daysOf('7', now)).toEqual({ first: '2026-11-16', last: '2026-11-22' });
});

test('both days belong to the time asked for; days the wrong way round ask for nothing', () => {
  expect(timeBetween('2026-11-22', '2026-11-22')).toEqual({
    from: '2026-11-21T16:00:00.000Z',
    to: '2026-11-22T16:00:00.000Z',
  });
  expect(timeBetween('2026-11-22', '2026-11-21')).toBeUndefined();
  expect(timeBetween('2026-11-22', undefined)).toBeUndefined();
});
