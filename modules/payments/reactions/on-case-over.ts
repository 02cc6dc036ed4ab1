import { reactionToAny, type Reaction } from '@platform/outbox';
import { caseDecided, caseEnded } from '@modules/cases/contract';
import { PLATFORM, type Own } from '../deps.ts';
import { cancelBill, giveBack, lockBillOfCase } from '../store/bills.ts';

/**
 * A case that was withdrawn, returned, referred or refused owes nothing; an order still open is closed there when it is asked about next. What it has paid is
 * given back where the matter's own rule says so: an officer of the office then proposes it.
 */
export function onCaseOver(own: Own): Reaction {
  return reactionToAny<typeof caseEnded | typeof caseDecided>(
    'payments.on-case-over',
    [caseEnded, caseDecided],
    async (tx, { payload, trace }) => {
      if ('outcome' in payload && payload.outcome !== 'refused') return;
      const why = 'how' in payload ? payload.how : 'refused';
      const bill = await lockBillOfCase(tx, payload.caseId);
      const givesBack = bill?.state === 'paid' && bill.refundRule?.when.includes(why);
      if (!bill || (bill.state !== 'due' && !givesBack)) return;
      if (givesBack) await giveBack(tx, bill.id, why);
      else await cancelBill(tx, bill.id, own.clock.now());
      await own.audit.append(tx, {
        actor: PLATFORM,
        action: givesBack ? 'payments.to-refund' : 'payments.cancel-bill',
        subject: `case:${payload.caseId}`,
        detail: { bill: bill.id, why },
        trace,
      });
      own.announce(bill);
    },
  );
}
