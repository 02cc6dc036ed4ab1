import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ABSOLUTE_MS, failuresStanding, IDLE_MS, isSessionOver, LOCK_MS, MAX_FAILURES, waitOf } from './limits.ts';

const at = (ms: number): Date => new Date(Date.UTC(2026, 10, 20) + ms);

test('a session is over when unused too long or too old, whichever comes first', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('person' as const, 'staff' as const),
      fc.nat(2 * ABSOLUTE_MS),
      fc.nat(2 * ABSOLUTE_MS),
      (kind, seen, later) => {
        const now = seen + later;
        const over = isSessionOver({ kind, lastSeenAt: at(seen), expiresAt: at(ABSOLUTE_MS) }, at(now));
        expect(over).toBe(later >= IDLE_MS[kind] || now >= ABSOLUTE_MS);
      },
    ),
  );
});

test('five failures pause a login for fifteen minutes, fewer do not, and old ones are forgotten', () => {
  fc.assert(
    fc.property(fc.nat(8), fc.nat(2 * LOCK_MS), (failures, later) => {
      const attempts = { failures, lastAt: at(0) };
      expect(waitOf(attempts, at(later)) > 0).toBe(failures >= MAX_FAILURES && later < LOCK_MS);
      expect(failuresStanding(attempts, at(later))).toBe(later < LOCK_MS ? failures : 0);
    }),
  );
  expect(waitOf({ failures: 5, lastAt: at(0) }, at(60_000))).toBe(14 * 60_000);
  expect(waitOf(undefined, at(0))).toBe(0);
});
