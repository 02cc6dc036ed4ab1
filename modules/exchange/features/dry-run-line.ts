import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText, maskValue } from '@platform/kernel';
import { askSource, openable } from '../adapters/open-source.ts';
import { lineChecker } from '../domain/line-checker.ts';
import { checkMapping } from '../domain/mapping-rules.ts';
import { maskedPreview } from '../domain/preview.ts';
import { reasonText, type Reason } from '../domain/reasons.ts';
import { maskOf } from '../domain/sample-mask.ts';
import { IdParams, MappingGiven, SchemaName, TableText } from './line-schemas.ts';
import { connectionWithLines } from './look-at-tables.ts';
import type { LineDeps } from './line-deps.ts';

const DRY_ROWS = 1_000;
const SHOWN_REJECTS = 50;
const SHOWN_ROWS = 10;

const Values = Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]));

export function dryRunLine(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.dry-run-line',
    method: 'POST',
    path: '/api/exchange/connections/:id/dry-run',
    summary: {
      zh: '试运行：至多 1,000 行按映射和规则校验，不写入任何数据',
      en: 'Checks at most 1,000 rows with this mapping; nothing is written',
    },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object(
      { schema: SchemaName, table: TableText, resource: Type.String({ maxLength: 64 }), mapping: MappingGiven },
      { additionalProperties: false },
    ),
    response: Type.Object({
      read: Type.Integer(),
      good: Type.Integer(),
      rejected: Type.Integer(),
      reasons: Type.Array(Type.Object({ code: Type.String(), text: LocalText, count: Type.Integer() })),
      rejects: Type.Array(
        Type.Object({
          rowNo: Type.Integer(),
          reasons: Type.Array(
            Type.Object({ item: Type.Optional(Type.String()), code: Type.String(), text: LocalText }),
          ),
          values: Values,
        }),
      ),
      sample: Type.Array(Values),
    }),
    async handle({ actor, trace }, { params, body }) {
      const { connection } = await connectionWithLines(deps, params.id, actor);
      const resource = deps.catalogue.resource(body.resource);
      const { rows, columns } = await askSource(deps, openable(deps, connection), async (session) => {
        const shape = await session.shape({ schema: body.schema, table: body.table });
        checkMapping({ mapping: body.mapping, resource, shape, table: deps.table });
        const wanted = [...new Set(body.mapping.map((one) => one.column))];
        return { columns: wanted, rows: await session.sample(shape, wanted, DRY_ROWS) };
      });
      const checker = lineChecker({
        resource,
        mapping: body.mapping,
        columns,
        table: deps.table,
        demo: deps.settings.demo,
      });
      const counts = new Map<string, number>();
      const rejects: { rowNo: number; reasons: (Reason & { text: LocalText })[]; values: Record<string, string> }[] =
        [];
      const sample: Record<string, string | null>[] = [];
      const keys = new Set<string>();
      let good = 0;
      for (const [index, row] of rows.entries()) {
        const checked = checker.checkValues(checker.columns.map((column) => row[columns.indexOf(column)] ?? null));
        const key = JSON.stringify(checked.key);
        const reasons: readonly Reason[] =
          'reasons' in checked ? checked.reasons : keys.has(key) ? [{ code: 'duplicate-key' }] : [];
        if (!('reasons' in checked)) keys.add(key);
        if (reasons.length === 0 && 'values' in checked) {
          good += 1;
          if (sample.length < SHOWN_ROWS)
            sample.push(
              Object.fromEntries(
                resource.items.map((item, position) => {
                  const value = checked.values[position] ?? null;
                  return [item.name, value === null ? null : maskValue(value, maskOf(item))];
                }),
              ),
            );
          continue;
        }
        for (const { code } of reasons) counts.set(code, (counts.get(code) ?? 0) + 1);
        if (rejects.length < SHOWN_REJECTS)
          rejects.push({
            rowNo: index + 1,
            reasons: reasons.map((reason) => ({ ...reason, text: reasonText(reason.code) })),
            values: maskedPreview(Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])), {
              resource,
              mapping: body.mapping,
            }),
          });
      }
      await deps.database.transaction((tx) =>
        deps.audit.append(tx, {
          actor,
          action: 'exchange.dry-run-line',
          subject: `connection:${connection.id}`,
          detail: { schema: body.schema, table: body.table, resource: body.resource, rows: rows.length, good },
          trace,
        }),
      );
      return {
        read: rows.length,
        good,
        rejected: rows.length - good,
        reasons: [...counts]
          .map(([code, count]) => ({ code, text: reasonText(code), count }))
          .sort((a, b) => b.count - a.count),
        rejects,
        sample,
      };
    },
  });
}
