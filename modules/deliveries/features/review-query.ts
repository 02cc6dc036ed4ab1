import { Type } from 'typebox';
import { actorLabel, asStaff, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { tellPages, type Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { LEAST_GROUP } from '../domain/hints.ts';
import { outcomeOf, reviewersPart } from '../domain/review.ts';
import { destroy } from '../store/packages.ts';
import { endQuery, insertOpinion, opinionsOf, type StoredQuery } from '../store/queries.ts';
import { openResult } from '../views/result.ts';
import { IdParams } from './list-packages.ts';
import { partysQuery } from './list-queries.ts';
import { listOf, listSubjects } from './read-lists.ts';
import { releaseResult } from './release-result.ts';

const MOST_SHOWN = 200;

/** The result as its reviewers see it, before anyone else does. Rows about people are read by looking at them: each look has a purpose and is recorded. */
export function showResult(deps: Own): Feature {
  return feature({
    name: 'deliveries.show-result',
    method: 'GET',
    path: '/api/deliveries/queries/:id/result',
    summary: { zh: '复核人查看沙箱查询的结果（留痕）', en: 'A sandbox query’s result for its reviewer (recorded)' },
    access: { permission: 'deliveries.review' },
    params: IdParams,
    response: Type.Object({
      columns: Type.Array(Type.Object({ title: LocalText, masked: Type.Boolean(), number: Type.Boolean() })),
      rows: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))),
      counts: Type.Optional(Type.Array(Type.Integer())),
      total: Type.Integer(),
      shown: Type.Integer(),
    }),
    async handle({ actor, trace }, { params }) {
      return deps.database.transaction(async (tx) => {
        const one = await partysQuery(tx, params.id, actor);
        reviewersPart(asStaff(actor), one, await opinionsOf(tx, [one.id]));
        const result = await openResult(deps, tx, one.id);
        if (!result || !one.columns) throw deliveryErrors.notToReview();
        await recordLook(deps, tx, one, actor, trace);
        return {
          columns: one.columns.map(({ title, mask, type }) => ({
            title,
            masked: mask !== 'none',
            number: type === 'integer' || type === 'number',
          })),
          rows: result.rows.slice(0, MOST_SHOWN),
          ...(result.counts ? { counts: result.counts.slice(0, MOST_SHOWN) } : {}),
          total: result.rows.length,
          shown: Math.min(MOST_SHOWN, result.rows.length),
        };
      });
    },
  });
}

const REVIEW = { zh: '复核沙箱查询结果', en: 'Reviewing the result of a sandbox query' };

async function recordLook(deps: Own, tx: Tx, one: StoredQuery, actor: Actor, trace: string): Promise<void> {
  const { organisation } = asStaff(actor);
  for (const resource of await listSubjects(deps, tx, one.id))
    await deps.audit.recordListRead(tx, {
      list: listOf(one.id, resource),
      actor,
      organisation,
      channel: 'console',
      resource: `resource:${resource}`,
      fields: one.query.fields.map(({ field }) => field),
      purpose: REVIEW,
      trace,
    });
  await deps.audit.append(tx, {
    actor,
    action: 'deliveries.look-at-result',
    subject: `query:${one.id}`,
    detail: { no: one.no, rows: one.rows },
    trace,
  });
}

/** A provider's reviewer releases the result or refuses it. When all providers have released it, it becomes a delivery. */
export function reviewQuery(deps: Own): Feature {
  return feature({
    name: 'deliveries.review-query',
    method: 'POST',
    path: '/api/deliveries/queries/:id/review',
    summary: {
      zh: '复核沙箱查询结果：放行或不放行（须说明理由）',
      en: 'Review a sandbox query’s result: release or refuse, with a reason',
    },
    access: { permission: 'deliveries.review' },
    params: IdParams,
    body: Type.Object(
      {
        decision: Type.Enum(['release', 'refuse']),
        reason: Type.String({ minLength: 2, maxLength: 500 }),
        leastGroup: Type.Optional(Type.Integer({ minimum: 3, maximum: 1_000, default: LEAST_GROUP })),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ state: Type.Enum(['to-review', 'released', 'refused']) }),
    async handle({ actor, trace }, { params, body }) {
      const state = await deps.database.transaction(async (tx) => {
        const one = await partysQuery(tx, params.id, actor, 'lock');
        const before = await opinionsOf(tx, [one.id]);
        const mine = reviewersPart(asStaff(actor), one, before);
        const at = deps.clock.now();
        const opinion = {
          query_id: one.id,
          decision: body.decision,
          reason: body.reason.trim(),
          least_group: body.leastGroup ?? LEAST_GROUP,
          account: actorLabel(actor).id,
          organisation: asStaff(actor).organisation,
          at,
        };
        for (const provider of mine) await insertOpinion(tx, { ...opinion, provider });
        const all = [...before, ...mine.map((provider) => ({ ...opinion, provider }))];
        const outcome = outcomeOf(one.providers, all);
        if (outcome === 'released')
          await releaseResult(deps, tx, one, Math.max(...all.map((each) => each.least_group)));
        if (outcome !== 'to-review') {
          await endQuery(tx, one.id, { state: outcome, at });
          await destroy(tx, one.id);
        }
        await deps.audit.append(tx, {
          actor,
          action: 'deliveries.review-query',
          subject: `query:${one.id}`,
          detail: {
            no: one.no,
            decision: body.decision,
            reason: opinion.reason,
            for: mine,
            leastGroup: opinion.least_group,
            outcome,
          },
          trace,
        });
        return outcome;
      });
      tellPages(deps);
      return { state };
    },
  });
}

/** The one who asked takes it back before it is reviewed. */
export function withdrawQuery(deps: Own): Feature {
  return feature({
    name: 'deliveries.withdraw-query',
    method: 'POST',
    path: '/api/deliveries/queries/:id/withdraw',
    summary: { zh: '撤回沙箱查询，结果随即销毁', en: 'Withdraw a sandbox query; its result is destroyed' },
    access: { permission: 'deliveries.request' },
    params: IdParams,
    response: Type.Object({ state: Type.Literal('withdrawn') }),
    async handle({ actor, trace }, { params }) {
      await deps.database.transaction(async (tx) => {
        const one = await partysQuery(tx, params.id, actor, 'lock');
        if (asStaff(actor).organisation !== one.consumer) throw deliveryErrors.outOfScope();
        if (one.state !== 'running' && one.state !== 'to-review')
          throw deliveryErrors.alreadyEnded({ state: { zh: '已办结', en: 'ended' } });
        await endQuery(tx, one.id, { state: 'withdrawn', at: deps.clock.now() });
        await destroy(tx, one.id);
        await deps.audit.append(tx, {
          actor,
          action: 'deliveries.withdraw-query',
          subject: `query:${one.id}`,
          detail: { no: one.no },
          trace,
        });
      });
      tellPages(deps);
      return { state: 'withdrawn' as const };
    },
  });
}
