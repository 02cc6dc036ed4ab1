import type { AccountKind } from './apps.ts';

const MINUTE = 60_000;

/** A session ends when unused for so long (staff sit at shared desks), and in any case after twelve hours. */
export const IDLE_MS: Record<AccountKind, number> = { person: 120 * MINUTE, staff: 30 * MINUTE };
export const ABSOLUTE_MS = 12 * 60 * MINUTE;
/** How often the last use is written down. */
export const TOUCH_MS = MINUTE;

export type SessionTimes = { kind: AccountKind; lastSeenAt: Date; expiresAt: Date };

export function isSessionOver(session: SessionTimes, now: Date): boolean {
  return now >= session.expiresAt || now.getTime() - session.lastSeenAt.getTime() >= IDLE_MS[session.kind];
}

/** Wrong passwords in a row before sign-in to a login is paused, and for how long. */
export const MAX_FAILURES = 5;
export const LOCK_MS = 15 * MINUTE;

/** What is known of attempts to sign in with one login, whether or not there is such an account. */
export type Attempts = { failures: number; lastAt: Date };

/** Milliseconds until this login may be tried again; 0 when it may be now. */
export function waitOf(attempts: Attempts | undefined, now: Date): number {
  if (!attempts || attempts.failures < MAX_FAILURES) return 0;
  return Math.max(0, attempts.lastAt.getTime() + LOCK_MS - now.getTime());
}

/** Failures that still count before another attempt is made. */
export function failuresStanding(attempts: Attempts | undefined, now: Date): number {
  if (!attempts || now.getTime() - attempts.lastAt.getTime() >= LOCK_MS) return 0;
  return attempts.failures;
}
