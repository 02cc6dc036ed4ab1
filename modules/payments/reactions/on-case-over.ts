import { reactionToAny, type Reaction } from '@platform/outbox';
import { caseDecided, caseEnded } from '@modules/cases/contract';
import type { Own } from '../deps.ts';
import { cancelBill, lockBillOfCase } from '../store/bills.ts';

/** A case that was withdrawn, returned or refused owes nothing. An order still open is closed there when it is asked about next. */
export function onCaseOver(own: Own): Reaction {
  return reactionToAny<typeof caseEnded | typeof caseDecided>(
    'payments.on-case-over',
    [caseEnded, caseDecided],
    async (tx, { payload, trace }) => {
      if ('outcome' in payload && payload.outcome !== 'refused') return;
      const bill = await lockBillOfCase(tx, payload.caseId);
      if (bill?.state !== 'due') return;
      await cancelBill(tx, bill.id, own.clock.now());
      await own.audit.append(tx, {
        actor: { kind: 'system', name: 'payments' },
        action: 'payments.cancel-bill',
        subject: `case:${payload.caseId}`,
        detail: { bill: bill.id },
        trace,
      });
      own.announce(bill);
    },
  );
}
