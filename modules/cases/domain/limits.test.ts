import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, startOfShanghaiDay, workingCalendar, type PlainDate } from '@platform/kernel';
import { DEFAULT_LIMITS, deadlineFrom, deadlineWith, elapsedDays, lightOf, nextLightAt, type Pause } from './clock.ts';
import { clocksOf } from './limits.ts';

// The published notices of 2025 and 2026, as chinese-days has them.
const calendar = workingCalendar();
const noon = (date: PlainDate): Date => new Date(startOfShanghaiDay(date).getTime() + 12 * 3_600_000);
const workdays = (days: number) => ({ days, unit: 'workday' as const });
const pause = (from: PlainDate, until: PlainDate | null): Pause => ({
  from: noon(from),
  until: until === null ? null : noon(until),
});

/** Day by day, as a person would with a wall calendar: a worked day after the event counts, unless a procedure covers it. */
function byHand(
  start: PlainDate,
  days: number,
  pauses: readonly [PlainDate, PlainDate | null][],
): PlainDate | undefined {
  let left = days;
  for (let day = start, tries = 0; tries < 2_000; tries += 1) {
    if (left === 0) return day;
    day = addDays(day, 1);
    if (!calendar.isWorkday(day)) continue;
    if (pauses.some(([from, until]) => day > from && (until === null || day <= until))) continue;
    left -= 1;
  }
  return undefined;
}

describe('a limit with special procedures', () => {
  test('one over 国庆 and its make-up Saturday: accepted on the eve, tests from the second day to after the holiday', () => {
    // Wednesday 30 September 2026; 1–7 October are holidays; Saturday 10 October is worked.
    const accepted = noon('2026-09-29');
    const due = deadlineWith(accepted, workdays(5), [pause('2026-09-30', '2026-10-09')], calendar);
    // One day ran (the 30th). Four are left from the 9th: Saturday the 10th is worked, then 12, 13, 14.
    expect(due?.date).toBe('2026-10-14');
    expect(deadlineFrom(accepted, workdays(5), calendar).date).toBe('2026-10-12');
  });

  test('one still open: nothing runs out, and the days that ran stay counted', () => {
    const pauses = [pause('2026-11-04', null)];
    expect(deadlineWith(noon('2026-11-02'), workdays(10), pauses, calendar)).toBeUndefined();
    expect(elapsedDays(noon('2026-11-02'), 'workday', pauses, noon('2026-12-31'), calendar)).toBe(2);
    expect(
      clocksOf(
        { state: 'under-review', start: noon('2026-11-02'), extendedDays: 0, pauses },
        { promise: workdays(10), statutory: workdays(20) },
        DEFAULT_LIMITS,
        calendar,
        noon('2026-12-31'),
      ),
    ).toEqual({ deadline: null, statutory: null, light: null, nextLightAt: null });
  });

  test('one that begins after the limit ran out saves nothing', () => {
    const due = deadlineWith(noon('2026-11-02'), workdays(3), [pause('2026-11-20', null)], calendar);
    expect(due?.date).toBe('2026-11-05');
  });

  test('two of them, whatever days they fall on, give what counting by hand gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 560 }),
        fc.integer({ min: 1, max: 45 }),
        fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (offset, days, [a, b, c, d], open) => {
          const start = addDays('2025-01-02', offset);
          const from1 = addDays(start, a as number);
          const until1 = addDays(from1, b as number);
          const from2 = addDays(until1, c as number);
          const until2 = open ? null : addDays(from2, d as number);
          const due = deadlineWith(noon(start), workdays(days), [pause(from1, until1), pause(from2, until2)], calendar);
          expect(due?.date).toBe(
            byHand(start, days, [
              [from1, until1],
              [from2, until2],
            ]),
          );
          if (!due) return;
          expect(calendar.isWorkday(due.date)).toBe(true);
          expect(due.amberFrom.getTime()).toBeLessThan(due.at.getTime());
        },
      ),
    );
  });

  test('longer or further procedures never bring a deadline nearer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 40 }),
        (offset, days, after, lasts) => {
          const start = addDays('2025-01-02', offset);
          const from = addDays(start, after);
          const plain = deadlineFrom(noon(start), workdays(days), calendar);
          const one = deadlineWith(noon(start), workdays(days), [pause(from, addDays(from, lasts))], calendar);
          const longer = deadlineWith(noon(start), workdays(days), [pause(from, addDays(from, lasts + 3))], calendar);
          expect(one?.date && one.date >= plain.date).toBe(true);
          expect(longer?.date && one && longer.date >= one.date).toBe(true);
        },
      ),
    );
  });
});

