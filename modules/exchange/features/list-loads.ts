import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import type { Source } from '@platform/packs';
import { exchangeErrors } from '../domain/errors.ts';
import { findLoad, listLoads, type LoadRow } from '../store/loads.ts';
import { Load, loadView } from './load-view.ts';
import { demandScope, organisationsOf } from './scope.ts';

type Deps = { database: ModuleDatabase; sources: readonly Source[] };

function viewOf(deps: Deps, row: LoadRow): Load {
  return loadView(
    row,
    deps.sources.find((source) => source.id === row.source_id)?.title ?? { zh: row.source_id, en: row.source_id },
  );
}

export function listLoadsCase(deps: Deps): Feature {
  return feature({
    name: 'exchange.list-loads',
    method: 'GET',
    path: '/api/exchange/loads',
    summary: { zh: '归集记录，最新在前', en: 'Loads, the newest first' },
    access: { permission: 'exchange.read' },
    query: Type.Object({
      source: Type.Optional(Type.String({ maxLength: 64 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
    }),
    response: Page(Load),
    async handle({ actor }, { query }) {
      const limit = query.limit ?? 20;
      const before = decodeCursor(query.cursor, 1)?.[0];
      const rows = await deps.database.read((tx) =>
        listLoads(tx, {
          sourceId: query.source,
          organisations: organisationsOf(actor),
          before: before === undefined || !isUuid(String(before)) ? undefined : String(before),
          limit: limit + 1,
        }),
      );
      const page = cursorPage(rows, limit, (row) => [row.id]);
      return { ...page, items: page.items.map((row) => viewOf(deps, row)) };
    },
  });
}

export function showLoad(deps: Deps): Feature {
  return feature({
    name: 'exchange.show-load',
    method: 'GET',
    path: '/api/exchange/loads/:id',
    summary: { zh: '一次归集的进度和结果', en: 'One load: progress and outcome' },
    access: { permission: 'exchange.read' },
    params: Type.Object({ id: Type.String({ maxLength: 40 }) }),
    response: Load,
    async handle({ actor }, { params }) {
      const row = isUuid(params.id) ? await deps.database.read((tx) => findLoad(tx, params.id)) : undefined;
      if (!row) throw exchangeErrors.unknownLoad();
      demandScope(actor, row.organisation);
      return viewOf(deps, row);
    },
  });
}
