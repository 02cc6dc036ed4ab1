import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { paymentErrors } from '../errors.ts';
import { settleRefund } from '../send-refund.ts';
import { settleOrder } from '../settle-order.ts';
import { orderIdOf } from '../store/orders.ts';

export const NOTICE_PATH = '/api/payments/notices';

/** A payment platform tells that an order was paid, or what became of a refund. Signed and sealed by it; told again until it is answered, counted once. */
export function takeNotice(own: Own): Feature {
  return feature({
    name: 'payments.take-notice',
    method: 'POST',
    path: NOTICE_PATH,
    summary: { zh: '支付平台的到账通知', en: 'A notice of the payment platform' },
    access: { public: true },
    hidden: true,
    bodyLimit: 64 * 1024,
    rateLimit: 3_000,
    async handle({ request, reply, trace }) {
      const { platform } = own;
      if (!platform) throw paymentErrors.badNotice();
      const told = platform.notice(request.headers, request.rawBody ?? Buffer.alloc(0));
      const id = orderIdOf('orderId' in told ? told.orderId : told.refundId);
      if (id === undefined) throw paymentErrors.badNotice();
      const changed = await own.db.transaction((tx) =>
        'orderId' in told ? settleOrder(own, tx, id, told.word, trace) : settleRefund(own, tx, id, told.word, trace),
      );
      if (changed) own.announce(changed);
      // As APIv3 wants to be answered.
      return reply.code(200).send({ code: 'SUCCESS', message: '成功' });
    },
  });
}
