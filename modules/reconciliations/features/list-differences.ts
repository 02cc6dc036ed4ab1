import { Type } from 'typebox';
import { isUuid, LocalText, maskValue, type Mask } from '@platform/kernel';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import type { CataloguedResource } from '@modules/catalogue/contract';
import { keyParts } from '../domain/proof-plan.ts';
import { openRow } from '../jobs/judge-rows.ts';
import type { ProofDeps } from '../jobs/proof-deps.ts';
import { listRanges, rangeContext, rowsIn, type DifferenceState } from '../store/differences.ts';
import { getReconciliation } from './scope.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 40 }) });
const paging = {
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
};
const SHOWN: readonly DifferenceState[] = ['differs', 'mended', 'in-motion', 'refused'];

/** An item's value as it may be shown to whoever may see that a row differs: a personal one without a mask is hidden whole. */
function masked(resource: CataloguedResource | undefined, item: string, value: string): string {
  const found = resource?.items.find((one) => one.name === item);
  const mask: Mask = found ? (found.mask ?? (found.personal === false ? 'none' : 'all')) : 'all';
  return maskValue(value, mask);
}

/** A key's values, each under its mask. */
function maskedKey(resource: CataloguedResource | undefined, key: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    key.map((value, index) => {
      const item = resource?.key[index] ?? `key${index + 1}`;
      return [item, masked(resource, item, value)];
    }),
  );
}

export function listDifferingRanges(deps: ProofDeps): Feature {
  return feature({
    name: 'reconciliations.list-ranges',
    method: 'GET',
    path: '/api/reconciliations/:id/ranges',
    summary: { zh: '有差异的键区间（脱敏）', en: 'Ranges of keys that differ (bounds masked)' },
    access: { permission: 'exchange.read' },
    params: Params,
    query: Type.Object(paging),
    response: Page(
      Type.Object({
        no: Type.Integer(),
        from: Type.Optional(Type.String()),
        to: Type.Optional(Type.String()),
        sourceRows: Type.Integer(),
        lakeRows: Type.Integer(),
        missing: Type.Integer(),
        extra: Type.Integer(),
        changed: Type.Integer(),
        mended: Type.Integer(),
      }),
    ),
    async handle({ actor }, { params, query }) {
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 1)?.[0];
      const { row, ranges } = await deps.database.read(async (tx) => {
        const found = await getReconciliation(tx, params.id, actor);
        return {
          row: found,
          ranges: await listRanges(tx, found.id, typeof after === 'number' ? after : undefined, limit + 1),
        };
      });
      const resource = deps.catalogue.find(row.resource);
      const page = cursorPage(ranges, limit, (range) => [range.no]);
      const bound = (key: string | null): string | undefined =>
        key === null ? undefined : Object.values(maskedKey(resource, keyParts(key))).join(' · ');
      const items = page.items.map((range) => {
        const opened = deps.sealer.openJson(range.sealed, rangeContext(row.id, range.no)) as {
          from: string | null;
          to: string | null;
        };
        const [from, to] = [bound(opened.from), bound(opened.to)];
        return {
          no: range.no,
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
          sourceRows: Number(range.source_rows),
          lakeRows: Number(range.lake_rows),
          missing: range.missing,
          extra: range.extra,
          changed: range.changed,
          mended: range.mended,
        };
      });
      return { ...page, items };
    },
  });
}

export function listDifferingRows(deps: ProofDeps): Feature {
  return feature({
    name: 'reconciliations.list-rows',
    method: 'GET',
    path: '/api/reconciliations/:id/rows',
    summary: {
      zh: '有差异的行：键（脱敏）与不同的信息项',
      en: 'Rows that differ: their keys (masked) and the items that differ',
    },
    access: { permission: 'exchange.read' },
    params: Params,
    query: Type.Object({
      range: Type.Optional(Type.Integer({ minimum: 0 })),
      kind: Type.Optional(Type.Enum(['missing', 'extra', 'changed'])),
      state: Type.Optional(Type.Enum(['differs', 'mended', 'in-motion', 'refused'])),
      ...paging,
    }),
    response: Page(
      Type.Object({
        id: Type.String(),
        range: Type.Integer(),
        kind: Type.Enum(['missing', 'extra', 'changed']),
        state: Type.String(),
        items: Type.Array(Type.Object({ name: Type.String(), title: LocalText })),
        key: Type.Record(Type.String(), Type.String()),
      }),
    ),
    async handle({ actor }, { params, query }) {
      const limit = query.limit ?? 20;
      const after = String(decodeCursor(query.cursor, 1)?.[0]);
      const { row, rows } = await deps.database.read(async (tx) => {
        const found = await getReconciliation(tx, params.id, actor);
        const filter = {
          states: query.state ? [query.state] : SHOWN,
          kind: query.kind,
          rangeNo: query.range,
          after: isUuid(after) ? after : undefined,
          limit: limit + 1,
        };
        return { row: found, rows: await rowsIn(tx, found.id, filter) };
      });
      const resource = deps.catalogue.find(row.resource);
      const page = cursorPage(rows, limit, (one) => [one.id]);
      const items = page.items.map((one) => ({
        id: one.id,
        range: one.range_no,
        kind: one.kind,
        state: one.state,
        items: one.items.map((name) => ({
          name,
          title: resource?.items.find((item) => item.name === name)?.title ?? { zh: name, en: name },
        })),
        key: maskedKey(resource, openRow(deps, one).key),
      }));
      return { ...page, items };
    },
  });
}
