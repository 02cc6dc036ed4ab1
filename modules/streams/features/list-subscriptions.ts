import { Type } from 'typebox';
import { inScope } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { listSubscriptions, subscribedLines } from '../store/subscriptions.ts';
import { getSubscription, seen } from './scope.ts';
import { organisationName, SubscriptionView, subscriptionViews } from './subscription-view.ts';

export const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

export function listSubscriptionsCase(deps: Own): Feature {
  return feature({
    name: 'streams.list-subscriptions',
    method: 'GET',
    path: '/api/streams/subscriptions',
    summary: { zh: '变更订阅列表', en: 'Subscriptions to changes' },
    access: { permission: 'exchange.read' },
    query: Type.Object({ lineId: Type.Optional(Type.String({ maxLength: 200 })) }),
    response: Type.Object({ items: Type.Array(SubscriptionView) }),
    async handle({ actor }, { query }) {
      const found = await deps.database.read(async (tx) => {
        const all = await listSubscriptions(tx, { lineId: query.lineId });
        const lines = await subscribedLines(
          tx,
          all.map((one) => one.id),
        );
        return seen(actor, all, lines);
      });
      return { items: await subscriptionViews(deps, found) };
    },
  });
}

export function showSubscription(deps: Own): Feature {
  return feature({
    name: 'streams.show-subscription',
    method: 'GET',
    path: '/api/streams/subscriptions/:id',
    summary: { zh: '一个变更订阅的状态与位置', en: 'One subscription: its state and where it stands' },
    access: { permission: 'exchange.read' },
    params: IdParams,
    response: SubscriptionView,
    async handle({ actor }, { params }) {
      const { subscription } = await deps.database.read((tx) => getSubscription(tx, params.id, actor));
      return (await subscriptionViews(deps, [subscription]))[0] as SubscriptionView;
    },
  });
}

/** Lines of which changes can be had. */
export function listStreamLines(deps: Own): Feature {
  return feature({
    name: 'streams.list-lines',
    method: 'GET',
    path: '/api/streams/lines',
    summary: { zh: '可订阅的线路及其信息项', en: 'Lines that can be subscribed to, with their items' },
    access: { permission: 'exchange.read' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          lineId: Type.String(),
          title: LocalText,
          resource: Type.String(),
          organisation: Type.String(),
          organisationName: LocalText,
          streamed: Type.Boolean(),
          state: Type.String(),
          begins: Type.Integer(),
          newest: Type.Integer(),
          subscriptions: Type.Integer(),
          items: Type.Array(
            Type.Object({
              name: Type.String(),
              title: LocalText,
              grade: Type.Integer(),
              personal: Type.Boolean(),
              mask: Type.Optional(Type.String()),
              key: Type.Boolean(),
            }),
          ),
        }),
      ),
    }),
    async handle({ actor }) {
      const lines = (await deps.exchange.lines()).filter(
        (line) => actor.kind !== 'staff' || inScope(actor, line.organisation),
      );
      const riders = await deps.database.read(async (tx) =>
        subscribedLines(
          tx,
          (await listSubscriptions(tx)).map((one) => one.id),
        ),
      );
      const spans = new Map(
        (await deps.changes.spans(lines.map((line) => line.id))).map((span) => [span.lineId, span]),
      );
      return {
        items: lines.map((line) => {
          const resource = deps.catalogue.find(line.resource);
          return {
            lineId: line.id,
            title: line.title,
            resource: line.resource,
            organisation: line.organisation,
            organisationName: organisationName(deps, line.organisation),
            streamed: line.streamed,
            state: line.state,
            begins: Number(spans.get(line.id)?.floor ?? 0n),
            newest: Number(spans.get(line.id)?.newest ?? 0n),
            subscriptions: riders.filter((one) => one.line_id === line.id).length,
            items: (resource?.items ?? []).map((item) => ({
              name: item.name,
              title: item.title,
              grade: item.grade ?? resource?.grade ?? 4,
              personal: item.personal ?? true,
              ...(item.mask === undefined || item.mask === 'none' ? {} : { mask: item.mask }),
              key: resource?.key.includes(item.name) ?? false,
            })),
          };
        }),
      };
    },
  });
}
