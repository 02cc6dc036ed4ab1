import { Type } from 'typebox';
import { LocalText, shanghaiDate } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { paymentErrors } from '../errors.ts';
import { reconcileDay } from '../jobs/reconcile-days.ts';
import { differencesOn, reconciledDays } from '../store/reconciliations.ts';

const Fen = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Day = Type.String({ format: 'date' });
const Days = Type.Object({
  items: Type.Array(
    Type.Object({
      day: Type.String(),
      at: Type.String(),
      ours: Type.Integer(),
      oursFen: Fen,
      theirs: Type.Integer(),
      theirsFen: Fen,
      refundsOurs: Type.Integer(),
      refundsOursFen: Fen,
      refundsTheirs: Type.Integer(),
      refundsTheirsFen: Fen,
      open: Type.Integer(),
      failure: Type.Optional(LocalText),
    }),
  ),
});

/** The days compared with the platform's statements, the last first. */
export function listReconciliations(own: Own): Feature {
  return feature({
    name: 'payments.list-reconciliations',
    method: 'GET',
    path: '/api/payments/days',
    summary: { zh: '缴费日终对账', en: 'Daily reconciliation of payments' },
    access: { permission: 'payments.reconcile' },
    response: Days,
    handle: () => days(own),
  });
}

/** Compares a day that is over now. */
export function reconcileNow(own: Own): Feature {
  return feature({
    name: 'payments.reconcile-now',
    method: 'POST',
    path: '/api/payments/days/:day/reconcile',
    summary: { zh: '重新对账', en: 'Compare a day with the statement now' },
    access: { permission: 'payments.reconcile' },
    params: Type.Object({ day: Day }),
    response: Days,
    async handle(context, { params }) {
      if (!own.platform) throw paymentErrors.windowOnly();
      if (params.day >= shanghaiDate(own.clock.now())) throw paymentErrors.future({ day: params.day });
      await reconcileDay(own, params.day, context.trace);
      return days(own);
    },
  });
}

/** What differs on a day. */
export function listDifferences(own: Own): Feature {
  return feature({
    name: 'payments.list-differences',
    method: 'GET',
    path: '/api/payments/days/:day/differences',
    summary: { zh: '一天的对账差异', en: 'What differs on a day' },
    access: { permission: 'payments.reconcile' },
    params: Type.Object({ day: Day }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          no: Type.String(),
          /** Of an order paid, or of a refund. */
          of: Type.Enum(['payment', 'refund']),
          what: Type.Enum(['missing-there', 'unknown-here', 'amount']),
          oursFen: Type.Optional(Fen),
          theirsFen: Type.Optional(Fen),
          caseNo: Type.Optional(Type.String()),
          foundAt: Type.String(),
          mendedAt: Type.Optional(Type.String()),
        }),
      ),
    }),
    async handle(_context, { params }) {
      const found = await own.db.readOnce((tx) => differencesOn(tx, params.day));
      return {
        items: found.map(({ no, of, what, ours, theirs, caseNo, foundAt, mendedAt }) => ({
          no,
          of,
          what,
          ...(ours === null ? {} : { oursFen: Number(ours) }),
          ...(theirs === null ? {} : { theirsFen: Number(theirs) }),
          ...(caseNo === null ? {} : { caseNo }),
          foundAt: foundAt.toISOString(),
          ...(mendedAt === null ? {} : { mendedAt: mendedAt.toISOString() }),
        })),
      };
    },
  });
}

async function days(own: Own): Promise<Type.Static<typeof Days>> {
  const found = await own.db.readOnce((tx) => reconciledDays(tx, 60));
  return {
    items: found.map(({ at, oursFen, theirsFen, refundsOursFen, refundsTheirsFen, failure, ...one }) => ({
      ...one,
      at: at.toISOString(),
      oursFen: Number(oursFen),
      theirsFen: Number(theirsFen),
      refundsOursFen: Number(refundsOursFen),
      refundsTheirsFen: Number(refundsTheirsFen),
      ...(failure === null ? {} : { failure }),
    })),
  };
}
