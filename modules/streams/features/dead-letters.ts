import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { cursorPage, feature, Page, PageQuery, type Feature } from '@platform/http';
import { isUuid, LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { streamsErrors } from '../domain/errors.ts';
import {
  askAgain,
  dropLetters,
  findLetter,
  letterContext,
  listLetters,
  type DeadLetter,
} from '../store/dead-letters.ts';
import { IdParams } from './list-subscriptions.ts';
import { afterId } from './show-deliveries.ts';
import { getSubscription } from './scope.ts';

const View = {
  id: Type.String(),
  at: Type.String(),
  lineId: Type.String(),
  lineTitle: LocalText,
  first: Type.Integer(),
  last: Type.Integer(),
  changes: Type.Integer(),
  attempts: Type.Integer(),
  state: Type.Enum(['kept', 'replayed', 'dropped']),
  status: Type.Optional(Type.Integer()),
  fault: Type.Object({ code: Type.String(), text: LocalText }),
  endedAt: Type.Optional(Type.String()),
};

const viewOf = (row: DeadLetter, titles: ReadonlyMap<string, LocalText>) => ({
  id: row.id,
  at: row.at.toISOString(),
  lineId: row.line_id,
  lineTitle: titles.get(row.line_id) ?? { zh: row.line_id, en: row.line_id },
  first: Number(row.first),
  last: Number(row.last),
  changes: row.changes,
  attempts: row.attempts,
  state: row.state,
  ...(row.status === null ? {} : { status: row.status }),
  fault: row.fault,
  ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
});

const titlesOf = async (deps: Own) => new Map((await deps.exchange.lines()).map((line) => [line.id, line.title]));

export function listDeadLetters(deps: Own): Feature {
  return feature({
    name: 'streams.list-dead-letters',
    method: 'GET',
    path: '/api/streams/subscriptions/:id/dead-letters',
    summary: { zh: '接收方一再拒收的变更（死信）', en: 'Changes that the receiver refused time after time' },
    access: { permission: 'exchange.read' },
    params: IdParams,
    query: Type.Interface([PageQuery], { state: Type.Optional(Type.Enum(['kept', 'replayed', 'dropped'])) }),
    response: Page(Type.Object(View)),
    async handle({ actor }, { params, query }) {
      const limit = query.limit ?? 20;
      const page = await deps.database.read(async (tx) => {
        await getSubscription(tx, params.id, actor);
        const rows = await listLetters(tx, {
          subscriptionId: params.id,
          state: query.state,
          limit: limit + 1,
          before: afterId(query.cursor),
        });
        return cursorPage(rows, limit, (row) => [row.id]);
      });
      const titles = await titlesOf(deps);
      return { ...page, items: page.items.map((row) => viewOf(row, titles)) };
    },
  });
}

/** What stands in a dead letter, as it was to be sent. Each look is in the audit trail with its purpose. */
export function showDeadLetter(deps: Own): Feature {
  return feature({
    name: 'streams.show-dead-letter',
    method: 'GET',
    path: '/api/streams/subscriptions/:id/dead-letters/:letterId',
    summary: {
      zh: '查看一封死信的内容（须填用途，留痕）',
      en: 'What stands in a dead letter (needs a purpose; logged)',
    },
    access: { permission: 'exchange.read-rejected-rows' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }), letterId: Type.String({ maxLength: 64 }) }),
    query: Type.Object({ purpose: Type.Optional(Type.String({ maxLength: 200 })) }),
    response: Type.Object({ ...View, content: Type.Array(Type.Unknown()) }),
    async handle({ actor, trace }, { params, query }) {
      const purpose = query.purpose?.trim();
      if (!purpose) throw streamsErrors.purposeMissing();
      const letter = await deps.database.transaction(async (tx) => {
        await getSubscription(tx, params.id, actor);
        const found = isUuid(params.letterId) ? await findLetter(tx, params.id, params.letterId) : undefined;
        if (!found) throw streamsErrors.unknownLetter();
        await deps.audit.append(tx, {
          actor,
          action: 'streams.read-dead-letter',
          subject: `dead-letter:${found.id}`,
          detail: { subscriptionId: params.id, lineId: found.line_id, purpose },
          trace,
        });
        return found;
      });
      return {
        ...viewOf(letter, await titlesOf(deps)),
        content: deps.sealer.openJson(letter.sealed, letterContext(letter.id)) as unknown[],
      };
    },
  });
}

const Chosen = { ids: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 1_000 })) };

const checkedIds = (ids: readonly string[] | undefined): readonly string[] | undefined => {
  if (ids?.some((id) => !isUuid(id))) throw streamsErrors.unknownLetter();
  return ids;
};

export function replayDeadLetters(deps: Own): Feature {
  return feature({
    name: 'streams.replay-dead-letters',
    method: 'POST',
    path: '/api/streams/subscriptions/:id/dead-letters/replay',
    summary: { zh: '重放死信（全部或选中的）', en: 'Deliver dead letters again, all or some' },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object(Chosen, { additionalProperties: false }),
    status: 202,
    response: Type.Object({ waiting: Type.Integer() }),
    handle: ({ actor, trace }, { params, body }) =>
      deps.database.transaction(async (tx) => {
        await getSubscription(tx, params.id, actor, 'lock');
        const waiting = await askAgain(tx, params.id, checkedIds(body.ids), deps.clock.now());
        await deps.audit.append(tx, {
          actor,
          action: 'streams.replay-dead-letters',
          subject: `subscription:${params.id}`,
          detail: { waiting },
          trace,
        });
        return { waiting };
      }),
  });
}

export function dropDeadLetters(deps: Own): Feature {
  return feature({
    name: 'streams.drop-dead-letters',
    method: 'POST',
    path: '/api/streams/subscriptions/:id/dead-letters/drop',
    summary: { zh: '放弃死信（须说明原因）', en: 'Give dead letters up (with a reason)' },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object(
      { ...Chosen, reason: Type.String({ minLength: 2, maxLength: 200 }) },
      { additionalProperties: false },
    ),
    response: Type.Object({ dropped: Type.Integer() }),
    handle: ({ actor, trace }, { params, body }) =>
      deps.database.transaction(async (tx) => {
        await getSubscription(tx, params.id, actor, 'lock');
        const dropped = await dropLetters(tx, params.id, checkedIds(body.ids), {
          at: deps.clock.now(),
          by: actorLabel(actor).id,
        });
        await deps.audit.append(tx, {
          actor,
          action: 'streams.drop-dead-letters',
          subject: `subscription:${params.id}`,
          detail: { dropped, reason: body.reason },
          trace,
        });
        return { dropped };
      }),
  });
}
