import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, workingCalendar } from './index.ts';

const calendar = workingCalendar();
const dates = fc.integer({ min: 0, max: 700 }).map((days) => addDays('2025-01-01', days));

describe('the working calendar', () => {
  test('knows holidays, make-up working days and plain weekends of the published notices', () => {
    expect(calendar.isWorkday('2026-10-01')).toBe(false); // 国庆
    expect(calendar.isWorkday('2026-10-10')).toBe(true); // a Saturday worked for it
    expect(calendar.isWorkday('2026-10-11')).toBe(false);
  });

  test('a clock accepted on the eve of 国庆 runs over the holiday and the make-up Saturday', () => {
    // 2026-09-30 is a Wednesday; 1-7 October are holidays; 8 and 9 October and Saturday the 10th are worked.
    expect(calendar.dueAt(new Date('2026-09-30T08:00:00Z'), 3)).toEqual({
      at: new Date('2026-10-10T16:00:00Z'),
      date: '2026-10-10',
      provisional: false,
    });
  });

  test('days beyond the last notice are provisional, and New Year’s Day is no working day', () => {
    expect(calendar.isWorkday('2027-01-01')).toBe(false);
    expect(calendar.dueAt(new Date('2026-12-31T02:00:00Z'), 1)).toMatchObject({
      date: '2027-01-04',
      provisional: true,
    });
  });

  test('a city’s own notice wins over the national table', () => {
    const own = workingCalendar([
      { date: '2026-11-23', workday: false, name: '台风停工', noticeNo: '示例〔2026〕1号' },
    ]);
    expect(own.isWorkday('2026-11-23')).toBe(false);
    expect(own.addWorkdays('2026-11-20', 1)).toBe('2026-11-24');
  });

  test('the hour at which clocks run out is the city’s', () => {
    expect(workingCalendar([], 2026, 18).dueAt(new Date('2026-11-20T02:00:00Z'), 1).at).toEqual(
      new Date('2026-11-23T10:00:00Z'),
    );
  });

  test('counting back what was added gives the same days, and a due day is always worked', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 60 }), (from, days) => {
        const due = calendar.addWorkdays(from, days);
        expect(calendar.workdaysBetween(from, due)).toBe(days);
        expect(calendar.workdaysBetween(due, from)).toBe(-days);
        expect(calendar.isWorkday(due)).toBe(true);
      }),
    );
  });
});
