import { DomainError } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { PLATFORM, type Own } from './deps.ts';
import type { RefundWord } from './contract/index.ts';
import { paymentErrors } from './errors.ts';
import { findBill, type Bill } from './store/bills.ts';
import { findOrder, orderNo, type Order } from './store/orders.ts';
import { lockRefund, noteFailure, noteRefund, putOffRefund, type Refund } from './store/refunds.ts';

/** As the platform advises: each minute at first, then less and less often. */
const PAUSES_MS = [60_000, 60_000, 120_000, 300_000, 600_000, 1_800_000] as const;
/** Refusals that stay refusals; after any other (too little in the merchant's account, say) it is asked for again. */
const FOR_GOOD = new Set([
  'PARAM_ERROR',
  'INVALID_REQUEST',
  'RESOURCE_NOT_EXISTS',
  'USER_ACCOUNT_ABNORMAL',
  'TRADE_OVERDUE',
]);

/**
 * Asks for an approved refund, or what became of it. It may have been asked for before with the answer lost, so it is asked about first, and asked
 * for, under the same number, only where the platform has never heard of it.
 */
export async function sendRefund(own: Own, refund: Refund, trace: string): Promise<void> {
  const { platform } = own;
  if (!platform) return;
  const { order, bill } = await own.db.read(async (tx) => ({
    order: (await findOrder(tx, refund.orderId)) as Order,
    bill: (await findBill(tx, refund.billId)) as Bill,
  }));
  const id = orderNo(refund.id);
  let asksFor = false;
  try {
    let word = await platform.askRefund(id);
    if (word.state === 'unknown') {
      const reason = own.matters.find(bill.matter)?.title.zh ?? bill.number;
      asksFor = true;
      word = await platform.refund({
        id,
        orderId: orderNo(order.id),
        fen: refund.fen,
        paid: order.paidFen ?? 0n,
        reason: `退付：${reason}`,
      });
    }
    await own.db.transaction((tx) => settleRefund(own, tx, refund.id, word, trace));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const failure = { zh: error.messageIn('zh'), en: error.messageIn('en') };
    // Refused for good: over, and its money may be proposed again.
    const over =
      asksFor && error.code === 'payments.refused-there' && FOR_GOOD.has(String(error.params['reason'] ?? ''));
    await own.db.transaction((tx) => noteFailure(tx, refund.id, failure, over ? own.clock.now() : null));
    own.log.info({ module: 'payments', error, refund: refund.id }, 'a refund was refused, or not answered for');
  } finally {
    const pause = PAUSES_MS[Math.min(refund.asked, PAUSES_MS.length - 1)] as number;
    const next = new Date(own.clock.now().getTime() + pause);
    await own.db.transaction((tx) => putOffRefund(tx, refund.id, next));
  }
  own.announce(bill);
}

/** The one place where what the platform says of a refund counts, however it was heard and however often. @returns the bill when it changed */
export async function settleRefund(
  own: Own,
  tx: Tx,
  refundId: string,
  word: RefundWord,
  trace: string,
): Promise<Bill | undefined> {
  const refund = await lockRefund(tx, refundId);
  if (refund?.state !== 'approved' || word.state === 'unknown') return undefined;
  if (word.state === 'pending' && refund.knownThere) return undefined;
  // Another sum than was approved is for people: it neither counts as done nor is it asked for again.
  if (word.state === 'done' && word.fen !== refund.fen) throw paymentErrors.otherSum({ fen: word.fen.toString() });
  await noteRefund(tx, refund.id, word, own.clock.now());
  if (word.state !== 'pending')
    await own.audit.append(tx, {
      actor: PLATFORM,
      action: `payments.refund-${word.state}`,
      subject: `bill:${refund.billId}`,
      detail: { refund: refund.id, platformNo: word.platformNo, fen: refund.fen.toString() },
      trace,
    });
  return findBill(tx, refund.billId);
}
