import { isUuid } from '@platform/kernel';
import { inScope, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { caseErrors } from '../errors.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { findCase, lockCase } from '../store/cases.ts';

/** A case handed in to one of the officer's organisations; any other is not found. @throws cases.case-not-found */
export async function workedCase(tx: Tx, id: string, staff: StaffActor, lock: 'lock' | 'read'): Promise<CaseRecord> {
  if (!isUuid(id)) throw caseErrors.caseNotFound();
  const record = await (lock === 'lock' ? lockCase(tx, id) : findCase(tx, id));
  if (!record?.submittedAt || !inScope(staff, record.organisation)) throw caseErrors.caseNotFound();
  return record;
}
