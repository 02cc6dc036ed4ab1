import type { StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { billPaid, type Word } from './contract/index.ts';
import { PLATFORM, type Own } from './deps.ts';
import { lockBill, payBill, type Bill } from './store/bills.ts';
import { endOrder, lockOrder } from './store/orders.ts';

/**
 * The one place where what the platform says of an order counts, however it was heard (notice, question, statement) and however often.
 * @returns the bill when it was changed by it
 */
export async function settleOrder(
  own: Own,
  tx: Tx,
  orderId: string,
  word: Word,
  trace: string,
): Promise<Bill | undefined> {
  const order = await lockOrder(tx, orderId);
  if (!order || word.state === 'open') return undefined;
  if (word.state === 'closed') {
    if (order.state === 'open') await endOrder(tx, order.id, { state: 'closed' });
    return undefined;
  }
  if (order.state === 'paid' || order.state === 'surplus') return undefined;
  const bill = (await lockBill(tx, order.billId)) as Bill;
  // Another sum than was asked for pays no bill; people look at it.
  const counts = bill.state === 'due' && word.fen === bill.fen;
  const { at, platformNo, fen } = word;
  await endOrder(tx, order.id, { state: counts ? 'paid' : 'surplus', at, platformNo, fen });
  await own.audit.append(tx, {
    actor: PLATFORM,
    action: counts ? 'payments.bill-paid' : 'payments.surplus-received',
    subject: `bill:${bill.id}`,
    detail: { order: order.id, platformNo, fen: fen.toString() },
    trace,
  });
  if (counts) await paid(own, tx, bill, trace, { platform: true });
  return bill;
}

/** The bill is paid, and whoever waits for it is told. */
export async function paid(
  own: Own,
  tx: Tx,
  bill: Bill,
  trace: string,
  by: { platform: true } | { staff: StaffActor; receipt: string },
): Promise<void> {
  await payBill(
    tx,
    bill.id,
    own.clock.now(),
    'staff' in by ? { account: by.staff.accountId, receipt: by.receipt } : by,
  );
  await tellPaid(own, tx, bill, trace);
}

export async function tellPaid(
  own: Own,
  tx: Tx,
  { id, number, caseId, taskId, fen }: Bill,
  trace: string,
): Promise<void> {
  const event = { billId: id, number, caseId, taskId, fen: fen.toString() };
  await own.outbox.append(tx, billPaid, `bill:${id}`, event, trace);
}
