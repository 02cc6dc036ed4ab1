import { defineEvent } from '@platform/kernel';
import { Type } from 'typebox';

/** A grant came into force. */
export const grantGiven = defineEvent(
  'sharing.grant-given',
  Type.Object({
    grantId: Type.String(),
    application: Type.String(),
    organisation: Type.String(),
    delivery: Type.String(),
  }),
);

/** A grant is no longer in force; `state` is suspended, ended or revoked. */
export const grantEnded = defineEvent(
  'sharing.grant-ended',
  Type.Object({
    grantId: Type.String(),
    application: Type.String(),
    organisation: Type.String(),
    state: Type.String(),
  }),
);
