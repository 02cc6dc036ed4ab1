import { Type } from 'typebox';
import { isUuid, LocalText } from '@platform/kernel';
import { asStaff, inScope } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { paymentErrors } from '../errors.ts';
import { paid } from '../settle-order.ts';
import { billsOfCase, listBills as readBills, lockBill } from '../store/bills.ts';
import { BillView, billViews, STATE_TITLES } from './bill-view.ts';

/** Bills of the officer's organisations, the newest first. */
export function listBills(own: Own): Feature {
  return feature({
    name: 'payments.list-bills',
    method: 'GET',
    path: '/api/payments/bills',
    summary: { zh: '缴费清单', en: 'Bills' },
    access: { permission: 'payments.read' },
    query: Type.Interface([PageQuery], {
      state: Type.Optional(BillView.properties.state),
      case: Type.Optional(Type.String()),
      /** A case's or a bill's whole number. */
      q: Type.Optional(Type.String({ maxLength: 64 })),
      /** Only those of which something is to be given back. */
      refund: Type.Optional(Type.Literal('due')),
    }),
    response: Type.Interface([Page(BillView)], {
      platform: Type.Optional(Type.Object({ title: LocalText, simulated: Type.Boolean() })),
    }),
    async handle(context, { query }) {
      const staff = asStaff(context.actor);
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      if (query.case !== undefined && !isUuid(query.case)) throw paymentErrors.notFound();
      const of = query.case;
      return own.db.read(async (tx) => {
        const rows =
          of === undefined
            ? await readBills(tx, staff.organisations, {
                state: query.state,
                q: query.q?.trim() || undefined,
                toRefund: query.refund === 'due',
                after: key && { at: new Date(String(key[0])), id: String(key[1]) },
                limit: limit + 1,
              })
            : (await billsOfCase(tx, of)).filter(({ organisation }) => inScope(staff, organisation));
        const page = cursorPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
        const { platform } = own;
        return {
          ...page,
          items: await billViews(own, tx, page.items),
          ...(platform ? { platform: { title: platform.title, simulated: platform.simulated } } : {}),
        };
      });
    },
  });
}

/** An officer records that a bill was paid at the window, under the number of the receipt given there. */
export function recordWindowPayment(own: Own): Feature {
  return feature({
    name: 'payments.record-window-payment',
    method: 'POST',
    path: '/api/payments/bills/:id/window',
    summary: { zh: '登记窗口缴费', en: 'Record a payment made at the window' },
    access: { permission: 'payments.handle' },
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({ receipt: Type.String({ minLength: 4, maxLength: 40, pattern: '^[0-9A-Za-z-]+$' }) }),
    response: BillView,
    async handle(context, { params, body }) {
      const staff = asStaff(context.actor);
      const shown = await own.db.transaction(async (tx) => {
        const bill = isUuid(params.id) ? await lockBill(tx, params.id) : undefined;
        if (!bill || !inScope(staff, bill.organisation)) throw paymentErrors.notFound();
        // The same again is answered the same.
        const repeat = bill.state === 'paid' && bill.windowReceipt === body.receipt;
        if (bill.state !== 'due' && !repeat)
          throw paymentErrors.notDue({ state: STATE_TITLES[bill.state].zh, stateEn: STATE_TITLES[bill.state].en });
        if (!repeat) {
          await paid(own, tx, bill, context.trace, { staff, receipt: body.receipt });
          await own.audit.append(tx, {
            actor: staff,
            action: 'payments.record-window-payment',
            subject: `bill:${bill.id}`,
            detail: { receipt: body.receipt, fen: bill.fen.toString() },
            trace: context.trace,
          });
        }
        const now = own.clock.now();
        const after = repeat
          ? bill
          : { ...bill, state: 'paid' as const, paidBy: 'window' as const, windowReceipt: body.receipt, closedAt: now };
        return { bill, view: (await billViews(own, tx, [after]))[0] as BillView };
      });
      own.announce(shown.bill);
      return shown.view;
    },
  });
}