describe('lights', () => {
  const facts = { state: 'under-review' as const, start: noon('2026-11-02'), extendedDays: 0, pauses: [] };
  const limits = { promise: workdays(5), statutory: workdays(10) };
  const on = (date: PlainDate, more: Partial<typeof facts> = {}) =>
    clocksOf({ ...facts, ...more }, limits, DEFAULT_LIMITS, calendar, noon(date));

  test('amber with the last day, red past the promise, double red past the statutory limit', () => {
    expect(on('2026-11-05').light).toBe('green');
    expect(on('2026-11-06').light).toBe('amber');
    expect(on('2026-11-09').light).toBe('amber');
    expect(on('2026-11-10').light).toBe('red');
    expect(on('2026-11-16').light).toBe('red');
    expect(on('2026-11-17').light).toBe('double-red');
    expect(on('2026-11-17').nextLightAt).toBeNull();
  });

  test('an extension moves both clocks', () => {
    expect(on('2026-11-05', { extendedDays: 10 })).toMatchObject({
      deadline: { date: '2026-11-23' },
      statutory: { date: '2026-11-30' },
    });
  });

  test('whenever the light is looked at, the next change lies ahead and really changes it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 60 }),
        (offset, days, more, later) => {
          const start = noon(addDays('2025-01-02', offset));
          const deadline = deadlineFrom(start, workdays(days), calendar);
          const statutory = deadlineFrom(start, workdays(days + more), calendar);
          const now = new Date(start.getTime() + later * 86_400_000);
          const light = lightOf(deadline, now, statutory);
          const next = nextLightAt(deadline, statutory, light);
          if (next === null) {
            expect(light).toBe('double-red');
            return;
          }
          expect(next.getTime()).toBeGreaterThan(now.getTime());
          expect(lightOf(deadline, next, statutory)).not.toBe(light);
          expect(lightOf(deadline, new Date(next.getTime() - 1), statutory)).toBe(light);
        },
      ),
    );
  });

  test('delivery after approval: red when late, double red where the law itself gives ten days; none once closed', () => {
    const given = (state: 'approved' | 'closed', licensing: boolean, date: PlainDate) =>
      clocksOf({ ...facts, state, licensing }, limits, { ...DEFAULT_LIMITS, deliveryDays: 5 }, calendar, noon(date));
    expect(given('approved', true, '2026-11-02')).toMatchObject({
      deadline: { date: '2026-11-09' },
      statutory: { date: '2026-11-16' },
      light: 'green',
    });
    const lights = (licensing: boolean) =>
      (['2026-11-09', '2026-11-10', '2026-11-16', '2026-11-17'] as const).map(
        (day) => given('approved', licensing, day).light,
      );
    expect(lights(true)).toEqual(['amber', 'red', 'red', 'double-red']);
    expect(lights(false)).toEqual(['amber', 'red', 'red', 'red']);
    expect(given('closed', true, '2026-11-17').deadline).toBeNull();
  });

  test('the days are provisional beyond the last notice', () => {
    expect(
      clocksOf({ ...facts, start: noon('2026-12-30') }, limits, DEFAULT_LIMITS, calendar, noon('2026-12-30')).deadline,
    ).toMatchObject({ provisional: true });
  });
});
