import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { addDays, LocalText, shanghaiDate } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { countDays, countOpen } from '../store/report-lists.ts';
import { reconciledDays } from '../store/reconciliations.ts';

const Count = Type.Integer({ minimum: 0 });
const Reconciled = Type.Object({
  at: Type.String(),
  ours: Count,
  theirs: Count,
  /** Differences that are open, and that were mended. */
  open: Count,
  mended: Count,
  failure: Type.Optional(LocalText),
});

/** How reporting stands: to whom, what waits, and by day what was told, in time, and what the reconciliation found. */
export function showState(own: Own): Feature {
  return feature({
    name: 'reports.show-state',
    method: 'GET',
    path: '/api/reports/state',
    summary: { zh: '上报情况', en: 'How reporting to the province stands' },
    access: { permission: 'reports.read' },
    query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 92, default: 14 })) }),
    response: Type.Object({
      /** Absent: no province is set up, and nothing is queued. */
      platform: Type.Optional(Type.Object({ id: Type.String(), title: LocalText, simulated: Type.Boolean() })),
      waiting: Count,
      /** Of these, tried without success. */
      tried: Count,
      failed: Count,
      oldestAt: Type.Optional(Type.String()),
      /** Hours within which a report is in time. */
      withinHours: Type.Number(),
      days: Type.Array(
        Type.Object({
          day: Type.String(),
          total: Count,
          sent: Count,
          waiting: Count,
          failed: Count,
          /** In time, of `judged`: those that have their receipt or had their time. */
          onTime: Count,
          judged: Count,
          cases: Count,
          processes: Count,
          results: Count,
          reviews: Count,
          reconciliation: Type.Optional(Reconciled),
        }),
      ),
    }),
    async handle(context, { query }) {
      const { organisations } = asStaff(context.actor);
      const now = own.clock.now();
      const from = addDays(shanghaiDate(now), 1 - (query.days ?? 14));
      const { days, open, reconciled } = await own.db.read(async (tx) => ({
        days: await countDays(tx, organisations, { from, withinMs: own.withinMs, now }),
        open: await countOpen(tx, organisations),
        // Both sides count the whole city: a part of it says nothing.
        reconciled: organisations === 'all' ? await reconciledDays(tx, from) : [],
      }));
      const byDay = new Map(reconciled.map((one) => [one.day, one]));
      const platform = own.province.platform();
      const { oldest, ...counts } = open;
      return {
        ...(platform ? { platform } : {}),
        ...counts,
        ...(oldest ? { oldestAt: oldest.toISOString() } : {}),
        withinHours: own.withinMs / 3_600_000,
        days: days.map((one) => {
          const found = byDay.get(one.day);
          if (!found) return one;
          const { day: _, at, failure, ...figures } = found;
          return { ...one, reconciliation: { ...figures, at: at.toISOString(), ...(failure ? { failure } : {}) } };
        }),
      };
    },
  });
}
