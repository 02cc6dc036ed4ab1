import { applicantSubject, type PersonActor } from '@platform/access';
import { isUuid } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { caseErrors } from '../errors.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { findCase, lockCase } from '../store/cases.ts';

/** The case of the person, or of the firm for which they act; someone else's is not found, so that nobody learns it exists. @throws cases.case-not-found, access.not-in-mandate */
export async function ownCase(tx: Tx, id: string, person: PersonActor, lock: 'lock' | 'read'): Promise<CaseRecord> {
  if (!isUuid(id)) throw caseErrors.caseNotFound();
  const record = await (lock === 'lock' ? lockCase(tx, id) : findCase(tx, id));
  if (!record || record.subject !== applicantSubject(person)) throw caseErrors.caseNotFound();
  return record;
}
