import { Type } from 'typebox';
import { isUuid, LocalText } from '@platform/kernel';
import { applicantSubject, asPerson } from '@platform/access';
import type { Tx } from '@platform/database';
import { qrSvg } from '@platform/documents';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { ORDER_LIVES_MS, type Own } from '../deps.ts';
import { paymentErrors } from '../errors.ts';
import { askOrder } from '../jobs/ask-orders.ts';
import { billsOfCase, findBill, lockBill, type Bill } from '../store/bills.ts';
import { insertOrder, noteAddress, openOrderOf, orderNo, ordersOfBills, type Order } from '../store/orders.ts';
import { BillView, billViews, STATE_TITLES } from './bill-view.ts';

const IdParams = Type.Object({ id: Type.String() });
const MyBills = Type.Object({
  items: Type.Array(BillView),
  /** How one can pay on line here; absent where one cannot. */
  platform: Type.Optional(Type.Object({ title: LocalText, simulated: Type.Boolean() })),
});

/** What I owe, or have paid, for a case of mine. */
export function listMyBills(own: Own): Feature {
  return feature({
    name: 'payments.list-my-bills',
    method: 'GET',
    path: '/api/payments/mine',
    summary: { zh: '我的办件的缴费', en: 'What is to be paid for a case of mine' },
    access: { signedIn: 'person' },
    query: Type.Object({ case: Type.String() }),
    response: MyBills,
    async handle(context, { query }) {
      if (!isUuid(query.case)) throw paymentErrors.notFound();
      const subject = applicantSubject(asPerson(context.actor));
      return own.db.read(async (tx) => {
        const bills = (await billsOfCase(tx, query.case)).filter((one) => one.subject === subject);
        const { platform } = own;
        return {
          items: (await billViews(own, tx, bills)).map(asToldToPayer),
          ...(platform ? { platform: { title: platform.title, simulated: platform.simulated } } : {}),
        };
      });
    },
  });
}

/** Proposals that were declined are the office's own. */
const asToldToPayer = (bill: BillView): BillView => ({
  ...bill,
  refunds: bill.refunds.filter(({ state }) => state !== 'declined'),
  refundable: [],
});

const Payment = Type.Object({
  order: Type.String(),
  way: Type.Enum(['phone', 'code']),
  /** `phone`: where the browser goes. `code`: what another phone scans. */
  address: Type.String(),
  expiresAt: Type.String(),
});

/** Begins to pay, or goes on with what was begun: one order at a time, opened under its own number however often it is asked for. */
export function payMyBill(own: Own): Feature {
  return feature({
    name: 'payments.pay-my-bill',
    method: 'POST',
    path: '/api/payments/mine/:id/pay',
    summary: { zh: '去支付', en: 'Pay a bill' },
    access: { signedIn: 'person' },
    params: IdParams,
    body: Type.Object({ way: Type.Enum(['phone', 'code']) }),
    response: Payment,
    rateLimit: 30,
    async handle(context, { params, body }) {
      const { platform } = own;
      if (!platform) throw paymentErrors.windowOnly();
      const found = await own.db.transaction((tx) => orderFor(own, tx, context, params.id, body.way));
      if ('old' in found) {
        // Begun the other way, or too old to begin now: closed there first, so that it cannot be paid as well.
        await askOrder(own, { ...found.old, expiresAt: new Date(0) }, context.trace);
      }
      const { bill, order } =
        'old' in found
          ? ((await own.db.transaction((tx) => orderFor(own, tx, context, params.id, body.way))) as {
              bill: Bill;
              order: Order;
            })
          : found;
      if (!order) throw paymentErrors.platformAway({ reason: '…' });
      let { address } = order;
      if (address === null) {
        address = await platform.open({
          id: orderNo(order.id),
          fen: order.fen,
          title: own.matters.find(bill.matter)?.title.zh ?? bill.number,
          expiresAt: order.expiresAt,
          returnUrl: `${own.settings.publicUrl}/cases/${bill.caseId}?paid=${order.id}`,
          payerIp: context.request.ip,
          way: order.way,
        });
        await own.db.transaction((tx) => noteAddress(tx, order.id, address as string));
      }
      return { order: order.id, way: order.way, address, expiresAt: order.expiresAt.toISOString() };
    },
  });
}

