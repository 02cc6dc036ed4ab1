import { Type } from 'typebox';
import { asStaff, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { cursorPage, feature, Page, PageQuery, type Feature } from '@platform/http';
import { DomainError, isUuid } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { reviewersPart } from '../domain/review.ts';
import { findQuery, listQueries, lockQuery, opinionsOf, packageOfQuery, type StoredQuery } from '../store/queries.ts';
import { QueryView, queryView } from '../views/query-view.ts';
import { demandParty, organisationsOf } from './granted.ts';
import { beforeId, IdParams } from './list-packages.ts';

export function listQueriesCase(deps: Own): Feature {
  return feature({
    name: 'deliveries.list-queries',
    method: 'GET',
    path: '/api/deliveries/queries',
    summary: {
      zh: '沙箱查询：本单位提出的，或要本单位复核的',
      en: 'Sandbox queries: asked by one’s organisation, or to be reviewed by it',
    },
    access: { permission: 'deliveries.review' },
    query: Type.Interface([PageQuery], {
      side: Type.Optional(Type.Enum(['consumer', 'provider'], { default: 'consumer' })),
      state: Type.Optional(Type.Enum(['running', 'to-review', 'released', 'refused', 'failed', 'withdrawn', 'lapsed'])),
      q: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    response: Page(QueryView),
    async handle({ actor }, { query }) {
      const limit = query.limit ?? 20;
      const { page, opinions } = await deps.database.read(async (tx) => {
        const rows = await listQueries(tx, {
          side: query.side ?? 'consumer',
          organisations: organisationsOf(actor),
          state: query.state,
          q: query.q?.trim() || undefined,
          before: beforeId(query.cursor),
          limit: limit + 1,
        });
        const cut = cursorPage(rows, limit, (row) => [row.id]);
        return {
          page: cut,
          opinions: await opinionsOf(
            tx,
            cut.items.map(({ id }) => id),
          ),
        };
      });
      return { ...page, items: page.items.map((row) => queryView(deps, row, opinions)) };
    },
  });
}

/** A query of which the actor is a party. @throws deliveries.unknown-query, deliveries.out-of-scope */
export async function partysQuery(
  tx: Tx,
  id: string,
  actor: Actor,
  how: 'read' | 'lock' = 'read',
): Promise<StoredQuery> {
  const found = isUuid(id) ? await (how === 'lock' ? lockQuery : findQuery)(tx, id) : undefined;
  if (!found) throw deliveryErrors.unknownQuery();
  demandParty(actor, [found.consumer, ...found.providers]);
  return found;
}

export function showQuery(deps: Own): Feature {
  return feature({
    name: 'deliveries.show-query',
    method: 'GET',
    path: '/api/deliveries/queries/:id',
    summary: { zh: '一个沙箱查询的内容、状态和复核意见', en: 'A sandbox query, its state and what reviewers said' },
    access: { permission: 'deliveries.review' },
    params: IdParams,
    response: Type.Interface([QueryView], {
      /** Whether the one who asks may decide now. */
      mayReview: Type.Boolean(),
      packageId: Type.Optional(Type.String()),
    }),
    async handle({ actor }, { params }) {
      return deps.database.read(async (tx) => {
        const one = await partysQuery(tx, params.id, actor);
        const opinions = await opinionsOf(tx, [one.id]);
        const made = await packageOfQuery(tx, one.id);
        return {
          ...queryView(deps, one, opinions),
          mayReview: mayReview(actor, one, opinions),
          ...(made ? { packageId: made.id } : {}),
        };
      });
    },
  });
}

function mayReview(actor: Actor, one: StoredQuery, opinions: Parameters<typeof reviewersPart>[2]): boolean {
  try {
    return reviewersPart(asStaff(actor), one, opinions).length > 0;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
