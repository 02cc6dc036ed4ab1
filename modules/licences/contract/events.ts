import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

const ofLicence = {
  licenceId: Type.String(),
  /** GB/T 36904 identifier. */
  identifier: Type.String(),
  template: Type.String(),
  /** Blind index of the holder. */
  subject: Type.String(),
};

export const licenceIssued = defineEvent(
  'licences.licence-issued',
  Type.Object({ ...ofLicence, caseId: Type.String() }),
);
export const licenceSuspended = defineEvent('licences.licence-suspended', Type.Object(ofLicence));
export const licenceRestored = defineEvent('licences.licence-restored', Type.Object(ofLicence));
export const licenceRevoked = defineEvent('licences.licence-revoked', Type.Object(ofLicence));
