import type { BackTest } from '@platform/decisions';

/**
 * The smallest number of cases that is told to whoever may not see the cases themselves: outcome and reason of fewer could be laid to one person's
 * door, by what is known of them. As for data interfaces' groups.
 */
export const LEAST_TOLD = 10;

/** A number of cases; null: fewer than {@link LEAST_TOLD}, none included, so that not even whether there is one is told. */
export type Told = number | null;

export type ShownKind = {
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
  count: number;
  /** Numbers of cases that the reader may open. */
  cases: string[];
};
export type ShownReport = {
  /** Whether all of it is told: the reader may open every case. */
  whole: boolean;
  cases: Told;
  same: Told;
  different: Told;
  failedCount: Told;
  failed: { caseNo: string; code: string }[];
  kinds: ShownKind[];
  /** Cases that changed in kinds too small to be told apart. */
  grouped: Told;
  /** Undefined where it would tell of a few. */
  decided?: { known: number; agreeBefore: number; agreeAfter: number };
};

/**
 * What a reader is told of a back-test. Whoever may open all of its cases is told all. For others numbers are rounded down to the smallest that is
 * told, so that two tests that differ by one case do not tell of that one; kinds of change below it are told together, if they are enough; and
 * only cases that the reader may open are named.
 */
export function shownReport(report: BackTest, mayOpen: (caseNo: string) => boolean, whole: boolean): ShownReport {
  const kinds = report.kinds.map(({ before, after, count, examples }) => ({ before, after, count, cases: examples }));
  const failed = report.failed.map(({ id: caseNo, code }) => ({ caseNo, code }));
  if (whole) {
    const { cases, same, differentCount: different, failedCount, decided, otherKinds } = report;
    return { whole, cases, same, different, failedCount, failed, kinds, grouped: otherKinds, decided };
  }
  const shown = kinds.filter(({ count }) => count >= LEAST_TOLD);
  const small = report.differentCount - shown.reduce((sum, { count }) => sum + count, 0);
  const { known, agreeBefore, agreeAfter } = report.decided;
  const enough = [known, agreeBefore, agreeAfter].every((one) => told(one) !== null);
  return {
    whole,
    cases: told(report.cases),
    same: told(report.same),
    different: told(report.differentCount),
    failedCount: told(report.failedCount),
    failed: failed.filter(({ caseNo }) => mayOpen(caseNo)),
    kinds: shown.map((kind) => ({ ...kind, count: roundedDown(kind.count), cases: kind.cases.filter(mayOpen) })),
    grouped: told(small),
    ...(enough
      ? {
          decided: {
            known: roundedDown(known),
            agreeBefore: roundedDown(agreeBefore),
            agreeAfter: roundedDown(agreeAfter),
          },
        }
      : {}),
  };
}

const roundedDown = (count: number): number => count - (count % LEAST_TOLD);
const told = (count: number): Told => (count < LEAST_TOLD ? null : roundedDown(count));
