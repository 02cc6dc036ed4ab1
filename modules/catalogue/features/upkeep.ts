import { Type } from 'typebox';
import { feature, Page, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { isAsleep, usageSince } from '../domain/sleeping.ts';
import { freshUntil } from '../domain/freshness.ts';
import { shanghaiDate } from '@platform/kernel';
import { pageInMemory } from '../paging.ts';
import { figuresOf } from '../store/resources.ts';
import { listSupplies } from '../store/responsibilities.ts';
import { freshAt, ResourceSummary, summaryOf } from './resource-view.ts';

const PageOf = {
  provider: Type.Optional(Type.String({ maxLength: 64 })),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
};
const DAY_MS = 86_400_000;

/**
 * What nobody called, subscribed to or asked for (沉睡数据), those that hold most rows first. What was never supplied is not asleep but owed;
 * new entries are given the same time before they count.
 */
export async function sleepingResources(deps: Own, days: number, provider?: string) {
  const since = new Date(deps.clock.now().getTime() - days * DAY_MS);
  const [usage, supplies] = await Promise.all([usageSince(deps, days), deps.database.read(listSupplies)]);
  const rowsOf = (id: string): number => supplies.get(id)?.rows ?? 0;
  return deps.resources
    .resources()
    .filter(
      (one) =>
        (!provider || one.provider === provider) &&
        one.shareType !== 'none' &&
        supplies.get(one.id)?.firstAt !== undefined &&
        isAsleep(usage.get(one.id)) &&
        !(one.publishedAt && one.origin === 'console' && new Date(one.publishedAt) > since),
    )
    .sort((a, b) => rowsOf(b.id) - rowsOf(a.id) || (a.id < b.id ? -1 : 1));
}

export function listSleeping(deps: Own): Feature {
  return feature({
    name: 'catalogue.list-sleeping',
    method: 'GET',
    path: '/api/catalogue/sleeping',
    summary: {
      zh: '沉睡数据：若干天内没有调用、订阅和申请的目录',
      en: 'Sleeping resources: not called, subscribed to or asked for in so many days',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      ...PageOf,
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 90 })),
    }),
    response: Page(ResourceSummary),
    async handle(_context, { query }) {
      const all = await sleepingResources(deps, query.days ?? 90, query.provider);
      const page = pageInMemory(all, { cursor: query.cursor, limit: query.limit ?? 100 }, (one) => one.id);
      const now = deps.clock.now();
      const [figures, watched] = await Promise.all([
        deps.database.read((tx) =>
          figuresOf(
            tx,
            page.items.map(({ id }) => id),
          ),
        ),
        deps.watchedAt?.(),
      ]);
      return {
        ...page,
        items: page.items.map((one) =>
          summaryOf(
            one,
            { figures: figures.get(one.id), watchedAt: watched?.get(one.id), now, calendar: deps.calendar },
            deps.organisations,
          ),
        ),
      };
    },
  });
}

/** Resources whose last update is older than their cycle allows, the latest first. */
export async function overdueResources(deps: Own, provider?: string) {
  const [supplies, watched] = await Promise.all([deps.database.read(listSupplies), deps.watchedAt?.()]);
  const now = deps.clock.now();
  return deps.resources
    .resources()
    .flatMap((resource) => {
      if (provider && resource.provider !== provider) return [];
      const supply = supplies.get(resource.id);
      const figures = {
        id: resource.id,
        row_count: BigInt(supply?.rows ?? 0),
        first_load_at: supply?.firstAt ?? null,
        last_load_at: supply?.lastAt ?? null,
      };
      const known = { figures, watchedAt: watched?.get(resource.id), now, calendar: deps.calendar };
      const summary = summaryOf(resource, known, deps.organisations);
      const fresh = freshAt(known);
      const until = fresh && freshUntil(resource.updateCycle, shanghaiDate(fresh), deps.calendar);
      return until && summary.overdueDays > 0 ? [{ ...summary, freshUntil: until }] : [];
    })
    .sort((a, b) => b.overdueDays - a.overdueDays || (a.id < b.id ? -1 : 1));
}

export function listOverdue(deps: Own): Feature {
  return feature({
    name: 'catalogue.list-overdue',
    method: 'GET',
    path: '/api/catalogue/overdue',
    summary: {
      zh: '更新逾期：最近一次归集早于更新周期允许的目录（按工作日计）',
      en: 'Overdue updates: last taken in longer ago than the update cycle allows, in working days',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object(PageOf),
    response: Page(Type.Object({ ...ResourceSummary.properties, freshUntil: Type.String() })),
    async handle(_context, { query }) {
      const all = await overdueResources(deps, query.provider);
      return pageInMemory(all, { cursor: query.cursor, limit: query.limit ?? 100 }, (one) => one.id);
    },
  });
}
