import { Type } from 'typebox';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { isUuid, LocalText, shanghaiDate } from '@platform/kernel';
import { inScope } from '@platform/access';
import type { Own } from '../deps.ts';
import { streamsErrors } from '../domain/errors.ts';
import { listDeliveries, usageFlows, usageOf } from '../store/deliveries.ts';
import { IdParams } from './list-subscriptions.ts';
import { getSubscription } from './scope.ts';

const DAY_MS = 86_400_000;
const Period = Type.Object({
  from: Type.Optional(Type.String({ maxLength: 10, description: 'Day; 30 days ago when absent' })),
  to: Type.Optional(Type.String({ maxLength: 10, description: 'Last day; today when absent' })),
});

/** Days of Shanghai, both included. @throws streams.bad-period */
function daysOf(now: Date, query: { from?: string; to?: string }): { from: string; to: string } {
  const to = query.to ?? shanghaiDate(now);
  const from = query.from ?? shanghaiDate(new Date(now.getTime() - 30 * DAY_MS));
  const span = [from, to].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))
    ? Date.parse(to) - Date.parse(from)
    : Number.NaN;
  if (!(span >= 0 && span <= 400 * DAY_MS)) throw streamsErrors.badPeriod();
  return { from, to };
}

/** The id that a page goes on after. */
export function afterId(cursor: string | undefined): string | undefined {
  const id = decodeCursor(cursor, 1)?.[0];
  return typeof id === 'string' && isUuid(id) ? id : undefined;
}

export function listDeliveriesCase(deps: Own): Feature {
  return feature({
    name: 'streams.list-deliveries',
    method: 'GET',
    path: '/api/streams/subscriptions/:id/deliveries',
    summary: { zh: '订阅的投递记录（保留 30 天）', en: 'A subscription’s deliveries (kept 30 days)' },
    access: { permission: 'exchange.read' },
    params: IdParams,
    query: PageQuery,
    response: Page(
      Type.Object({
        id: Type.String(),
        at: Type.String(),
        lineId: Type.String(),
        first: Type.Integer(),
        last: Type.Integer(),
        changes: Type.Integer(),
        outcome: Type.Enum(['delivered', 'refused', 'unreachable', 'told']),
        status: Type.Optional(Type.Integer()),
        ms: Type.Integer(),
        attempt: Type.Integer(),
        fault: Type.Optional(Type.Object({ code: Type.String(), text: LocalText })),
      }),
    ),
    handle: ({ actor }, { params, query }) =>
      deps.database.read(async (tx) => {
        await getSubscription(tx, params.id, actor);
        const limit = query.limit ?? 20;
        const page = cursorPage(await listDeliveries(tx, params.id, limit + 1, afterId(query.cursor)), limit, (row) => [
          row.id,
        ]);
        return {
          ...page,
          items: page.items.map((row) => ({
            id: row.id,
            at: row.at.toISOString(),
            lineId: row.line_id,
            first: Number(row.first),
            last: Number(row.last),
            changes: row.changes,
            outcome: row.outcome,
            ...(row.status === null ? {} : { status: row.status }),
            ms: row.ms,
            attempt: row.attempt,
            ...(row.fault === null ? {} : { fault: row.fault }),
          })),
        };
      }),
  });
}

export function showUsage(deps: Own): Feature {
  return feature({
    name: 'streams.show-usage',
    method: 'GET',
    path: '/api/streams/subscriptions/:id/usage',
    summary: { zh: '订阅的使用记录：哪天、为何用途、给了多少', en: 'What a subscription got: by day and purpose' },
    access: { permission: 'exchange.read' },
    params: IdParams,
    query: Period,
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          day: Type.String(),
          lineId: Type.String(),
          lineTitle: LocalText,
          purpose: Type.String(),
          changes: Type.Integer(),
          personal: Type.Integer(),
          deliveries: Type.Integer(),
        }),
      ),
    }),
    async handle({ actor }, { params, query }) {
      const { from, to } = daysOf(deps.clock.now(), query);
      const rows = await deps.database.read(async (tx) => {
        await getSubscription(tx, params.id, actor);
        return usageOf(tx, params.id, from, to);
      });
      const titles = new Map((await deps.exchange.lines()).map((line) => [line.id, line.title]));
      return {
        items: rows.map((row) => ({
          day: row.day,
          lineId: row.line_id,
          lineTitle: titles.get(row.line_id) ?? { zh: row.line_id, en: row.line_id },
          purpose: row.purpose,
          changes: Number(row.changes),
          personal: Number(row.personal),
          deliveries: Number(row.deliveries),
        })),
      };
    },
  });
}

export function showFlows(deps: Own): Feature {
  return feature({
    name: 'streams.show-flows',
    method: 'GET',
    path: '/api/streams/usage',
    summary: {
      zh: '订阅给出的变更：哪个单位给了哪个单位多少',
      en: 'Changes given by subscriptions, between organisations',
    },
    access: { permission: 'exchange.read' },
    query: Period,
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          from: Type.String(),
          to: Type.String(),
          changes: Type.Integer(),
          personal: Type.Integer(),
          deliveries: Type.Integer(),
        }),
      ),
    }),
    async handle({ actor }, { query }) {
      const { from, to } = daysOf(deps.clock.now(), query);
      const rows = await deps.database.readOnce((tx) => usageFlows(tx, from, to));
      const own = rows.filter(
        (row) => actor.kind !== 'staff' || inScope(actor, row.provider) || inScope(actor, row.consumer),
      );
      return {
        items: own.map((row) => ({
          from: row.provider,
          to: row.consumer,
          changes: Number(row.changes),
          personal: Number(row.personal),
          deliveries: Number(row.deliveries),
        })),
      };
    },
  });
}
