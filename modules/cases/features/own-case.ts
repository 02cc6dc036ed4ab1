import { applicantSubject, type StaffActor } from '@platform/access';
import { isUuid, shanghaiDate, startOfShanghaiDay, type Clock } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { caseErrors } from '../errors.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { findCase, lockCase } from '../store/cases.ts';
import type { Keeper } from '../window/doors.ts';

/**
 * The case of who fills it in: the person's own, that of the firm for which they act, or the one an officer has open at their window; another's is not found, so that nobody
 * learns it exists. A draft at a window is the officer's until it is handed in; from then on the case is the applicant's.
 * @throws cases.case-not-found, access.not-in-mandate
 */
export async function ownCase(tx: Tx, id: string, keeper: Keeper, lock: 'lock' | 'read'): Promise<CaseRecord> {
  const record = await find(tx, id, lock);
  const isDraft = record.state === 'draft';
  const keeps =
    keeper.kind === 'staff'
      ? record.windowAccount === keeper.accountId && (isDraft || record.state === 'correction')
      : record.subject === applicantSubject(keeper) && !(isDraft && record.windowAccount !== null);
  if (!keeps) throw caseErrors.caseNotFound();
  return record;
}

/** A case that the officer has at their window, or took in there today: to print the receipt once more. @throws cases.case-not-found */
export async function caseAtWindow(
  tx: Tx,
  id: string,
  staff: StaffActor,
  lock: 'lock' | 'read',
  clock: Clock,
): Promise<CaseRecord> {
  const record = await find(tx, id, lock);
  const today = startOfShanghaiDay(shanghaiDate(clock.now()));
  const isOpen = record.state === 'draft' || record.state === 'correction';
  if (record.windowAccount !== staff.accountId || !(isOpen || record.updatedAt >= today))
    throw caseErrors.caseNotFound();
  return record;
}

async function find(tx: Tx, id: string, lock: 'lock' | 'read'): Promise<CaseRecord> {
  const record = isUuid(id) ? await (lock === 'lock' ? lockCase(tx, id) : findCase(tx, id)) : undefined;
  if (!record) throw caseErrors.caseNotFound();
  return record;
}
