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
};
export const DEFAULT_LIMITS: CaseLimits = { acceptanceDays: 5, correctionDays: 10 };

export type Light = 'green' | 'amber' | 'red';

/** When the running limit of a case ends, fixed when it starts; the light follows from it at any moment. */
export type Deadline = {
  /** When the limit began to run. */
  from: Date;
  /** 24:00 of the last day. */
  at: Date;
  date: PlainDate;
  /** From then on at most a fifth of the limit or one working day is left. */
  amberFrom: Date;
  /** Lies beyond the last published holiday notice. */
  provisional: boolean;
};

/** A deadline of `days` working days (or days of the calendar) that starts now; the day of the event is day 0. */
export function deadlineFrom(
  start: Date,
  limit: { days: number; unit: 'workday' | 'day' },
  calendar: WorkingCalendar,
): Deadline {
  const from = shanghaiDate(start);
  const due =
    limit.unit === 'workday'
      ? calendar.dueAt(start, limit.days)
      : { date: addDays(from, limit.days), at: startOfShanghaiDay(addDays(from, limit.days + 1)), provisional: false };
  const left = (date: PlainDate): number =>
    limit.unit === 'workday' ? calendar.workdaysBetween(date, due.date) : daysBetween(date, due.date);
  const warnAt = Math.max(1, Math.floor(limit.days * 0.2));
  let amber = from;
  while (left(amber) > warnAt) amber = addDays(amber, 1);
  return { ...due, from: start, amberFrom: startOfShanghaiDay(amber) };
}

/** Which limit runs in a state: none once it is decided or over. */
export function runningLimit(
  state: CaseState,
  promise: { days: number; unit: 'workday' | 'day' },
  statutory: { days: number; unit: 'workday' | 'day' },
  limits: CaseLimits,
): { days: number; unit: 'workday' | 'day' } | undefined {
  switch (state) {
    case 'received':
      return { days: limits.acceptanceDays, unit: 'workday' };
    case 'correction':
      return { days: limits.correctionDays, unit: 'workday' };
    case 'accepted':
    case 'under-review':
      // An instant case (即办件) promises no days; one that needs a person falls back to the statutory limit.
      return promise.days > 0 ? promise : statutory;
    default:
      return undefined;
  }
}

export function lightOf(deadline: Pick<Deadline, 'at' | 'amberFrom'>, now: Date): Light {
  if (now >= deadline.at) return 'red';
  return now >= deadline.amberFrom ? 'amber' : 'green';
}

/** The clock as people see it. */
export type ClockView = {
  light: Light;
  dueDate: PlainDate;
  workdaysLeft: number;
  provisional: boolean;
  paused?: LocalText;
};

export function clockView(state: CaseState, deadline: Deadline, now: Date, calendar: WorkingCalendar): ClockView {
  const view: ClockView = {
    light: lightOf(deadline, now),
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
