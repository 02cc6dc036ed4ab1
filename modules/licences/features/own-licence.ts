import { isUuid } from '@platform/kernel';
import { applicantSubject, type PersonActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { licenceErrors } from '../errors.ts';
import { findLicence, lockLicence, type LicenceRow } from '../store/licences.ts';

/** The licence of the person, or of the firm for which they act; someone else's is not found. @throws licences.licence-not-found, access.not-in-mandate */
export async function ownLicence(tx: Tx, id: string, person: PersonActor, lock: 'lock' | 'read'): Promise<LicenceRow> {
  if (!isUuid(id)) throw licenceErrors.licenceNotFound();
  const row = await (lock === 'lock' ? lockLicence(tx, id) : findLicence(tx, id));
  if (!row || row.subject !== applicantSubject(person)) throw licenceErrors.licenceNotFound();
  return row;
}
