import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BackTest } from '@platform/decisions';
import { LEAST_TOLD, shownReport } from './back-test-shown.ts';

/** A report over kinds of change of these sizes. */
function reportOf(sizes: readonly number[], same: number, failedCount: number): BackTest {
  const different = sizes.reduce((sum, size) => sum + size, 0);
  return {
    versions: { before: 'a', after: 'b' },
    cases: different + same + failedCount,
    same,
    sameByOtherRules: 0,
    differentCount: different,
    different: [],
    kinds: sizes.map((count, kind) => ({
      before: { outcome: 'approve', reason: null },
      after: { outcome: 'refuse', reason: `reason-${kind}` },
      rulesBefore: [],
      rulesAfter: [],
      count,
      examples: Array.from({ length: Math.min(5, count) }, (_, n) => `CASE-${kind}-${n}`),
    })),
    otherKinds: 0,
    failedCount,
    failed: failedCount > 0 ? [{ id: 'CASE-F', code: 'decisions.missing-input', failedBefore: false }] : [],
    byRule: {},
    decided: { known: same, agreeBefore: same, agreeAfter: same },
  };
}
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 12 });

test('whoever may open every case is told all of it', () => {
  const all = shownReport(reportOf([1, 20], 3, 1), () => true, true);
  expect(all).toMatchObject({ cases: 25, same: 3, different: 21, failedCount: 1, grouped: 0 });
  expect(all.kinds.map(({ count, cases }) => [count, cases.length])).toEqual([
    [1, 1],
    [20, 5],
  ]);
});

test('others are told of no group that is small, of no single case, and not whether there is one', () => {
  fc.assert(
    fc.property(sizes, fc.nat(60), fc.nat(60), (of, same, failed) => {
      const shown = shownReport(reportOf(of, same, failed), () => false, false);
      const numbers = [shown.cases, shown.same, shown.different, shown.failedCount, shown.grouped];
      const counts = [...numbers.filter((one) => one !== null), ...shown.kinds.map(({ count }) => count)];
      for (const count of counts) {
        expect(count).toBeGreaterThanOrEqual(LEAST_TOLD);
        expect(count % LEAST_TOLD).toBe(0);
      }
      expect(JSON.stringify(shown)).not.toContain('CASE-');
      // None is told as a few are.
      const none = shownReport(reportOf([], same, failed), () => false, false);
      if (of.reduce((sum, size) => sum + size, 0) < LEAST_TOLD && shown.cases === none.cases)
        expect(shown).toEqual(none);
    }),
  );
});

test('one case more or less within a step changes nothing that is told', () => {
  const of = (size: number) => JSON.stringify(shownReport(reportOf([size], 100, 0), () => false, false));
  expect(of(11)).toBe(of(12));
  expect(of(0)).not.toBe(of(10));
});

test('of a case that the reader may open the number is told, of no other', () => {
  const shown = shownReport(reportOf([12], 0, 0), (caseNo) => caseNo === 'CASE-0-3', false);
  expect(shown.kinds).toMatchObject([{ count: 10, cases: ['CASE-0-3'] }]);
});
