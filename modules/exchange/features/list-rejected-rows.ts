import { Type } from 'typebox';
import { isUuid, LocalText } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import type { Foundations } from '@platform/module';
import type { Source } from '@platform/packs';
import type { CataloguePort } from '@modules/catalogue/contract';
import { exchangeErrors } from '../domain/errors.ts';
import { maskedPreview } from '../domain/preview.ts';
import { reasonText } from '../domain/reasons.ts';
import { findLoad } from '../store/loads.ts';
import { listRejectedRows, rejectedContext } from '../store/rejected-rows.ts';
import { demandScope } from './scope.ts';

const RejectedRow = Type.Object({
  id: Type.String(),
  rowNo: Type.Integer(),
  reasons: Type.Array(
    Type.Object({
      item: Type.Optional(Type.String()),
      itemTitle: Type.Optional(LocalText),
      code: Type.String(),
      text: LocalText,
    }),
  ),
  /** The source's columns with their values, masked. */
  preview: Type.Record(Type.String(), Type.String()),
});

export function listRejectedRowsCase(
  deps: Pick<Foundations, 'audit' | 'sealer'> & {
    database: ModuleDatabase;
    sources: readonly Source[];
    catalogue: CataloguePort;
  },
): Feature {
  return feature({
    name: 'exchange.read-rejected-rows',
    method: 'GET',
    path: '/api/exchange/loads/:id/rejected',
    summary: {
      zh: '拒收的行及原因（脱敏；查看会留痕）',
      en: 'Rows set aside, with reasons (masked; looking is recorded)',
    },
    access: { permission: 'exchange.read-rejected-rows' },
    params: Type.Object({ id: Type.String({ maxLength: 40 }) }),
    query: Type.Object({
      reason: Type.Optional(Type.String({ maxLength: 64 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
    }),
    response: Page(RejectedRow),
    async handle({ actor, trace }, { params, query }) {
      const limit = query.limit ?? 20;
      const cursor = decodeCursor(query.cursor, 2);
      return deps.database.transaction(async (tx) => {
        const load = isUuid(params.id) ? await findLoad(tx, params.id) : undefined;
        if (!load) throw exchangeErrors.unknownLoad();
        demandScope(actor, load.organisation);
        const source = deps.sources.find((one) => one.id === load.source_id);
        const resource = deps.catalogue.find(load.resource);
        if (!source || !resource) throw exchangeErrors.unknownSource({ id: load.source_id });
        const rows = await listRejectedRows(tx, {
          loadId: load.id,
          reason: query.reason,
          after:
            cursor && typeof cursor[0] === 'number' && isUuid(String(cursor[1]))
              ? { rowNo: cursor[0], id: String(cursor[1]) }
              : undefined,
          limit: limit + 1,
        });
        const page = cursorPage(rows, limit, (row) => [Number(row.row_no), row.id]);
        await deps.audit.append(tx, {
          actor,
          action: 'exchange.read-rejected-rows',
          subject: `load:${load.id}`,
          detail: {
            source: source.id,
            rows: page.items.length,
            ...(query.reason === undefined ? {} : { reason: query.reason }),
          },
          trace,
        });
        const items = page.items.map((row) => ({
          id: row.id,
          rowNo: Number(row.row_no),
          reasons: row.reasons.map((reason) => {
            const title = resource.items.find((item) => item.name === reason.item)?.title;
            return { ...reason, ...(title ? { itemTitle: title } : {}), text: reasonText(reason.code) };
          }),
          preview: maskedPreview(
            deps.sealer.openJson(row.sealed, rejectedContext(load.id, row.row_no)) as Record<string, string | null>,
            {
              resource,
              mapping: source.mapping,
            },
          ),
        }));
        return { ...page, items };
      });
    },
  });
}
