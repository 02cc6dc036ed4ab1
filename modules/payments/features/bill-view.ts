import { Type } from 'typebox';
import type { Tx } from '@platform/database';
import { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { REFUND_REASONS, type Bill, type BillState } from '../store/bills.ts';
import { refundable, type RefundState } from '../domain/refundable.ts';
import { ordersOfBills, type Order } from '../store/orders.ts';
import { refundsOfBills, type Refund } from '../store/refunds.ts';

export const STATE_TITLES: Record<BillState, LocalText> = {
  due: { zh: '待缴', en: 'Due' },
  paid: { zh: '已缴', en: 'Paid' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
};

/** As its payer is told: what the office has yet to approve is not the payer's to follow, only that it is being looked at. */
export const REFUND_TITLES: Record<RefundState, LocalText> = {
  proposed: { zh: '待审批', en: 'To be approved' },
  declined: { zh: '不予退付', en: 'Declined' },
  approved: { zh: '退付中', en: 'Being refunded' },
  done: { zh: '已退回', en: 'Refunded' },
  failed: { zh: '退付未成', en: 'Not refunded' },
  stuck: { zh: '退付异常', en: 'Did not arrive' },
};

const Fen = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const BillView = Type.Object({
  id: Type.String(),
  number: Type.String(),
  caseId: Type.String(),
  caseNo: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  items: Type.Array(Type.Object({ name: LocalText, fen: Fen, basis: LocalText })),
  fen: Fen,
  state: Type.Enum(['due', 'paid', 'cancelled']),
  stateTitle: LocalText,
  at: Type.String(),
  closedAt: Type.Optional(Type.String()),
  paidBy: Type.Optional(Type.Enum(['platform', 'window'])),
  /** Number of the platform's payment, or of the receipt given at the window. */
  paidNo: Type.Optional(Type.String()),
  /** Paid for nothing: given back by the office. */
  surplus: Type.Array(Type.Object({ fen: Fen, at: Type.String(), platformNo: Type.String() })),
  /** Why the fee itself is to be given back. */
  refundFor: Type.Optional(Type.Enum([...REFUND_REASONS])),
  /** The matter's rule for that. */
  refundBasis: Type.Optional(LocalText),
  refunds: Type.Array(
    Type.Object({
      id: Type.String(),
      fen: Fen,
      state: Type.Enum(['proposed', 'declined', 'approved', 'done', 'failed', 'stuck']),
      stateTitle: LocalText,
      /** Approved, and the platform has not said yet that it knows of it. */
      unsure: Type.Boolean(),
      at: Type.String(),
      endedAt: Type.Optional(Type.String()),
    }),
  ),
  /** Payments of which something may yet be proposed to be given back. */
  refundable: Type.Array(Type.Object({ order: Type.String(), platformNo: Type.String(), fen: Fen })),
});
export type BillView = Type.Static<typeof BillView>;

function billView(own: Own, bill: Bill, orders: readonly Order[], refunds: readonly Refund[]): BillView {
  const mine = orders.filter(({ billId }) => billId === bill.id);
  const paidNo = bill.windowReceipt ?? mine.find(({ state }) => state === 'paid')?.platformNo;
  return {
    id: bill.id,
    number: bill.number,
    caseId: bill.caseId,
    caseNo: bill.caseNo,
    title: own.matters.find(bill.matter)?.title ?? { zh: bill.matter, en: bill.matter },
    organisation: bill.organisation,
    organisationName: own.organisations.find(bill.organisation)?.name ?? {
      zh: bill.organisation,
      en: bill.organisation,
    },
    items: bill.items,
    fen: Number(bill.fen),
    state: bill.state,
    stateTitle: STATE_TITLES[bill.state],
    at: bill.at.toISOString(),
    ...(bill.closedAt ? { closedAt: bill.closedAt.toISOString() } : {}),
    ...(bill.paidBy ? { paidBy: bill.paidBy } : {}),
    ...(paidNo ? { paidNo } : {}),
    surplus: mine.flatMap(({ state, paidFen, paidAt, platformNo }) =>
      state === 'surplus' && paidAt && platformNo
        ? [{ fen: Number(paidFen), at: paidAt.toISOString(), platformNo }]
        : [],
    ),
    ...(bill.refundFor ? { refundFor: bill.refundFor } : {}),
    ...(bill.refundFor && bill.refundRule ? { refundBasis: bill.refundRule.basis } : {}),
    refunds: refunds
      .filter(({ billId }) => billId === bill.id)
      .map(({ id, fen, state, knownThere, proposedAt, endedAt }) => ({
        id,
        fen: Number(fen),
        state,
        stateTitle: REFUND_TITLES[state],
        unsure: state === 'approved' && !knownThere,
        at: proposedAt.toISOString(),
        ...(endedAt ? { endedAt: endedAt.toISOString() } : {}),
      })),
    refundable: mine.flatMap((order) => {
      const left = refundableOf(bill, order, refunds);
      return left > 0n && order.platformNo
        ? [{ order: order.id, platformNo: order.platformNo, fen: Number(left) }]
        : [];
    }),
  };
}

/** What of an order may still be proposed to be given back: of surplus always, of the fee where the matter's rule gives it back. */
export function refundableOf(bill: Bill, order: Order, refunds: readonly Refund[]): bigint {
  const gives = order.state === 'surplus' || (order.state === 'paid' && bill.refundFor !== null);
  return gives
    ? refundable(
        order.paidFen ?? 0n,
        refunds.filter(({ orderId }) => orderId === order.id),
      )
    : 0n;
}

/** Bills as they are shown, with their orders and refunds. */
export async function billViews(own: Own, tx: Tx, bills: readonly Bill[]): Promise<BillView[]> {
  const ids = bills.map(({ id }) => id);
  const orders = await ordersOfBills(tx, ids);
  const refunds = await refundsOfBills(tx, ids);
  return bills.map((bill) => billView(own, bill, orders, refunds));
}
