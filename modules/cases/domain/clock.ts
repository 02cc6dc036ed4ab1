import {
  addDays,
  shanghaiDate,
  startOfShanghaiDay,
  type LocalText,
  type PlainDate,
  type WorkingCalendar,
} from '@platform/kernel';
import type { CaseState } from '../contract/index.ts';

/** Limits that a city may set; days are working days. */
export type CaseLimits = {
  /** To answer a received case: accept it or tell what to correct. Without an answer it counts as accepted. */
  acceptanceDays: number;
  /** To hand in what must be corrected. */
  correctionDays: number;
  /** The most that an approval may add to the time (行政许可法 art. 42). */
  extensionDays: number;
  /** To deliver the result once it is approved; of a licence at most {@link LAWFUL_DELIVERY}. */
  deliveryDays: number;
  /** To hand in papers that were to follow (容缺). */
  missingPapersDays: number;
  /** Minutes in which an officer may take back a remark of theirs. */
  commentMinutes: number;
  /** Hours after which a process that has stopped is told to who supervises its office, and then to the office of inspection. */
  stoppedHours: { supervisor: number; inspection: number };
};
export const DEFAULT_LIMITS: CaseLimits = {
  acceptanceDays: 5,
  correctionDays: 10,
  extensionDays: 10,
  deliveryDays: 10,
  missingPapersDays: 10,
  commentMinutes: 10,
  stoppedHours: { supervisor: 2, inspection: 24 },
};

/** Past the promise is red, past the statutory limit double red (双红灯). */
export type Light = 'green' | 'amber' | 'red' | 'double-red';
export const LIGHTS: readonly Light[] = ['green', 'amber', 'red', 'double-red'];

/** A time limit; the unit is working days or days of the calendar. */
export type Limit = { days: number; unit: 'workday' | 'day' };

/** A licence is delivered within ten working days of the decision (行政许可法 art. 44). */
export const LAWFUL_DELIVERY: Limit = { days: 10, unit: 'workday' };

/** A special procedure; null while it goes on. */
export type Pause = { from: Date; until: Date | null };

/** When the running limit of a case ends, fixed when it starts; the light follows from it at any moment. */
export type Deadline = {
  /** When the limit began to run. */
  from: Date;
  /** 24:00 of the last day, or the city's own hour. */
  at: Date;
  date: PlainDate;
  /** From then on at most a fifth of the limit or one working day is left. */
  amberFrom: Date;
  /** Lies beyond the last published holiday notice. */
  provisional: boolean;
};

/** A deadline of `days` working days (or days of the calendar) that starts now; the day of the event is day 0. */
export function deadlineFrom(start: Date, limit: Limit, calendar: WorkingCalendar): Deadline {
  return deadlineWith(start, limit, [], calendar) as Deadline;
}

/**
 * The deadline of a limit that does not run during `pauses` (in order, not overlapping); undefined while one of them is open
 * and the limit had not run out before. The day a pause begins still counts, the day it ends does not: each is day 0 of what follows.
 */
export function deadlineWith(
  start: Date,
  limit: Limit,
  pauses: readonly Pause[],
  calendar: WorkingCalendar,
): Deadline | undefined {
  const date = dayWhenRun(start, limit.days, limit.unit, pauses, calendar);
  if (date === undefined) return undefined;
  const warnAt = Math.max(1, Math.floor(limit.days * 0.2));
  const amber = dayWhenRun(start, Math.max(0, limit.days - warnAt), limit.unit, pauses, calendar) as PlainDate;
  // Calendar days end at midnight; working days at the city's hour, which the calendar knows.
  const at =
    limit.unit === 'workday' ? calendar.dueAt(startOfShanghaiDay(date), 0).at : startOfShanghaiDay(addDays(date, 1));
  return {
    from: start,
    at,
    date,
    amberFrom: startOfShanghaiDay(amber),
    provisional: limit.unit === 'workday' && calendar.isProvisional(date),
  };
}

