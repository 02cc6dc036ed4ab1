import { isUuid } from '@platform/kernel';
import type { PersonActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { licenceErrors } from '../errors.ts';
import { findLicence, lockLicence, type LicenceRow } from '../store/licences.ts';

/** The person's own licence; someone else's is not found. @throws licences.licence-not-found */
export async function ownLicence(tx: Tx, id: string, person: PersonActor, lock: 'lock' | 'read'): Promise<LicenceRow> {
  if (!isUuid(id)) throw licenceErrors.licenceNotFound();
  const row = await (lock === 'lock' ? lockLicence(tx, id) : findLicence(tx, id));
  if (!row || row.subject !== person.subject) throw licenceErrors.licenceNotFound();
  return row;
}