/** The order to be paid now, or one that must be ended first. */
async function orderFor(
  own: Own,
  tx: Tx,
  context: RequestContext,
  billId: string,
  way: 'phone' | 'code',
): Promise<{ bill: Bill; order: Order } | { old: Order }> {
  const bill = isUuid(billId) ? await lockBill(tx, billId) : undefined;
  const person = asPerson(context.actor);
  if (!bill || bill.subject !== applicantSubject(person)) throw paymentErrors.notFound();
  if (bill.state !== 'due')
    throw paymentErrors.notDue({ state: STATE_TITLES[bill.state].zh, stateEn: STATE_TITLES[bill.state].en });
  const now = own.clock.now();
  const open = await openOrderOf(tx, bill.id);
  if (open)
    return open.way === way && open.expiresAt.getTime() - now.getTime() > 60_000
      ? { bill, order: open }
      : { old: open };
  const order: Order = {
    id: own.ids.next(),
    billId: bill.id,
    fen: bill.fen,
    way,
    state: 'open',
    at: now,
    expiresAt: new Date(now.getTime() + ORDER_LIVES_MS),
    address: null,
    asked: 0,
    platformNo: null,
    paidAt: null,
    paidFen: null,
  };
  await insertOrder(tx, order, new Date(now.getTime() + 30_000));
  await own.audit.append(tx, {
    actor: person,
    action: 'payments.begin-order',
    subject: `bill:${bill.id}`,
    detail: { order: order.id, fen: order.fen.toString() },
    trace: context.trace,
  });
  return { bill, order };
}

/** Asks the platform at once: for a page to which somebody came back from paying. */
export function askMyBill(own: Own): Feature {
  return feature({
    name: 'payments.ask-my-bill',
    method: 'POST',
    path: '/api/payments/mine/:id/ask',
    summary: { zh: '查询支付结果', en: 'Ask whether a payment has arrived' },
    access: { signedIn: 'person' },
    params: IdParams,
    response: BillView,
    rateLimit: 60,
    async handle(context, { params }) {
      const subject = applicantSubject(asPerson(context.actor));
      const read = () =>
        own.db.read(async (tx) => {
          const bill = isUuid(params.id) ? await findBill(tx, params.id) : undefined;
          if (!bill || bill.subject !== subject) throw paymentErrors.notFound();
          return { bill, orders: await ordersOfBills(tx, [bill.id]) };
        });
      const { orders } = await read();
      const open = orders.find(({ state }) => state === 'open');
      if (open) await askOrder(own, open, context.trace);
      return own.db.read(async (tx) => asToldToPayer((await billViews(own, tx, [(await read()).bill]))[0] as BillView));
    },
  });
}

/** The code that another phone scans, as a picture. */
export function showPayCode(own: Own): Feature {
  return feature({
    name: 'payments.show-code',
    method: 'GET',
    path: '/api/payments/mine/:id/code.svg',
    summary: { zh: '支付二维码', en: 'The payment code' },
    access: { signedIn: 'person' },
    params: IdParams,
    async handle(context, { params }) {
      const subject = applicantSubject(asPerson(context.actor));
      const order = await own.db.read(async (tx) => {
        const bill = isUuid(params.id) ? await findBill(tx, params.id) : undefined;
        return bill?.subject === subject ? openOrderOf(tx, bill.id) : undefined;
      });
      if (!order?.address) throw paymentErrors.notFound();
      return context.reply
        .type('image/svg+xml')
        .header('cache-control', 'no-store')
        .send(await qrSvg(order.address));
    },
  });
}
