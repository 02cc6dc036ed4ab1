import type { PersonActor } from '@platform/access';
import { isUuid } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { caseErrors } from '../errors.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { findCase, lockCase } from '../store/cases.ts';

/** The person's own case; someone else's is not found, so that nobody learns it exists. @throws cases.case-not-found */
export async function ownCase(tx: Tx, id: string, person: PersonActor, lock: 'lock' | 'read'): Promise<CaseRecord> {
  if (!isUuid(id)) throw caseErrors.caseNotFound();
  const record = await (lock === 'lock' ? lockCase(tx, id) : findCase(tx, id));
  if (!record || record.subject !== person.subject) throw caseErrors.caseNotFound();
  return record;
}
