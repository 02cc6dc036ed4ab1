import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

/** A bill of a case was paid. Told again when the case asks for a fee that was paid already. `fen`: as a string of digits. */
export const billPaid = defineEvent(
  'payments.bill-paid',
  Type.Object({
    billId: Type.String(),
    number: Type.String(),
    caseId: Type.String(),
    /** The wait of the case's process that the bill is for. */
    taskId: Type.String(),
    fen: Type.String({ pattern: '^[0-9]+$' }),
  }),
);
