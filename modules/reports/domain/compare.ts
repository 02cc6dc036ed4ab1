import type { Kind } from './told.ts';

export type Ours = {
  id: string;
  caseNo: string;
  kind: Kind;
  state: 'waiting' | 'sent' | 'failed';
  receiptNo: string | null;
};
export type Theirs = { serial_no: string; case_no: string; kind: string; receipt_no: string };

export const DIFFERENCES = ['missing-above', 'receipt-lost', 'unknown-here'] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];
export type Difference = { serialNo: string; caseNo: string; kind: string; what: DifferenceKind; receiptNo?: string };

/**
 * What one side holds of a day and the other does not. What waits to be sent is no difference; what has a receipt here and is not held there,
 * is held there without a receipt here (its answer was lost), or is held there alone, is.
 */
export function differencesOf(ours: readonly Ours[], theirs: readonly Theirs[]): Difference[] {
  const above = new Map(theirs.map((one) => [one.serial_no, one]));
  const here = new Set(ours.map(({ id }) => id));
  const found: Difference[] = [];
  for (const { id, caseNo, kind, state, receiptNo } of ours) {
    const held = above.get(id);
    if (state === 'sent' && !held) found.push({ serialNo: id, caseNo, kind, what: 'missing-above' });
    if (held && (state !== 'sent' || receiptNo !== held.receipt_no))
      found.push({ serialNo: id, caseNo, kind, what: 'receipt-lost', receiptNo: held.receipt_no });
  }
  for (const { serial_no: serialNo, case_no: caseNo, kind } of theirs)
    if (!here.has(serialNo)) found.push({ serialNo, caseNo, kind, what: 'unknown-here' });
  return found;
}