/** The day on which so many days of a limit have run. */
function dayWhenRun(
  start: Date,
  days: number,
  unit: Limit['unit'],
  pauses: readonly Pause[],
  calendar: WorkingCalendar,
): PlainDate | undefined {
  let from = shanghaiDate(start);
  let left = days;
  for (const pause of pauses) {
    const stopped = shanghaiDate(pause.from);
    const ran = unit === 'workday' ? calendar.workdaysBetween(from, stopped) : daysBetween(from, stopped);
    // It had run out before: a procedure that begins too late saves nothing.
    if (ran >= left) break;
    left -= ran;
    if (pause.until === null) return undefined;
    from = shanghaiDate(pause.until);
  }
  return unit === 'workday' ? calendar.addWorkdays(from, left) : addDays(from, left);
}

/** Days of a limit that have run by `now`, pauses left out. */
export function elapsedDays(
  start: Date,
  unit: Limit['unit'],
  pauses: readonly Pause[],
  now: Date,
  calendar: WorkingCalendar,
): number {
  const between = (from: Date, to: Date): number =>
    unit === 'workday'
      ? calendar.workdaysBetween(shanghaiDate(from), shanghaiDate(to))
      : daysBetween(shanghaiDate(from), shanghaiDate(to));
  return pauses.reduce((sum, pause) => sum - between(pause.from, pause.until ?? now), between(start, now));
}

/** Which limit runs in a state: none once it is refused or over; an approved case waits for its delivery. */
export function runningLimit(
  state: CaseState,
  promise: Limit,
  statutory: Limit,
  limits: CaseLimits,
): Limit | undefined {
  switch (state) {
    case 'received':
      return { days: limits.acceptanceDays, unit: 'workday' };
    case 'correction':
      return { days: limits.correctionDays, unit: 'workday' };
    case 'accepted':
    case 'under-review':
      // An instant case (即办件) promises no days; one that needs a person falls back to the statutory limit.
      return promise.days > 0 ? promise : statutory;
    case 'approved':
      return { days: limits.deliveryDays, unit: 'workday' };
    default:
      return undefined;
  }
}

/** The light at `now`; without a statutory deadline it does not go past red. */
export function lightOf(
  deadline: Pick<Deadline, 'at' | 'amberFrom'>,
  now: Date,
  statutory?: { at: Date } | null,
): Light {
  if (statutory && now >= statutory.at) return 'double-red';
  if (now >= deadline.at) return 'red';
  return now >= deadline.amberFrom ? 'amber' : 'green';
}

/** When the light changes next, seen from the one last told; null when it cannot get worse. */
export function nextLightAt(
  deadline: Pick<Deadline, 'at' | 'amberFrom'>,
  statutory: { at: Date } | null,
  told: Light,
): Date | null {
  const changes: [Light, Date | undefined][] = [
    ['amber', deadline.amberFrom],
    ['red', deadline.at],
    ['double-red', statutory?.at],
  ];
  const worse = changes.filter(([light, at]) => at && LIGHTS.indexOf(light) > LIGHTS.indexOf(told));
  const times = worse.map(([, at]) => (at as Date).getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** The clock as people see it. */
export type ClockView = {
  /** Past the statutory limit it is still red here; see `clocks`. */
  light: 'green' | 'amber' | 'red';
  dueDate: PlainDate;
  workdaysLeft: number;
  provisional: boolean;
  paused?: LocalText;
};

export function clockView(state: CaseState, deadline: Deadline, now: Date, calendar: WorkingCalendar): ClockView {
  const view: ClockView = {
    light: lightOf(deadline, now) as 'green' | 'amber' | 'red',
    dueDate: deadline.date,
    workdaysLeft: calendar.workdaysBetween(shanghaiDate(now), deadline.date),
    provisional: deadline.provisional,
  };
  if (state !== 'correction') return view;
  const { date } = deadline;
  return {
    ...view,
    paused: {
      zh: `等待申请人补正（${date} 前），办理时限暂不计算`,
      en: `Waiting for the applicant's corrections (until ${date}); the handling time does not run`,
    },
  };
}

function daysBetween(from: PlainDate, to: PlainDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
