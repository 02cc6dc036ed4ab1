import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import type { Own } from '../deps.ts';
import { sendRefund } from '../send-refund.ts';
import { settleOrder } from '../settle-order.ts';
import { findBill } from '../store/bills.ts';
import { orderNo, putOff, takeToAsk, type Order } from '../store/orders.ts';
import { takeRefundsToAsk } from '../store/refunds.ts';

export const ASK_ORDERS = defineJob('payments.ask-orders', Type.Object({}));

const AT_ONCE = 100;
/** Between two questions about an order: half a minute at first, longer later. */
const PAUSES_MS = [30_000, 60_000, 120_000, 300_000, 600_000] as const;

/** Asks about orders of which no notice came, and for refunds that are approved: a notice may be lost, money may not. */
export function askOrders(own: Own): JobHandler {
  return jobHandler(ASK_ORDERS, async (_payload, { jobId, signal }) => {
    if (!own.platform) return;
    const now = own.clock.now();
    const due = await own.db.transaction((tx) => takeToAsk(tx, now, new Date(now.getTime() + PAUSES_MS[0]), AT_ONCE));
    for (const order of due) {
      if (signal.aborted) return;
      try {
        await askOrder(own, order, `job:${jobId}`);
      } catch (error) {
        own.log.info(
          { module: 'payments', error, order: order.id },
          'an order could not be asked about; it is asked again',
        );
      }
    }
    const refunds = await own.db.transaction((tx) =>
      takeRefundsToAsk(tx, now, new Date(now.getTime() + PAUSES_MS[0]), AT_ONCE),
    );
    for (const refund of refunds) {
      if (signal.aborted) return;
      await sendRefund(own, refund, `job:${jobId}`);
    }
  });
}

/** Asks about one order and counts the answer; one that is over is closed there first, so that nobody pays it any more. */
export async function askOrder(own: Own, order: Order, trace: string): Promise<void> {
  const platform = own.platform;
  if (!platform) return;
  let word = await platform.ask(orderNo(order.id));
  const bill = await own.db.readOnce((tx) => findBill(tx, order.billId));
  if (word.state === 'open' && (order.expiresAt <= own.clock.now() || bill?.state !== 'due')) {
    await platform.close(orderNo(order.id));
    // Paid in between, closing fails there, and asking tells.
    word = await platform.ask(orderNo(order.id));
  }
  const changed = await own.db.transaction((tx) => settleOrder(own, tx, order.id, word, trace));
  if (changed) own.announce(changed);
  if (word.state === 'open') {
    const pause = PAUSES_MS[Math.min(order.asked, PAUSES_MS.length - 1)] as number;
    await own.db.transaction((tx) => putOff(tx, order.id, new Date(own.clock.now().getTime() + pause)));
  }
}
