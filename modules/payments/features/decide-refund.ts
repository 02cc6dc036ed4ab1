import { Type } from 'typebox';
import { formatYuan, isUuid } from '@platform/kernel';
import { asStaff, inScope } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { paymentErrors } from '../errors.ts';
import { sendRefund } from '../send-refund.ts';
import { lockBill, type Bill } from '../store/bills.ts';
import { lockOrder } from '../store/orders.ts';
import { decideRefund, insertRefund, lockRefund, refundsOfOrder, type Refund } from '../store/refunds.ts';
import { BillView, billViews, refundableOf } from './bill-view.ts';

const IdParams = Type.Object({ id: Type.String() });
const Reason = Type.String({ minLength: 4, maxLength: 500, pattern: '\\S' });

/** An officer of the office proposes to give back a payment, or part of it; never more, all together, than was paid. */
export function proposeRefund(own: Own): Feature {
  return feature({
    name: 'payments.propose-refund',
    method: 'POST',
    path: '/api/payments/bills/:id/refunds',
    summary: { zh: '提出退付', en: 'Propose a refund' },
    access: { permission: 'payments.handle' },
    params: IdParams,
    body: Type.Object({
      order: Type.String(),
      fen: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      reason: Reason,
    }),
    response: BillView,
    async handle(context, { params, body }) {
      const staff = asStaff(context.actor);
      const shown = await own.db.transaction(async (tx) => {
        const bill = isUuid(params.id) ? await lockBill(tx, params.id) : undefined;
        if (!bill || !inScope(staff, bill.organisation)) throw paymentErrors.notFound();
        // Held until this is written: two proposals at once cannot both find the same money.
        const order = isUuid(body.order) ? await lockOrder(tx, body.order) : undefined;
        const left =
          order?.billId === bill.id ? refundableOf(bill, order, await refundsOfOrder(tx, order.id)) : undefined;
        if (!order || !left) throw paymentErrors.notRefundable();
        const fen = BigInt(body.fen);
        if (fen > left) throw paymentErrors.tooMuch({ left: formatYuan(left) });
        const id = own.ids.next();
        await insertRefund(tx, {
          id,
          orderId: order.id,
          billId: bill.id,
          organisation: bill.organisation,
          fen,
          reason: body.reason.trim(),
          proposedBy: staff.accountId,
          proposedAt: own.clock.now(),
        });
        await own.audit.append(tx, {
          actor: staff,
          action: 'payments.propose-refund',
          subject: `bill:${bill.id}`,
          detail: { refund: id, order: order.id, fen: fen.toString(), reason: body.reason.trim() },
          trace: context.trace,
        });
        return { bill, view: (await billViews(own, tx, [bill]))[0] as BillView };
      });
      own.announce(shown.bill);
      return shown.view;
    },
  });
}

/** Another officer approves or declines it. What is approved is asked for at the platform at once, and again until it has answered. */
export function decideOnRefund(own: Own): Feature {
  return feature({
    name: 'payments.decide-on-refund',
    method: 'POST',
    path: '/api/payments/refunds/:id/decide',
    summary: { zh: '审批退付', en: 'Approve or decline a refund' },
    access: { permission: 'payments.approve-refunds' },
    params: IdParams,
    body: Type.Union([
      Type.Object({ approve: Type.Literal(true), reason: Type.Optional(Type.String({ maxLength: 500 })) }),
      Type.Object({ approve: Type.Literal(false), reason: Reason }),
    ]),
    response: BillView,
    async handle(context, { params, body }) {
      const staff = asStaff(context.actor);
      const { refund, bill } = await own.db.transaction(async (tx): Promise<{ refund: Refund; bill: Bill }> => {
        const found = isUuid(params.id) ? await lockRefund(tx, params.id) : undefined;
        if (!found || !inScope(staff, found.organisation)) throw paymentErrors.noRefund();
        if (found.state !== 'proposed') throw paymentErrors.alreadyDecided();
        if (found.proposedBy === staff.accountId) throw paymentErrors.ownProposal();
        const text = body.reason?.trim() || null;
        await decideRefund(tx, found.id, {
          approve: body.approve,
          by: staff.accountId,
          at: own.clock.now(),
          text,
        });
        await own.audit.append(tx, {
          actor: staff,
          action: body.approve ? 'payments.approve-refund' : 'payments.decline-refund',
          subject: `bill:${found.billId}`,
          detail: { refund: found.id, fen: found.fen.toString(), ...(text ? { reason: text } : {}) },
          trace: context.trace,
        });
        return { refund: found, bill: (await lockBill(tx, found.billId)) as Bill };
      });
      // Approved is approved, whatever the platform answers now: the outcome is shown as it is known.
      if (body.approve) await sendRefund(own, refund, context.trace);
      else own.announce(bill);
      return own.db.read(async (tx) => (await billViews(own, tx, [bill]))[0] as BillView);
    },
  });
}
