import { shanghaiDate } from '@platform/kernel';
import type { SimulatedOrder, SimulatedRefund } from './orders.ts';
import { APP, MERCHANT, shanghaiTime } from './said.ts';

/** As statements write amounts and times. */
const decimal = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
const time = (ms: number): string => shanghaiTime(ms).slice(0, 19).replace('T', ' ');
const on = (day: string, ms: number | null): ms is number => ms !== null && shanghaiDate(new Date(ms)) === day;

/** A day's trade bill (交易账单) of what was paid. Undefined where there was nothing. */
export function paidStatement(day: string, orders: readonly SimulatedOrder[]): string | undefined {
  const paid = orders.filter(({ paidAt }) => on(day, paidAt));
  const lines = paid.map((one) => ({
    交易时间: time(one.paidAt as number),
    公众账号ID: APP,
    商户号: MERCHANT,
    微信订单号: one.transaction_id as string,
    商户订单号: one.out_trade_no,
    交易状态: 'SUCCESS',
    货币种类: 'CNY',
    应结订单金额: decimal(one.total),
    订单金额: decimal(one.total),
    商品名称: one.description.replaceAll(',', '，'),
  }));
  return table(
    lines,
    '应结订单总金额',
    paid.reduce((sum, { total }) => sum + total, 0),
  );
}

/** The same of refunds that reached their payer. */
export function refundStatement(
  day: string,
  refunds: readonly SimulatedRefund[],
  orderOf: (no: string) => SimulatedOrder | undefined,
): string | undefined {
  const back = refunds.filter(({ successAt }) => on(day, successAt));
  const lines = back.map((one) => ({
    交易时间: time(one.at),
    公众账号ID: APP,
    商户号: MERCHANT,
    微信订单号: orderOf(one.out_trade_no)?.transaction_id ?? '',
    商户订单号: one.out_trade_no,
    交易状态: 'REFUND',
    货币种类: 'CNY',
    退款成功时间: time(one.successAt as number),
    微信退款单号: one.refund_id,
    商户退款单号: one.out_refund_no,
    退款金额: decimal(one.refund),
    退款状态: 'SUCCESS',
  }));
  return table(
    lines,
    '退款总金额',
    back.reduce((sum, { refund }) => sum + refund, 0),
  );
}

function table(lines: readonly Record<string, string>[], total: string, fen: number): string | undefined {
  const [first] = lines;
  if (!first) return undefined;
  const ticked = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');
  return [
    Object.keys(first).join(','),
    ...lines.map((line) => ticked(Object.values(line))),
    `总交易单数,${total}`,
    ticked([String(lines.length), decimal(fen)]),
  ].join('\r\n');
}
