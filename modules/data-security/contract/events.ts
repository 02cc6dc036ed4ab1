import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

/** Reads of someone's data looked unusual. Aggregate `alert:<id>`. Nobody's name, and no account. */
export const alertRaised = defineEvent(
  'data-security.alert-raised',
  Type.Object({ alertId: Type.String(), rule: Type.String(), organisation: Type.String() }),
);
/** The alert was looked into. `finding`: justified, false-alarm, mistake or misuse. */
export const alertClosed = defineEvent(
  'data-security.alert-closed',
  Type.Object({ alertId: Type.String(), rule: Type.String(), organisation: Type.String(), finding: Type.String() }),
);
