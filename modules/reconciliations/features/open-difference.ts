import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { isUuid, LocalText } from '@platform/kernel';
import { SUBJECT, type Foundations } from '@platform/module';
import { reconciliationsErrors } from '../domain/errors.ts';
import { openRow } from '../jobs/judge-rows.ts';
import type { ProofDeps } from '../jobs/proof-deps.ts';
import { findRow } from '../store/differences.ts';
import { getReconciliation } from './scope.ts';

const Value = Type.Union([Type.String(), Type.Null()]);

/** The values of one row on both sides, in the clear: needs a purpose, and is recorded as a look at the person's data. */
export function openDifference(deps: ProofDeps & Pick<Foundations, 'blindIndex'>): Feature {
  return feature({
    name: 'reconciliations.open-difference',
    method: 'GET',
    path: '/api/reconciliations/:id/rows/:rowId',
    summary: {
      zh: '打开一行差异的两侧数据（须写明目的，查看会留痕）',
      en: 'Opens both sides of a row that differs (needs a purpose; looking is recorded)',
    },
    access: { permission: 'exchange.read-rejected-rows' },
    params: Type.Object({ id: Type.String({ maxLength: 40 }), rowId: Type.String({ maxLength: 40 }) }),
    query: Type.Object({ purpose: Type.Optional(Type.String({ maxLength: 200 })) }),
    response: Type.Object({
      id: Type.String(),
      kind: Type.Enum(['missing', 'extra', 'changed']),
      state: Type.String(),
      items: Type.Array(
        Type.Object({
          name: Type.String(),
          title: LocalText,
          grade: Type.Optional(Type.Integer()),
          source: Value,
          lake: Value,
          differs: Type.Boolean(),
        }),
      ),
    }),
    async handle({ actor, trace }, { params, query }) {
      const purpose = query.purpose?.trim() ?? '';
      if ([...purpose].length < 2) throw reconciliationsErrors.purposeMissing();
      return deps.database.transaction(async (tx) => {
        const reconciliation = await getReconciliation(tx, params.id, actor);
        const row = isUuid(params.rowId) ? await findRow(tx, reconciliation.id, params.rowId) : undefined;
        if (!row) throw reconciliationsErrors.unknownRow();
        const resource = deps.catalogue.find(reconciliation.resource);
        const sealed = openRow(deps, row);
        const names = sealed.items ?? resource?.key ?? [];
        const side = (values: (string | null)[] | null | undefined, index: number): string | null =>
          values?.[index] ?? null;
        const keyOnly = sealed.items === undefined;
        const items = names.map((name, index) => {
          const item = resource?.items.find((one) => one.name === name);
          return {
            name,
            title: item?.title ?? { zh: name, en: name },
            ...(item?.grade === undefined ? {} : { grade: item.grade }),
            source: keyOnly ? (sealed.key[index] ?? null) : side(sealed.source, index),
            lake: keyOnly ? (sealed.key[index] ?? null) : side(sealed.lake, index),
            differs: row.items.includes(name),
          };
        });
        await deps.audit.append(tx, {
          actor,
          action: 'reconciliations.open-difference',
          subject: `reconciliation:${reconciliation.id}`,
          detail: { line: reconciliation.line_id, row: row.id, kind: row.kind, purpose },
          trace,
        });
        // Whoever is named by the row may see in 我的数据 that it was looked at.
        const ids = new Set(
          items
            .filter((one) => {
              const type = resource?.items.find((item) => item.name === one.name)?.type;
              return type === 'citizen-id' || type === 'credit-code';
            })
            .flatMap((one) => [one.source, one.lake])
            .filter((value) => value !== null),
        );
        for (const id of ids) {
          await deps.audit.recordRead(tx, {
            actor,
            organisation: asStaff(actor).organisation,
            subject: deps.blindIndex(id, SUBJECT),
            channel: 'console',
            resource: reconciliation.resource,
            fields: names,
            purpose: { zh: purpose, en: purpose },
            trace,
          });
        }
        return { id: row.id, kind: row.kind, state: row.state, items };
      });
    },
  });
}
