import type { LocalText, WorkingCalendar } from '@platform/kernel';
import { shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import { securityErrors } from './errors.ts';

export type AlertState = 'open' | 'asked' | 'explained' | 'closed';
/** `misuse` and `mistake` were not right; `justified` was; `false-alarm` says that the rule was wrong, and teaches it. */
export type Finding = 'justified' | 'false-alarm' | 'mistake' | 'misuse';

/** Working days in which the officer's organisation explains. */
export const EXPLAIN_DAYS = 5;

export const STATE_TITLES: Record<AlertState, LocalText> = {
  open: { zh: '待核查', en: 'To be looked into' },
  asked: { zh: '等待单位说明', en: 'Waiting for an explanation' },
  explained: { zh: '已说明，待结论', en: 'Explained' },
  closed: { zh: '已结案', en: 'Closed' },
};

export type Deadline = { from: Date; at: Date; date: string; amberFrom: Date; provisional: boolean };

/** The clock of {@link EXPLAIN_DAYS} working days; amber on its last day. */
export function explainDeadline(from: Date, calendar: WorkingCalendar): Deadline {
  const due = calendar.dueAt(from, EXPLAIN_DAYS);
  return {
    from,
    ...due,
    amberFrom: startOfShanghaiDay(calendar.addWorkdays(shanghaiDate(from), EXPLAIN_DAYS - 1)),
  };
}

/**
 * The state after a step. The guard asks once and closes whenever they can judge; the organisation explains when asked.
 * @throws data-security.not-now
 */
export function next(state: AlertState, step: 'ask' | 'explain' | 'close'): AlertState {
  if (step === 'ask' && state === 'open') return 'asked';
  if (step === 'explain' && (state === 'asked' || state === 'explained')) return 'explained';
  if (step === 'close' && state !== 'closed') return 'closed';
  throw securityErrors.notNow({ state: STATE_TITLES[state] });
}
