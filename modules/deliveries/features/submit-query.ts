import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { enqueue } from '@platform/jobs';
import { LocalText } from '@platform/kernel';
import { tellPages, type Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { Query, resultColumns, shapeOf } from '../domain/query.ts';
import { runQueryJob, TRIES } from '../jobs/definitions.ts';
import { countRunning, insertQuery, nextQueryNo } from '../store/queries.ts';
import { checkedQuery } from './asked-query.ts';
import { purposeOf } from './granted.ts';

const MOST_AT_ONCE = 2;

/** What a query would do, in words, before it is asked; nothing runs. */
export function previewQuery(deps: Own): Feature {
  return feature({
    name: 'deliveries.preview-query',
    method: 'POST',
    path: '/api/deliveries/queries/preview',
    summary: {
      zh: '检查沙箱查询，并用文字说明它会做什么',
      en: 'Check a sandbox query and say in words what it will do',
    },
    access: { permission: 'deliveries.request' },
    body: Type.Object({ query: Query }, { additionalProperties: false }),
    response: Type.Object({
      words: Type.Array(LocalText),
      columns: Type.Array(Type.Object({ title: LocalText, masked: Type.Boolean() })),
      reviewers: Type.Array(Type.String()),
    }),
    async handle({ actor }, { body }) {
      const { first, second, sides, words } = checkedQuery(deps, actor, body.query);
      return {
        words,
        columns: resultColumns(body.query, sides).map(({ title, mask }) => ({ title, masked: mask !== 'none' })),
        reviewers: [...new Set([first.resource.provider, ...(second ? [second.resource.provider] : [])])],
      };
    },
  });
}

/** Asks a sandbox query. It runs inside at once; its result waits for the providers' review. */
export function submitQuery(deps: Own): Feature {
  return feature({
    name: 'deliveries.submit-query',
    method: 'POST',
    path: '/api/deliveries/queries',
    summary: {
      zh: '提交沙箱查询（结果经提供部门复核后才能取走）',
      en: 'Ask a sandbox query; its result leaves once its providers have reviewed it',
    },
    access: { permission: 'deliveries.request' },
    body: Type.Object(
      {
        query: Query,
        purpose: Type.String({ maxLength: 64 }),
        caseNo: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
        format: Type.Enum(['csv', 'xlsx']),
      },
      { additionalProperties: false },
    ),
    status: 201,
    response: Type.Object({ id: Type.String(), no: Type.String() }),
    async handle({ actor, trace, language }, { body }) {
      const { first, second, words } = checkedQuery(deps, actor, body.query);
      const { grant } = first;
      const purpose = purposeOf(grant, body.purpose);
      // The joined rows were granted for their own purposes; one that both have is needed.
      if (second) purposeOf(second.grant, body.purpose);
      const both = second ? [first, second] : [first];
      const id = deps.ids.next();
      const now = deps.clock.now();
      const no = await deps.database.transaction(async (tx) => {
        const running = await countRunning(tx, grant.organisation);
        if (running >= MOST_AT_ONCE) throw deliveryErrors.tooManyRunning({ count: running }, { retryAfter: 60 });
        const made = await nextQueryNo(tx, now);
        await insertQuery(tx, {
          id,
          no: made,
          grants: both.map((one) => one.grant.id),
          resources: both.map((one) => one.resource.id),
          providers: [...new Set(both.map((one) => one.resource.provider))],
          consumer: grant.organisation,
          application: grant.application,
          asked_by: actorLabel(actor).id,
          asked_at: now,
          purpose,
          case_no: body.caseNo?.trim() || null,
          legal_basis: grant.legalBasis,
          query: body.query,
          wanted: { format: body.format, language },
          words,
          shape: shapeOf(body.query),
          trace,
        });
        await enqueue(tx, runQueryJob, { id }, { maxAttempts: TRIES });
        await deps.audit.append(tx, {
          actor,
          action: 'deliveries.submit-query',
          subject: `query:${id}`,
          detail: {
            no: made,
            grants: both.map((one) => one.grant.id),
            resources: both.map((one) => one.resource.id),
            purpose: purpose.id,
            mode: body.query.mode,
            filters: body.query.filters.map(({ of, field, operator }) => `${of}.${field} ${operator}`),
          },
          trace,
        });
        return made;
      });
      tellPages(deps);
      return { id, no };
    },
  });
}
