import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

/** Someone signed in. Carries the account, never a name. */
export const signedIn = defineEvent(
  'identity.signed-in',
  Type.Object({ accountId: Type.String(), kind: Type.Enum(['person', 'staff']) }),
);
