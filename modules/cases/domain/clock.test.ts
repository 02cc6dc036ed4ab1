import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, startOfShanghaiDay, workingCalendar } from '@platform/kernel';
import { clockView, deadlineFrom, lightOf, runningLimit, DEFAULT_LIMITS } from './clock.ts';

const calendar = workingCalendar();
const at = (date: string, hour = 10): Date => new Date(startOfShanghaiDay(date).getTime() + hour * 3_600_000);

describe('a deadline', () => {
  test('acceptance on the eve of the National Day holiday: the holiday does not count', () => {
    // 2026: holiday 1 to 7 October, make-up working days 20 September and 10 October.
    const deadline = deadlineFrom(at('2026-09-30'), { days: 3, unit: 'workday' }, calendar);
    expect(deadline.date).toBe('2026-10-10');
    expect(deadline.at).toEqual(startOfShanghaiDay('2026-10-11'));
  });

  test('days of the calendar are counted as they come', () => {
    expect(deadlineFrom(at('2026-09-30'), { days: 3, unit: 'day' }, calendar).date).toBe('2026-10-03');
  });

  test('beyond the published notices it is provisional', () => {
    expect(deadlineFrom(at('2026-12-30'), { days: 5, unit: 'workday' }, calendar).provisional).toBe(true);
    expect(deadlineFrom(at('2026-11-20'), { days: 5, unit: 'workday' }, calendar).provisional).toBe(false);
  });

  test('lights go green, amber, red in this order and never back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 40 }),
        fc.constantFrom('workday' as const, 'day' as const),
        (offset, days, unit) => {
          const start = addDays('2026-01-05', offset);
          const deadline = deadlineFrom(at(start), { days, unit }, calendar);
          const rank = { green: 0, amber: 1, red: 2, 'double-red': 3 };
          let last = 0;
          for (let day = start; day <= addDays(deadline.date, 2); day = addDays(day, 1)) {
            const now = rank[lightOf(deadline, at(day))];
            expect(now).toBeGreaterThanOrEqual(last);
            last = now;
            if (day <= deadline.date) expect(now).toBeLessThan(2);
            else expect(now).toBe(2);
          }
        },
      ),
    );
  });

  test('amber with a fifth of the promise left, or one working day', () => {
    const view = (days: number, now: string) =>
      clockView('accepted', deadlineFrom(at('2026-11-02'), { days, unit: 'workday' }, calendar), at(now), calendar);
    expect(view(20, '2026-11-23')).toMatchObject({ light: 'green', workdaysLeft: 5 });
    expect(view(20, '2026-11-24')).toMatchObject({ light: 'amber', workdaysLeft: 4 });
    expect(view(5, '2026-11-05')).toMatchObject({ light: 'green', workdaysLeft: 2 });
    expect(view(5, '2026-11-06')).toMatchObject({ light: 'amber', workdaysLeft: 1 });
    expect(view(5, '2026-11-10')).toMatchObject({ light: 'red', workdaysLeft: -1 });
  });
});

test('the promise runs from acceptance on; an approved case has that of delivery, one that is over none; an instant one that needs a person has the statutory limit', () => {
  const promise = { days: 10, unit: 'workday' as const };
  const statutory = { days: 20, unit: 'workday' as const };
  expect(runningLimit('received', promise, statutory, DEFAULT_LIMITS)).toEqual({ days: 5, unit: 'workday' });
  expect(runningLimit('under-review', promise, statutory, DEFAULT_LIMITS)).toBe(promise);
  expect(runningLimit('accepted', { days: 0, unit: 'workday' }, statutory, DEFAULT_LIMITS)).toBe(statutory);
  expect(runningLimit('approved', promise, statutory, DEFAULT_LIMITS)).toEqual({ days: 10, unit: 'workday' });
  for (const state of ['closed', 'refused', 'withdrawn', 'returned', 'referred', 'draft'] as const)
    expect(runningLimit(state, promise, statutory, DEFAULT_LIMITS)).toBeUndefined();
});
