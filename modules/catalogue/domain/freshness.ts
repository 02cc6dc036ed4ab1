import { addDays, shanghaiDate, type PlainDate, type WorkingCalendar } from '@platform/kernel';
import type { ResourceDefinition } from '../contract/index.ts';

type Cycle = ResourceDefinition['updateCycle'];

/**
 * The last day on which a resource that was updated on `last` is still as fresh as its cycle says: the next working day for what is daily or
 * realtime (a source that is quiet over a holiday is not late), for longer cycles the same day of the next period, put off to the next working day.
 * Undefined for what is updated at no fixed time.
 */
export function freshUntil(cycle: Cycle, last: PlainDate, calendar: WorkingCalendar): PlainDate | undefined {
  switch (cycle) {
    case 'irregular':
      return undefined;
    case 'realtime':
    case 'daily':
      return calendar.addWorkdays(last, 1);
    case 'weekly':
      return workdayFrom(addDays(last, 7), calendar);
    case 'monthly':
      return workdayFrom(addMonths(last, 1), calendar);
    case 'quarterly':
      return workdayFrom(addMonths(last, 3), calendar);
    case 'yearly':
      return workdayFrom(addMonths(last, 12), calendar);
  }
}

/** Working days that an update is overdue; 0 while it is not, or where the cycle asks for none. */
export function overdueDays(cycle: Cycle, last: Date, now: Date, calendar: WorkingCalendar): number {
  const until = freshUntil(cycle, shanghaiDate(last), calendar);
  if (until === undefined) return 0;
  return Math.max(0, calendar.workdaysBetween(until, shanghaiDate(now)));
}

function workdayFrom(date: PlainDate, calendar: WorkingCalendar): PlainDate {
  let day = date;
  while (!calendar.isWorkday(day)) day = addDays(day, 1);
  return day;
}

/** The same day of a later month; its last day where that month is shorter. */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, last));
  return first.toISOString().slice(0, 10);
}

/** Where a line of the responsibility list stands. */
export type SupplyState = 'due' | 'supplied' | 'late' | 'never';

/**
 * - `due`: nothing came yet, and its day is not over;
 * - `supplied`: it came in time, and its updates come as its cycle says;
 * - `late`: it came after its day, or its update is overdue;
 * - `never`: its day is over and nothing ever came.
 */
export function supplyState(
  line: { dueOn: PlainDate; cycle: Cycle | undefined; firstAt: Date | undefined; lastAt: Date | undefined },
  now: Date,
  calendar: WorkingCalendar,
): SupplyState {
  if (!line.firstAt || !line.lastAt) return shanghaiDate(now) > line.dueOn ? 'never' : 'due';
  if (shanghaiDate(line.firstAt) > line.dueOn) return 'late';
  return line.cycle !== undefined && overdueDays(line.cycle, line.lastAt, now, calendar) > 0 ? 'late' : 'supplied';
}
