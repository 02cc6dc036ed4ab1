import { Type } from 'typebox';
import type { ModuleDatabase } from '@platform/database';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { CataloguePort } from '../contract/index.ts';
import { queryTerms } from '../domain/search.ts';
import { listResources } from '../store/resources.ts';
import { ResourceSummary, summaryOf } from './resource-view.ts';

export function listResourcesCase(deps: {
  database: ModuleDatabase;
  catalogue: CataloguePort;
  organisations: Pick<OrganisationsPort, 'find'>;
}): Feature {
  return feature({
    name: 'catalogue.list-resources',
    method: 'GET',
    path: '/api/catalogue/resources',
    summary: {
      zh: '数据目录，可按名称、提供部门、信息项查找',
      en: 'The catalogue, searched by title, provider and items',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 100 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 200 })),
    }),
    response: Page(ResourceSummary),
    async handle(_context, { query }) {
      const limit = query.limit ?? 200;
      const after = decodeCursor(query.cursor, 1)?.[0];
      const rows = await deps.database.read((tx) =>
        listResources(tx, {
          terms: queryTerms(query.q),
          after: after === undefined ? undefined : String(after),
          limit: limit + 1,
        }),
      );
      const page = cursorPage(rows, limit, (row) => [row.id]);
      const items = page.items.flatMap((row) => {
        const resource = deps.catalogue.find(row.id);
        return resource ? [summaryOf(resource, row, deps.organisations)] : [];
      });
      return { ...page, items };
    },
  });
}
