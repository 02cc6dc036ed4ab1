import chineseDays from 'chinese-days';
import { addDays, shanghaiDate, startOfShanghaiDay, type PlainDate } from './plain-dates.ts';

/** A day that a published notice moves: a holiday on a weekday, or a make-up working day on a weekend. */
export type CalendarNotice = { date: PlainDate; workday: boolean; name: string; noticeNo: string };

/** Working days of one city. A clock counts them, never weekdays. */
export type WorkingCalendar = {
  isWorkday(date: PlainDate): boolean;
  /** True beyond the last published holiday notice: such a day is only expected, and is recomputed when the notice arrives. */
  isProvisional(date: PlainDate): boolean;
  /** The `days`-th working day after `from`; the day of the event is day 0. */
  addWorkdays(from: PlainDate, days: number): PlainDate;
  /** Working days after `from`, up to and with `to`; negative when `to` lies before. */
  workdaysBetween(from: PlainDate, to: PlainDate): number;
  /** The instant a clock of `days` working days that starts now runs out: the city's hour (24:00 by default) in Shanghai of its last working day. */
  dueAt(start: Date, days: number): { at: Date; date: PlainDate; provisional: boolean };
};

/** The last year of which the State Council's yearly holiday notice is in the `chinese-days` table we ship. */
export const LAST_PUBLISHED_YEAR = 2026;

/**
 * @param notices the city's own notices over the national table, the later one winning for a date
 * @param lastPublishedYear the last year whose national notice is known
 * @param dueHour the hour of its last working day at which a clock runs out, 1 to 24
 */
export function workingCalendar(
  notices: readonly CalendarNotice[] = [],
  lastPublishedYear: number = LAST_PUBLISHED_YEAR,
  dueHour: number = 24,
): WorkingCalendar {
  const own = new Map(notices.map((notice) => [notice.date, notice.workday]));
  const ownYears = new Set(notices.map((notice) => notice.date.slice(0, 4)));
  const known = new Map<PlainDate, boolean>();

  const isProvisional = (date: PlainDate): boolean =>
    Number(date.slice(0, 4)) > lastPublishedYear && !ownYears.has(date.slice(0, 4));

  const isWorkday = (date: PlainDate): boolean => {
    const stated = own.get(date);
    if (stated !== undefined) return stated;
    let workday = known.get(date);
    if (workday === undefined) {
      // Beyond the table the library answers by weekday alone; New Year's Day is a holiday by law every year.
      const fixedHoliday = Number(date.slice(0, 4)) > lastPublishedYear && date.slice(5) === '01-01';
      workday = !fixedHoliday && chineseDays.isWorkday(date);
      known.set(date, workday);
    }
    return workday;
  };

  const addWorkdays = (from: PlainDate, days: number): PlainDate => {
    if (!Number.isInteger(days) || days < 0)
      throw new RangeError(`Working days must be a whole number from 0, not ${days}`);
    let date = from;
    for (let left = days; left > 0; ) {
      date = addDays(date, 1);
      if (isWorkday(date)) left -= 1;
    }
    return date;
  };

  const workdaysBetween = (from: PlainDate, to: PlainDate): number => {
    if (to < from) return -workdaysBetween(to, from);
    let count = 0;
    for (let date = from; date < to; ) {
      date = addDays(date, 1);
      if (isWorkday(date)) count += 1;
    }
    return count;
  };

  return {
    isWorkday,
    isProvisional,
    addWorkdays,
    workdaysBetween,
    dueAt(start, days) {
      const date = addWorkdays(shanghaiDate(start), days);
      return {
        at: new Date(startOfShanghaiDay(date).getTime() + dueHour * 3_600_000),
        date,
        provisional: isProvisional(date),
      };
    },
  };
}
