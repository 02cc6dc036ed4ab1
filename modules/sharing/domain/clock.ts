import { addDays, shanghaiDate, startOfShanghaiDay, type PlainDate, type WorkingCalendar } from '@platform/kernel';

/**
 * Limits in working days. 政务数据共享条例 (国令第809号): answer what is shared unconditionally within 1, conditionally within 10 (at most 10
 * more with the sharing authority's consent), deliver within 20. The formal check's 2 and the arbitration's 10 are local practice.
 */
export const LIMITS = {
  check: 2,
  unconditional: 1,
  conditional: 10,
  extension: 10,
  deliver: 20,
  arbitrate: 10,
} as const;

export type ClockKind = 'check' | 'reply' | 'deliver' | 'arbitrate';

/** A clock as it is kept: what it counts, from when, and when it stood still. Everything else is worked out with the calendar. */
export type Clock = {
  kind: ClockKind;
  /** Working days, extension included. */
  days: number;
  from: Date;
  /** Times during which the applicant corrected; the last one is open while it stands still. */
  stops: readonly { from: Date; to?: Date }[];
};

/** When a clock runs out and how its light changes until then. */
export type Deadline = {
  at: Date;
  date: PlainDate;
  /** The day on which at most half of the days are left. */
  amberFrom: Date;
  /** The due day. */
  redFrom: Date;
  /** Lies beyond the last published holiday notice. */
  provisional: boolean;
};

export type Stage = 'green' | 'amber' | 'red' | 'overdue';

export const startClock = (kind: ClockKind, days: number, from: Date): Clock => ({ kind, days, from, stops: [] });

/** Stands still from now on. */
export const stopClock = (clock: Clock, at: Date): Clock => ({ ...clock, stops: [...clock.stops, { from: at }] });

/** Runs again from now on. */
export const resumeClock = (clock: Clock, at: Date): Clock => ({
  ...clock,
  stops: clock.stops.map((stop) => (stop.to === undefined ? { ...stop, to: at } : stop)),
});

export const standsStill = (clock: Clock): boolean => clock.stops.some((stop) => stop.to === undefined);

/** Working days that had passed by `at`, days on which the clock stood still left out; the day of a stop counts, the day of going on does not. */
export function usedDays(clock: Clock, at: Date, calendar: WorkingCalendar): number {
  let used = 0;
  let from = shanghaiDate(clock.from);
  for (const stop of clock.stops) {
    if (stop.from >= at) break;
    used += calendar.workdaysBetween(from, shanghaiDate(stop.from));
    if (stop.to === undefined || stop.to >= at) return used;
    from = shanghaiDate(stop.to);
  }
  return used + calendar.workdaysBetween(from, shanghaiDate(at));
}

/**
 * When the clock runs out; undefined while it stands still. A stop moves the end by exactly the working days that passed meanwhile; who
 * stopped it on its last day has one working day left.
 */
export function deadlineOf(clock: Clock, calendar: WorkingCalendar): Deadline | undefined {
  if (standsStill(clock)) return undefined;
  const last = clock.stops.at(-1)?.to;
  const from = last ?? clock.from;
  const left = last === undefined ? clock.days : Math.max(1, clock.days - usedDays(clock, last, calendar));
  const { at, date, provisional } = calendar.dueAt(from, left);
  let amber = shanghaiDate(from);
  while (calendar.workdaysBetween(amber, date) > clock.days / 2) amber = addDays(amber, 1);
  return { at, date, provisional, amberFrom: startOfShanghaiDay(amber), redFrom: startOfShanghaiDay(date) };
}

/** Green; amber from half of the time; red on the due day; overdue once it ran out. */
export function stageOf(deadline: Pick<Deadline, 'at' | 'amberFrom' | 'redFrom'>, now: Date): Stage {
  if (now >= deadline.at) return 'overdue';
  if (now >= deadline.redFrom) return 'red';
  return now >= deadline.amberFrom ? 'amber' : 'green';
}

/** Whole working days beyond the due day; 0 on the first one after it and before. */
export function daysOver(deadline: Pick<Deadline, 'at' | 'date'>, now: Date, calendar: WorkingCalendar): number {
  return now < deadline.at ? 0 : Math.max(0, calendar.workdaysBetween(deadline.date, shanghaiDate(now)));
}

/** Whether what was done at `at` was done in time. */
export function inTime(clock: Clock, at: Date, calendar: WorkingCalendar): boolean {
  const deadline = deadlineOf(clock, calendar);
  return deadline === undefined || at < deadline.at;
}
