import { shanghaiDate } from '@platform/kernel';
import { reaction, type Reaction } from '@platform/outbox';
import { feeDue } from '@modules/cases/contract';
import type { Own } from '../deps.ts';
import { billNumber } from '../domain/bill-number.ts';
import { tellPaid } from '../settle-order.ts';
import { askedAgain, insertBill, lockBillOfCase, nextNumber, type Bill } from '../store/bills.ts';

/** A case waits for its fee: its bill is made from the matter's own list, in the version the case keeps. */
export function onFeeDue(own: Own): Reaction {
  return reaction('payments.on-fee-due', feeDue, async (tx, { payload, trace }) => {
    const { caseId, caseNo, taskId, matter, matterVersion, organisation, subject } = payload;
    const before = await lockBillOfCase(tx, caseId);
    if (before) {
      // The case came to its fee once more (it was returned): what was paid is paid.
      await askedAgain(tx, before.id, taskId);
      if (before.state === 'paid') await tellPaid(own, tx, { ...before, taskId }, trace);
      return;
    }
    const { fee } = own.matters.get(matter, matterVersion);
    const items = fee.isFee ? fee.items : [];
    const fen = items.reduce((sum, one) => sum + BigInt(one.fen), 0n);
    const at = own.clock.now();
    const division = own.organisations.find(organisation)?.division ?? '';
    const bill: Bill = {
      id: own.ids.next(),
      number: billNumber(division, Number(shanghaiDate(at).slice(0, 4)), await nextNumber(tx)),
      caseId,
      caseNo,
      taskId,
      matter,
      organisation,
      subject,
      items,
      fen,
      state: 'due',
      at,
      closedAt: null,
      paidBy: null,
      windowReceipt: null,
      refundRule: (fee.isFee ? fee.refund : undefined) ?? null,
      refundFor: null,
    };
    // A matter that asks for nothing lets the case go on at once.
    if (fen === 0n) return tellPaid(own, tx, bill, trace);
    await insertBill(tx, bill);
    await own.audit.append(tx, {
      actor: { kind: 'system', name: 'payments' },
      action: 'payments.make-bill',
      subject: `case:${caseId}`,
      detail: { bill: bill.id, number: bill.number, fen: fen.toString() },
      trace,
    });
    own.announce(bill);
  });
}
