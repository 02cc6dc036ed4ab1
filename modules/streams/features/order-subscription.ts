import { Type } from 'typebox';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { callWebhook } from '../delivery/call-webhook.ts';
import { secretContext, type Own } from '../deps.ts';
import { streamsErrors } from '../domain/errors.ts';
import { grantFault } from '../domain/grants.ts';
import {
  changeSecret,
  countRiders,
  pause,
  removeSubscription,
  resume,
  setPosition,
  type SubscribedLine,
  type Subscription,
} from '../store/subscriptions.ts';
import { newSecret } from './create-subscription.ts';
import { IdParams } from './list-subscriptions.ts';
import { getSubscription } from './scope.ts';

type Order = 'pause' | 'resume' | 'remove';
const SUMMARIES = {
  pause: { zh: '暂停订阅', en: 'Pause a subscription' },
  resume: { zh: '恢复订阅，从停下的位置继续', en: 'Resume a subscription where it stopped' },
  remove: { zh: '取消订阅', en: 'Remove a subscription' },
} as const;

/** `POST …/pause`, `…/resume`, `…/remove`. */
export function orderSubscription(deps: Own, order: Order): Feature {
  return feature({
    name: `streams.${order}-subscription`,
    method: 'POST',
    path: `/api/streams/subscriptions/:id/${order}`,
    summary: SUMMARIES[order],
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    response: Type.Object({ state: Type.Enum(['active', 'paused', 'removed']) }),
    async handle({ actor, trace }, { params }) {
      const lines = await deps.database.transaction(async (tx) => {
        const { subscription, lines: own } = await getSubscription(tx, params.id, actor, 'lock');
        if (order === 'resume') {
          for (const line of own) {
            const fault = grantFault(deps.grants, line.grant_id);
            if (fault) throw streamsErrors.grantLost({ reason: fault.text });
          }
        }
        await carryOut(tx, order, subscription);
        await deps.audit.append(tx, {
          actor,
          action: `streams.${order}-subscription`,
          subject: `subscription:${params.id}`,
          trace,
        });
        return own;
      });
      if (order === 'remove') await letGo(deps, lines);
      deps.live.publish({ topic: 'exchange', data: { subscriptionId: params.id } });
      return {
        state:
          order === 'pause' ? ('paused' as const) : order === 'resume' ? ('active' as const) : ('removed' as const),
      };
    },
  });

  async function carryOut(tx: Tx, what: Order, subscription: Subscription): Promise<void> {
    if (what === 'pause') await pause(tx, subscription.id, null);
    else if (what === 'resume') await resume(tx, subscription.id);
    else await removeSubscription(tx, subscription.id, deps.clock.now());
  }
}

/** The last one off a line turns its stream off. */
async function letGo(deps: Own, lines: readonly SubscribedLine[]): Promise<void> {
  for (const { line_id: lineId } of lines) {
    const riders = await deps.database.readOnce((tx) => countRiders(tx, lineId));
    if (riders > 0 || (await deps.changes.riddenElsewhere(lineId)) || (await deps.othersRide?.(lineId))) continue;
    if ((await deps.exchange.findLine(lineId))?.streamed) await deps.exchange.setStreamed(lineId, false);
  }
}

/** Goes back (or on) to a place that is still in the stream. */
export function rewindSubscription(deps: Own): Feature {
  return feature({
    name: 'streams.rewind-subscription',
    method: 'POST',
    path: '/api/streams/subscriptions/:id/rewind',
    summary: {
      zh: '把订阅移到流中的另一位置，从那里重新给出',
      en: 'Move a subscription to another place of the stream and tell again from there',
    },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object(
      { lineId: Type.String({ maxLength: 200 }), to: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) },
      { additionalProperties: false },
    ),
    response: Type.Object({ position: Type.Integer() }),
    async handle({ actor, trace }, { params, body }) {
      const [span] = await deps.changes.spans([body.lineId]);
      const to = BigInt(body.to);
      if (!span || to < span.floor || to > span.newest)
        throw streamsErrors.positionGone({ after: body.to, begins: span?.floor ?? 0n, newest: span?.newest ?? 0n });
      await deps.database.transaction(async (tx) => {
        await getSubscription(tx, params.id, actor, 'lock');
        if (!(await setPosition(tx, params.id, body.lineId, to)))
          throw streamsErrors.unknownLine({ lineId: body.lineId });
        await deps.audit.append(tx, {
          actor,
          action: 'streams.rewind-subscription',
          subject: `subscription:${params.id}`,
          detail: { lineId: body.lineId, to: body.to },
          trace,
        });
      });
      deps.live.publish({ topic: 'exchange', data: { subscriptionId: params.id } });
      return { position: body.to };
    },
  });
}

export function renewSecret(deps: Own): Feature {
  return feature({
    name: 'streams.renew-secret',
    method: 'POST',
    path: '/api/streams/subscriptions/:id/secret',
    summary: { zh: '更换回调签名密钥（只显示一次）', en: 'A new secret for a webhook’s signatures (shown once)' },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    response: Type.Object({ secret: Type.String() }),
    async handle({ actor, trace }, { params }) {
      const secret = newSecret();
      await deps.database.transaction(async (tx) => {
        const { subscription } = await getSubscription(tx, params.id, actor, 'lock');
        if (subscription.kind !== 'webhook') throw streamsErrors.notAWebhook();
        await changeSecret(tx, params.id, deps.sealer.sealText(secret, secretContext(params.id)));
        await deps.audit.append(tx, {
          actor,
          action: 'streams.renew-secret',
          subject: `subscription:${params.id}`,
          trace,
        });
      });
      return { secret };
    },
  });
}

/** Calls the webhook with no change in it, so that people see at once whether it answers. */
export function testWebhook(deps: Own): Feature {
  return feature({
    name: 'streams.test-webhook',
    method: 'POST',
    path: '/api/streams/subscriptions/:id/test',
    summary: { zh: '试调回调地址（不含数据）', en: 'Call the webhook with no data in it' },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    rateLimit: 30,
    response: Type.Object({
      outcome: Type.Enum(['delivered', 'refused', 'unreachable', 'gone', 'address-refused']),
      status: Type.Optional(Type.Integer()),
      ms: Type.Integer(),
      fault: Type.Optional(Type.Object({ code: Type.String(), text: LocalText })),
    }),
    async handle({ actor, trace }, { params }) {
      const { subscription } = await deps.database.read((tx) => getSubscription(tx, params.id, actor));
      if (subscription.kind !== 'webhook') throw streamsErrors.notAWebhook();
      const { outcome, status, ms, fault } = await callWebhook(deps, subscription, `test:${trace}`, {
        type: 'test',
        subscription: subscription.id,
        changes: [],
      });
      return { outcome, ms, ...(status === undefined ? {} : { status }), ...(fault ? { fault } : {}) };
    },
  });
}
