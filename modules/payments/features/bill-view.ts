import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import type { Bill, BillState } from '../store/bills.ts';
import type { Order } from '../store/orders.ts';

export const STATE_TITLES: Record<BillState, LocalText> = {
  due: { zh: '待缴', en: 'Due' },
  paid: { zh: '已缴', en: 'Paid' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
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
});
export type BillView = Type.Static<typeof BillView>;

export function billView(own: Own, bill: Bill, orders: readonly Order[]): BillView {
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
    surplus: mine.flatMap(({ state, fen, paidAt, platformNo }) =>
      state === 'surplus' && paidAt && platformNo ? [{ fen: Number(fen), at: paidAt.toISOString(), platformNo }] : [],
    ),
  };
}
