import { Type } from 'typebox';
import { isUuid, LocalText } from '@platform/kernel';
import type { Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { qrSvg } from '@platform/documents';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { ORDER_LIVES_MS, type Own } from '../deps.ts';
import { paymentErrors } from '../errors.ts';
import { askOrder } from '../jobs/ask-orders.ts';
import { billsOfCase, findBill, lockBill, type Bill } from '../store/bills.ts';
import { insertOrder, noteAddress, openOrderOf, orderNo, type Order } from '../store/orders.ts';
import { BillView, billViews, STATE_TITLES } from './bill-view.ts';
import type { Door } from './doors.ts';

const IdParams = Type.Object({ id: Type.String() });
const MyBills = Type.Object({
  items: Type.Array(BillView),
  /** How one can pay on line here; absent where one cannot. */
  platform: Type.Optional(Type.Object({ title: LocalText, simulated: Type.Boolean() })),
});

/** A bill that whoever asks may pay through this door; another's is not found. @throws payments.not-found */
async function payersBill(own: Own, door: Door, actor: Actor, id: string): Promise<Bill> {
  const bill = isUuid(id) ? await own.db.readOnce((tx) => findBill(tx, id)) : undefined;
  if (!bill || !(await door.mayPay(own, actor, bill.subject))) throw paymentErrors.notFound();
  return bill;
}

/** What is owed, or was paid, for a case. */
export function listMyBills(own: Own, door: Door): Feature {
  return feature({
    name: door.name('list'),
    method: 'GET',
    path: door.path,
    summary: door.summary({ zh: '我的办件的缴费', en: 'What is to be paid for a case of mine' }),
    access: door.access,
    query: Type.Object({ case: Type.String() }),
    response: MyBills,
    async handle(context, { query }) {
      if (!isUuid(query.case)) throw paymentErrors.notFound();
      const bills = await own.db.readOnce((tx) => billsOfCase(tx, query.case));
      // A case has one applicant.
      const mine = bills[0] && (await door.mayPay(own, context.actor, bills[0].subject)) ? bills : [];
      const { platform } = own;
      return {
        items: (await own.db.read((tx) => billViews(own, tx, mine))).map(asToldToPayer),
        ...(platform ? { platform: { title: platform.title, simulated: platform.simulated } } : {}),
      };
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
export function payMyBill(own: Own, door: Door): Feature {
  return feature({
    name: door.name('pay'),
    method: 'POST',
    path: `${door.path}/:id/pay`,
    summary: door.summary({ zh: '去支付', en: 'Pay a bill' }),
    access: door.access,
    params: IdParams,
    body: Type.Object({ way: Type.Enum([...door.ways]) }),
    response: Payment,
    rateLimit: 30,
    async handle(context, { params, body }) {
      const { platform } = own;
      if (!platform) throw paymentErrors.windowOnly();
      const { id } = await payersBill(own, door, context.actor, params.id);
      const found = await own.db.transaction((tx) => orderFor(own, tx, context, id, body.way));
      if ('old' in found) {
        // Begun the other way, or too old to begin now: closed there first, so that it cannot be paid as well.
        await askOrder(own, { ...found.old, expiresAt: new Date(0) }, context.trace);
      }
      const { bill, order } =
        'old' in found
          ? ((await own.db.transaction((tx) => orderFor(own, tx, context, id, body.way))) as {
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
  const bill = (await lockBill(tx, billId)) as Bill;
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
    actor: context.actor,
    action: 'payments.begin-order',
    subject: `bill:${bill.id}`,
    detail: { order: order.id, fen: order.fen.toString() },
    trace: context.trace,
  });
  return { bill, order };
}

/** Asks the platform at once: for a page to which somebody came back from paying. */
export function askMyBill(own: Own, door: Door): Feature {
  return feature({
    name: door.name('ask'),
    method: 'POST',
    path: `${door.path}/:id/ask`,
    summary: door.summary({ zh: '查询支付结果', en: 'Ask whether a payment has arrived' }),
    access: door.access,
    params: IdParams,
    response: BillView,
    rateLimit: 60,
    async handle(context, { params }) {
      const { id } = await payersBill(own, door, context.actor, params.id);
      const open = await own.db.readOnce((tx) => openOrderOf(tx, id));
      if (open) await askOrder(own, open, context.trace);
      return own.db.read(async (tx) => {
        const [shown] = await billViews(own, tx, [(await findBill(tx, id)) as Bill]);
        return asToldToPayer(shown as BillView);
      });
    },
  });
}

/** The code that another phone scans, as a picture. */
export function showPayCode(own: Own, door: Door): Feature {
  return feature({
    name: door.name('show-code'),
    method: 'GET',
    path: `${door.path}/:id/code.svg`,
    summary: door.summary({ zh: '支付二维码', en: 'The payment code' }),
    access: door.access,
    params: IdParams,
    async handle(context, { params }) {
      const { id } = await payersBill(own, door, context.actor, params.id);
      const order = await own.db.readOnce((tx) => openOrderOf(tx, id));
      if (!order?.address) throw paymentErrors.notFound();
      return context.reply
        .type('image/svg+xml')
        .header('cache-control', 'no-store')
        .send(await qrSvg(order.address));
    },
  });
}
