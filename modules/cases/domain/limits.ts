import type { WorkingCalendar } from '@platform/kernel';
import type { CaseState } from '../contract/index.ts';
import {
  LAWFUL_DELIVERY,
  deadlineWith,
  lightOf,
  nextLightAt,
  runningLimit,
  type CaseLimits,
  type Deadline,
  type Light,
  type Limit,
  type Pause,
} from './clock.ts';

/** Administrative licensing (行政许可), which is decided in writing (art. 38) and delivered in time (art. 44). */
export const LICENSING = '01';

/** What the two clocks of a case come to: the limit that runs, the statutory one, the light. */
export type Clocks = {
  deadline: Deadline | null;
  statutory: { at: Date; date: string } | null;
  light: Light | null;
  nextLightAt: Date | null;
};

export type ClockFacts = {
  state: CaseState;
  /** When the running limit began: handing in, the correction notice, acceptance. */
  start: Date;
  /** Days added by approval; they move both clocks. */
  extendedDays: number;
  /** Special procedures since acceptance, in order. */
  pauses: readonly Pause[];
  /** The matter is administrative licensing. */
  licensing?: boolean;
};

/** The clocks of a case, computed anew from what happened. No limit runs while a special procedure goes on, and at its end; once approved, that of delivery does. */
export function clocksOf(
  facts: ClockFacts,
  given: { promise: Limit; statutory: Limit },
  limits: CaseLimits,
  calendar: WorkingCalendar,
  now: Date,
): Clocks {
  const { state, start, pauses, extendedDays } = facts;
  const limit = runningLimit(state, given.promise, given.statutory, limits);
  const handling = state === 'accepted' || state === 'under-review';
  const longer = (one: Limit): Limit => (handling ? { ...one, days: one.days + extendedDays } : one);
  const deadline = limit && deadlineWith(start, longer(limit), handling ? pauses : [], calendar);
  if (!deadline) return { deadline: null, statutory: null, light: null, nextLightAt: null };
  const lawful = handling
    ? deadlineWith(start, longer(given.statutory), pauses, calendar)
    : state === 'approved' && facts.licensing
      ? deadlineWith(start, LAWFUL_DELIVERY, [], calendar)
      : undefined;
  const statutory = lawful ? { at: lawful.at, date: lawful.date } : null;
  // While the applicant corrects, nobody in the office is late.
  if (state === 'correction') return { deadline, statutory, light: null, nextLightAt: null };
  const light = lightOf(deadline, now, statutory);
  return { deadline, statutory, light, nextLightAt: nextLightAt(deadline, statutory, light) };
}
