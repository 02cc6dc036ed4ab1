import { randomBytes } from 'node:crypto';
import type { Clock } from '@platform/kernel';
import type { Book } from './book.ts';
import type { Faults } from './faults.ts';
import type { SimulatedOrder, SimulatedRefund } from './orders.ts';
import { MERCHANT, no, shanghaiTime, type Answer } from './said.ts';

type Tools = {
  clock: Clock;
  orders: Book<SimulatedOrder>;
  refunds: Book<SimulatedRefund>;
  faults: () => Faults;
  chance: () => number;
  /** Told as a notice. */
  tell(event: string, refund: SimulatedRefund, held: object): void;
};

/** Refunds as APIv3 gives them (申请退款): under the merchant's number once, however often it is asked for, and never more than was paid. */
export function simulatedRefunds({ clock, orders, refunds, faults, chance, tell }: Tools) {
  const shown = (one: SimulatedRefund): object => ({
    refund_id: one.refund_id,
    out_refund_no: one.out_refund_no,
    transaction_id: orders.find(one.out_trade_no)?.transaction_id,
    out_trade_no: one.out_trade_no,
    channel: 'ORIGINAL',
    user_received_account: '模拟',
    create_time: shanghaiTime(one.at),
    ...(one.successAt === null ? {} : { success_time: shanghaiTime(one.successAt) }),
    amount: { total: orders.find(one.out_trade_no)?.total, refund: one.refund, currency: 'CNY' },
  });

  /** The money arrives, or does not, and the merchant is told. */
  function finish(one: SimulatedRefund): void {
    const now = clock.now().getTime();
    const stuck = chance() < faults().stuck;
    const over: SimulatedRefund = stuck
      ? { ...one, status: 'ABNORMAL' }
      : { ...one, status: 'SUCCESS', successAt: now };
    refunds.put(over);
    tell(stuck ? 'REFUND.ABNORMAL' : 'REFUND.SUCCESS', over, {
      mchid: MERCHANT,
      ...shown(over),
      refund_status: over.status,
    });
  }

  return {
    finish,
    ask(number: string): Answer {
      const known = refunds.find(number);
      if (!known) return no(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
      return { status: 200, body: { ...shown(known), status: known.status } };
    },
    begin(text: string): Answer {
      let told: Record<string, unknown>;
      try {
        told = JSON.parse(text) as Record<string, unknown>;
      } catch {
        return no(400, 'PARAM_ERROR', '请求正文不是 JSON');
      }
      const { out_refund_no: number, out_trade_no: orderNo, notify_url: notify, amount } = told;
      const { refund, total, currency } = (amount ?? {}) as Record<string, unknown>;
      if (
        typeof number !== 'string' ||
        !/^[0-9A-Za-z_\-|*@]{1,64}$/.test(number) ||
        typeof orderNo !== 'string' ||
        typeof notify !== 'string' ||
        typeof refund !== 'number' ||
        !Number.isInteger(refund) ||
        refund < 1 ||
        currency !== 'CNY'
      )
        return no(400, 'PARAM_ERROR', '参数错误');
      const order = orders.find(orderNo);
      if (order?.state !== 'SUCCESS') return no(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
      if (order.total !== total) return no(400, 'PARAM_ERROR', '订单金额不一致');
      const known = refunds.find(number);
      if (known && (known.out_trade_no !== orderNo || known.refund !== refund))
        return no(400, 'INVALID_REQUEST', '退款单号重复而内容不同');
      if (known) return { status: 200, body: { ...shown(known), status: known.status } };
      const before = refunds
        .all()
        .filter(({ out_trade_no: of }) => of === orderNo)
        .reduce((sum, one) => sum + one.refund, 0);
      if (before + refund > order.total) return no(400, 'INVALID_REQUEST', '退款金额大于可退金额');
      if (chance() < faults().short) return no(403, 'NOT_ENOUGH', '基本账户余额不足');
      const made: SimulatedRefund = {
        out_refund_no: number,
        refund_id: `50300${clock.now().getTime()}${randomBytes(6).readUIntBE(0, 6).toString().padStart(15, '0')}`.slice(
          0,
          32,
        ),
        out_trade_no: orderNo,
        refund,
        notify_url: notify,
        status: 'PROCESSING',
        at: clock.now().getTime(),
        successAt: null,
      };
      refunds.put(made);
      finish(made);
      // As it was when it was taken: the money arrives afterwards.
      return { status: 200, body: { ...shown(made), status: 'PROCESSING' } };
    },
  };
}
