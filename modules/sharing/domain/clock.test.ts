import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, shanghaiDate, startOfShanghaiDay, workingCalendar } from '@platform/kernel';
import {
  daysOver,
  deadlineOf,
  inTime,
  LIMITS,
  resumeClock,
  stageOf,
  startClock,
  stopClock,
  usedDays,
  type Deadline,
} from './clock.ts';

// The real holiday tables of 2025 and 2026, make-up working days included.
const calendar = workingCalendar();
const at = (date: string, hour = 10): Date => new Date(startOfShanghaiDay(date).getTime() + hour * 3_600_000);
const due = (kind: 'check' | 'reply' | 'deliver', days: number, from: Date): Deadline =>
  deadlineOf(startClock(kind, days, from), calendar) as Deadline;

const days2025to2026 = fc.integer({ min: 0, max: 660 }).map((n) => addDays('2025-01-01', n));
const limits = fc.constantFrom(
  LIMITS.check,
  LIMITS.unconditional,
  LIMITS.conditional,
  LIMITS.conditional + LIMITS.extension,
  LIMITS.deliver,
);

describe('the statutory clocks, by the published holidays', () => {
  test.each([
    // 2025: 春节 28 January to 4 February, made up on Sunday 26 January and Saturday 8 February.
    ['a conditional request on the eve of 春节 2025 runs over it', '2025-01-24', 10, '2025-02-13'],
    ['the make-up Sunday counts', '2025-01-24', 1, '2025-01-26'],
    // 2025: 国庆 and 中秋 1 to 8 October, made up on Sunday 28 September and Saturday 11 October.
    ['twenty days to deliver over 国庆 2025', '2025-09-19', 20, '2025-10-23'],
    // The turn of the year: 1 January 2026 to the 3rd are off, Sunday the 4th is worked.
    ['an unconditional request on New Year’s Eve', '2025-12-31', 1, '2026-01-04'],
    ['ten days over the turn of the year', '2025-12-25', 10, '2026-01-09'],
    // 2026: 国庆 1 to 7 October, made up on Sunday 20 September and Saturday 10 October.
    ['ten days over 国庆 2026', '2026-09-25', 10, '2026-10-15'],
    ['asked on a Saturday: the day itself is day 0', '2026-11-21', 1, '2026-11-23'],
  ])('%s', (_what, from, days, wanted) => {
    expect(due('reply', days, at(from)).date).toBe(wanted);
  });

  test('runs out at the hour of the city, in Shanghai', () => {
    expect(due('reply', 1, at('2026-11-20')).at.toISOString()).toBe('2026-11-23T16:00:00.000Z');
    const six = workingCalendar([], 2026, 18);
    const clock = startClock('reply', 1, at('2026-11-20'));
    expect(deadlineOf(clock, six)?.at.toISOString()).toBe('2026-11-23T10:00:00.000Z');
    expect(inTime(clock, new Date('2026-11-23T09:59:59.999Z'), six)).toBe(true);
    expect(inTime(clock, new Date('2026-11-23T10:00:00.000Z'), six)).toBe(false);
  });

  test('beyond the last published notice the day is provisional, and another when the notice comes', () => {
    const clock = startClock('deliver', 20, at('2026-12-18'));
    expect(deadlineOf(clock, calendar)).toMatchObject({ provisional: true, date: '2027-01-18' });
    const told = workingCalendar(
      [
        { date: '2027-01-01', workday: false, name: '元旦', noticeNo: '示例' },
        { date: '2027-01-04', workday: false, name: '元旦调休', noticeNo: '示例' },
      ],
      2026,
    );
    expect(deadlineOf(clock, told)).toMatchObject({ provisional: false, date: '2027-01-19' });
  });

  test('the light: amber at half, red on the due day, overdue when it ran out', () => {
    // Friday 20 November + 10 working days: Friday 4 December.
    const deadline = due('reply', 10, at('2026-11-20'));
    expect(deadline.date).toBe('2026-12-04');
    const light = (date: string, hour = 10) => stageOf(deadline, at(date, hour));
    expect([light('2026-11-20'), light('2026-11-26', 23)]).toEqual(['green', 'green']);
    expect([light('2026-11-27', 0), light('2026-12-03', 23)]).toEqual(['amber', 'amber']);
    expect([light('2026-12-04', 0), light('2026-12-04', 23)]).toEqual(['red', 'red']);
    expect(light('2026-12-05', 0)).toBe('overdue');
    expect(['2026-12-05', '2026-12-07', '2026-12-08'].map((day) => daysOver(deadline, at(day), calendar))).toEqual([
      0, 1, 2,
    ]);
  });

  test('a clock stopped on its last day has one working day left when it goes on', () => {
    const stopped = stopClock(startClock('check', 2, at('2026-11-20')), at('2026-11-24', 23));
    expect(deadlineOf(stopped, calendar)).toBeUndefined();
    expect(deadlineOf(resumeClock(stopped, at('2026-11-28')), calendar)?.date).toBe('2026-11-30');
  });
});

describe('whatever the day', () => {
  test('the due day is worked, and exactly that many working days after the first', () => {
    fc.assert(
      fc.property(days2025to2026, limits, (from, days) => {
        const deadline = due('reply', days, at(from));
        expect(calendar.isWorkday(deadline.date)).toBe(true);
        expect(calendar.workdaysBetween(from, deadline.date)).toBe(days);
        expect(usedDays(startClock('reply', days, at(from)), at(deadline.date), calendar)).toBe(days);
      }),
    );
  });

  test('a stop moves the end by exactly the working days that passed meanwhile', () => {
    fc.assert(
      fc.property(
        days2025to2026,
        limits,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 60 }),
        (from, days, before, away) => {
          const clock = startClock('reply', days, at(from));
          const plain = deadlineOf(clock, calendar) as Deadline;
          const stopped = addDays(from, before);
          fc.pre(calendar.workdaysBetween(from, stopped) < days);
          const resumed = addDays(stopped, away);
          const after = deadlineOf(
            resumeClock(stopClock(clock, at(stopped, 11)), at(resumed, 12)),
            calendar,
          ) as Deadline;
          expect(calendar.workdaysBetween(plain.date, after.date)).toBe(calendar.workdaysBetween(stopped, resumed));
          if (calendar.workdaysBetween(stopped, resumed) === 0) expect(after.date).toBe(plain.date);
        },
      ),
    );
  });

  test('lights only ever go from green to overdue, and never skip back', () => {
    const order = ['green', 'amber', 'red', 'overdue'];
    fc.assert(
      fc.property(days2025to2026, limits, (from, days) => {
        const deadline = due('reply', days, at(from));
        expect(deadline.amberFrom.getTime()).toBeLessThanOrEqual(deadline.redFrom.getTime());
        expect(deadline.redFrom.getTime()).toBeLessThan(deadline.at.getTime());
        let last = 0;
        for (let hour = 0; hour < 24 * 45; hour += 7) {
          const now = order.indexOf(stageOf(deadline, new Date(at(from).getTime() + hour * 3_600_000)));
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
      }),
      { numRuns: 30 },
    );
  });

  test('more time adds exactly its days', () => {
    fc.assert(
      fc.property(days2025to2026, fc.integer({ min: 1, max: 10 }), (from, more) => {
        const short = due('reply', 10, at(from));
        const long = due('reply', 10 + more, at(from));
        expect(calendar.workdaysBetween(short.date, long.date)).toBe(more);
        expect(shanghaiDate(new Date(long.at.getTime() - 1))).toBe(long.date);
      }),
    );
  });
});
