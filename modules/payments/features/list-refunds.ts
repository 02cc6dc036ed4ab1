import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { listRefunds as readRefunds } from '../store/refunds.ts';
import { BillView, REFUND_TITLES } from './bill-view.ts';

const RefundOfBill = BillView.properties.refunds.items;
const RefundView = Type.Object({
  ...RefundOfBill.properties,
  billId: Type.String(),
  billNumber: Type.String(),
  caseId: Type.String(),
  caseNo: Type.String(),
  title: LocalText,
  organisationName: LocalText,
  reason: Type.String(),
  proposedBy: Type.String(),
  decidedBy: Type.Optional(Type.String()),
  decidedAt: Type.Optional(Type.String()),
  decision: Type.Optional(Type.String()),
  /** Number under which the platform knows it. */
  platformNo: Type.Optional(Type.String()),
  /** Why it has not gone, as the platform said. */
  failure: Type.Optional(LocalText),
  /** Whether the officer who asks may decide on it: not who proposed it. */
  mayDecide: Type.Boolean(),
});

/** Refunds of the officer's organisations, the newest first. */
export function listRefunds(own: Own): Feature {
  return feature({
    name: 'payments.list-refunds',
    method: 'GET',
    path: '/api/payments/refunds',
    summary: { zh: '退付清单', en: 'Refunds' },
    access: { permission: 'payments.read' },
    query: Type.Interface([PageQuery], { state: Type.Optional(RefundOfBill.properties.state) }),
    response: Page(RefundView),
    async handle(context, { query }) {
      const staff = asStaff(context.actor);
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      const rows = await own.db.readOnce((tx) =>
        readRefunds(tx, staff.organisations, {
          state: query.state,
          after: key && { at: new Date(String(key[0])), id: String(key[1]) },
          limit: limit + 1,
        }),
      );
      const page = cursorPage(rows, limit, (row) => [row.proposedAt.toISOString(), row.id]);
      const accounts = new Set(
        page.items.flatMap(({ proposedBy, decidedBy }) => [proposedBy, decidedBy ?? proposedBy]),
      );
      const names = new Map(
        await Promise.all([...accounts].map(async (one) => [one, (await own.staffOf(one))?.name ?? one] as const)),
      );
      const nameOf = (account: string): string => names.get(account) ?? account;
      return {
        ...page,
        items: page.items.map((one) => ({
          id: one.id,
          fen: Number(one.fen),
          state: one.state,
          stateTitle: REFUND_TITLES[one.state],
          unsure: one.state === 'approved' && !one.knownThere,
          at: one.proposedAt.toISOString(),
          ...(one.endedAt ? { endedAt: one.endedAt.toISOString() } : {}),
          billId: one.billId,
          billNumber: one.billNumber,
          caseId: one.caseId,
          caseNo: one.caseNo,
          title: own.matters.find(one.matter)?.title ?? { zh: one.matter, en: one.matter },
          organisationName: own.organisations.find(one.organisation)?.name ?? {
            zh: one.organisation,
            en: one.organisation,
          },
          reason: one.reason,
          proposedBy: nameOf(one.proposedBy),
          ...(one.decidedBy ? { decidedBy: nameOf(one.decidedBy) } : {}),
          ...(one.decidedAt ? { decidedAt: one.decidedAt.toISOString() } : {}),
          ...(one.decision ? { decision: one.decision } : {}),
          ...(one.platformNo ? { platformNo: one.platformNo } : {}),
          ...(one.failure ? { failure: one.failure } : {}),
          mayDecide:
            one.state === 'proposed' &&
            one.proposedBy !== staff.accountId &&
            staff.permissions.has('payments.approve-refunds'),
        })),
      };
    },
  });
}
