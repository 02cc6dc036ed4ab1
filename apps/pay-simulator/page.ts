import { formatYuan } from '@platform/kernel';
import type { SimulatedOrder } from './orders.ts';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const STATES: Record<SimulatedOrder['state'], string> = {
  NOTPAY: '待支付 / To be paid',
  SUCCESS: '已支付 / Paid',
  CLOSED: '已关闭 / Closed',
};

/** The page a payer sees, which says in large letters that no money moves. */
export function payPage(order: SimulatedOrder | undefined, back: string | undefined): string {
  const body =
    order === undefined
      ? '<p>没有这笔订单。<br>There is no such order.</p>'
      : `<p class="what">${escaped(order.description)}</p><p class="sum">${escaped(formatYuan(BigInt(order.total)))}</p>
<p>${STATES[order.state]}</p>
${
  order.state === 'NOTPAY'
    ? `<form method="post"><button name="do" value="pay">模拟付款 / Pay (simulated)</button>
<button class="plain" name="do" value="cancel">不付了 / Do not pay</button></form>`
    : ''
}${back === undefined ? '' : `<p><a href="${escaped(back)}">返回办件 / Back to the case</a></p>`}`;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>模拟支付 Payment simulator</title><style>
body{font:16px/1.6 system-ui,sans-serif;margin:0;background:#f4f6f8;color:#1a1a1a}
header{background:#7a4b00;color:#fff;padding:12px 16px;font-weight:600}
main{max-width:420px;margin:24px auto;background:#fff;padding:24px;border-radius:8px;text-align:center}
.what{font-size:18px}.sum{font-size:36px;font-weight:700;margin:8px 0}
button{display:block;width:100%;min-height:48px;margin:12px 0 0;font:inherit;border:1px solid #0a6e31;border-radius:8px;background:#0a6e31;color:#fff}
button.plain{background:#fff;color:#1a1a1a;border-color:#767676}a{color:#0b57d0}
</style></head><body><header>模拟支付平台：不会发生真实扣款 / Payment simulator: no money moves</header><main><h1>支付 / Payment</h1>${body}</main></body></html>`;
}
