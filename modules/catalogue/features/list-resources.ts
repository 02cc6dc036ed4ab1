import { Type } from 'typebox';
import { feature, Page, type Feature } from '@platform/http';
import { wholeGrade } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { pageInMemory } from '../paging.ts';
import { figuresOf } from '../store/resources.ts';
import { ResourceSummary, summaryOf } from './resource-view.ts';
import { CATEGORIES, ORIGINS, SHARE_TYPES } from './schemas.ts';

export function listResourcesCase(deps: Own): Feature {
  return feature({
    name: 'catalogue.list-resources',
    method: 'GET',
    path: '/api/catalogue/resources',
    summary: {
      zh: '数据目录，可按名称、拼音、代码、提供部门、信息项查找',
      en: 'The catalogue, searched by title, sound, code, provider and items',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 100 })),
      provider: Type.Optional(Type.String({ maxLength: 64 })),
      share: Type.Optional(Type.Enum([...SHARE_TYPES])),
      category: Type.Optional(Type.Enum([...CATEGORIES])),
      origin: Type.Optional(Type.Enum([...ORIGINS])),
      grade: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 200 })),
    }),
    response: Page(ResourceSummary),
    async handle(_context, { query }) {
      const limit = query.limit ?? 200;
      const matching = deps.search
        .find(query.q)
        .filter(
          (one) =>
            (!query.provider || one.provider === query.provider) &&
            (!query.share || one.shareType === query.share) &&
            (!query.category || one.class.category === query.category) &&
            (!query.origin || (one.origin ?? 'pack') === query.origin) &&
            (!query.grade || wholeGrade(one) === query.grade),
        );
      const { items: shown, ...page } = pageInMemory(matching, { cursor: query.cursor, limit }, (one) => one.id);
      const [figures, watched] = await Promise.all([
        deps.database.read((tx) =>
          figuresOf(
            tx,
            shown.map((one) => one.id),
          ),
        ),
        deps.watchedAt?.(),
      ]);
      const now = deps.clock.now();
      return {
        items: shown.map((resource) =>
          summaryOf(
            resource,
            {
              figures: figures.get(resource.id),
              watchedAt: watched?.get(resource.id),
              now,
              calendar: deps.calendar,
            },
            deps.organisations,
          ),
        ),
        ...page,
      };
    },
  });
}
