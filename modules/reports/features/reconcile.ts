import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { enqueue } from '@platform/jobs';
import { shanghaiDate } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { DIFFERENCES } from '../domain/compare.ts';
import { reportErrors } from '../errors.ts';
import { RECONCILE_DAYS } from '../jobs/reconcile-days.ts';
import { differencesOn } from '../store/reconciliations.ts';
import { PlainDay } from './views.ts';

const DayParams = Type.Object({ day: PlainDay });
const MOST_DIFFERENCES = 500;

/** What one side holds of a day and the other does not, the open ones first. Only for who sees the whole city: that is what is compared. */
export function listDifferences(own: Own): Feature {
  return feature({
    name: 'reports.list-differences',
    method: 'GET',
    path: '/api/reports/days/:day/differences',
    summary: { zh: '某日对账的差异', en: 'What the reconciliation of a day found' },
    access: { permission: 'reports.read' },
    params: DayParams,
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          serialNo: Type.String(),
          caseNo: Type.String(),
          kind: Type.String(),
          what: Type.Enum([...DIFFERENCES]),
          foundAt: Type.String(),
          mendedAt: Type.Optional(Type.String()),
        }),
      ),
    }),
    async handle(context, { params }) {
      if (asStaff(context.actor).organisations !== 'all') throw reportErrors.notYours();
      const found = await own.db.readOnce((tx) => differencesOn(tx, params.day, MOST_DIFFERENCES));
      return {
        items: found.map(({ foundAt, mendedAt, ...one }) => ({
          ...one,
          foundAt: foundAt.toISOString(),
          ...(mendedAt ? { mendedAt: mendedAt.toISOString() } : {}),
        })),
      };
    },
  });
}

/** Compares a day with the province now, and mends what can be mended. */
export function reconcileNow(own: Own): Feature {
  return feature({
    name: 'reports.reconcile',
    method: 'POST',
    path: '/api/reports/days/:day/reconcile',
    summary: { zh: '与省平台对账并补报', en: 'Reconcile a day with the province and mend it' },
    access: { permission: 'reports.handle' },
    params: DayParams,
    status: 202,
    response: Type.Object({ day: Type.String() }),
    async handle({ actor, trace }, { params: { day } }) {
      if (asStaff(actor).organisations !== 'all') throw reportErrors.notYours();
      if (!own.province.platform()) throw reportErrors.notConfigured();
      if (day > shanghaiDate(own.clock.now())) throw reportErrors.future({ day });
      await own.db.transaction(async (tx) => {
        await enqueue(tx, RECONCILE_DAYS, { day }, { queue: 'reports', key: `${RECONCILE_DAYS.name}:${day}` });
        await own.audit.append(tx, { actor, action: 'reports.reconcile', subject: `day:${day}`, trace });
      });
      return { day };
    },
  });
}
