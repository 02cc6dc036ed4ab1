/** What came of calling a webhook. */
export type Outcome = 'delivered' | 'refused' | 'unreachable' | 'gone';

/** Statuses that say nothing about the changes themselves: the receiver, its gateway or our standing with it is not in order. */
const NOT_ABOUT_THE_CHANGES = new Set([401, 402, 403, 404, 405, 407, 408, 411, 421, 423, 425, 426, 429]);

export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  if (status >= 400 && status < 500 && !NOT_ABOUT_THE_CHANGES.has(status)) return 'refused';
  return 'unreachable';
}

/** Tries of one change that is refused before it becomes a dead letter. */
export const TRIES = 3;
/** Failing for longer, a subscription pauses itself. */
export const GIVE_UP_MS = 24 * 3_600_000;
/** Dead letters kept at once before a subscription pauses itself. */
export const MOST_DEAD_LETTERS = 1_000;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10 * 60_000;

/** How long to wait after the `failures`-th failure in a row; doubles, and wavers by a fifth so that receivers are not met by all at once. `luck` is 0..1. */
export function waitMs(failures: number, luck: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return Math.round(wait * (0.8 + 0.4 * luck));
}
