import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import { listReconciliations as rowsOf } from '../store/reconciliations.ts';
import { ReconciliationView, viewOf } from './reconciliation-view.ts';
import { getReconciliation, organisationsOf, type ReadDeps } from './scope.ts';

type Deps = ReadDeps & Pick<Foundations, 'clock'>;

export function listReconciliations(deps: Deps): Feature {
  return feature({
    name: 'reconciliations.list-reconciliations',
    method: 'GET',
    path: '/api/reconciliations',
    summary: { zh: '对账记录', en: 'Reconciliations, newest first' },
    access: { permission: 'exchange.read' },
    query: Type.Object({
      lineId: Type.Optional(Type.String({ maxLength: 100 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
    }),
    response: Page(ReconciliationView),
    async handle({ actor }, { query }) {
      const limit = query.limit ?? 20;
      const before = String(decodeCursor(query.cursor, 1)?.[0]);
      const rows = await deps.database.read((tx) =>
        rowsOf(tx, {
          lineId: query.lineId,
          organisations: organisationsOf(actor),
          before: isUuid(before) ? before : undefined,
          limit: limit + 1,
        }),
      );
      const page = cursorPage(rows, limit, (row) => [row.id]);
      return { ...page, items: page.items.map((row) => viewOf(row, deps.clock.now())) };
    },
  });
}

export function showReconciliation(deps: Deps): Feature {
  return feature({
    name: 'reconciliations.show-reconciliation',
    method: 'GET',
    path: '/api/reconciliations/:id',
    summary: { zh: '一次对账', en: 'One reconciliation' },
    access: { permission: 'exchange.read' },
    params: Type.Object({ id: Type.String({ maxLength: 40 }) }),
    response: ReconciliationView,
    async handle({ actor }, { params }) {
      const row = await deps.database.read((tx) => getReconciliation(tx, params.id, actor));
      return viewOf(row, deps.clock.now());
    },
  });
}
