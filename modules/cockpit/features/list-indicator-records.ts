import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, PageQuery, type Feature } from '@platform/http';
import { PERIOD_WORDS, periodOf } from '../domain/period.ts';
import { cockpitErrors } from '../errors.ts';
import type { CockpitDeps } from '../module.ts';

/** A text that is said differently in each language comes in both. */
const Cell = Type.Union([Type.String(), Type.Number(), LocalText, Type.Null()]);

/** The records that a figure counts, newest first, without personal data. */
export function listIndicatorRecords(deps: CockpitDeps): Feature {
  const measures = new Map(deps.measures().map((measure) => [measure.id, measure]));
  return feature({
    name: 'cockpit.list-indicator-records',
    method: 'GET',
    path: '/api/cockpit/indicators/:id/records',
    summary: { zh: '指标背后的记录', en: 'The records behind a figure' },
    access: { permission: 'cockpit.read' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    query: PageQuery,
    response: Type.Object({
      title: LocalText,
      meaning: LocalText,
      period: LocalText,
      columns: Type.Array(
        Type.Object({
          key: Type.String(),
          title: LocalText,
          kind: Type.Enum(['text', 'number', 'instant', 'organisation']),
        }),
      ),
      rows: Type.Array(Type.Record(Type.String(), Cell)),
      organisations: Type.Record(Type.String(), LocalText),
      next: Type.Optional(Type.String()),
    }),
    async handle(_context, { params, query }) {
      const indicator = deps.packs.find('indicators', params.id)?.value;
      if (!indicator) throw cockpitErrors.unknownIndicator({ indicator: params.id });
      const measure = measures.get(indicator.measure);
      if (!measure) throw cockpitErrors.unknownMeasure({ indicator: params.id, measure: indicator.measure });
      const records = await measure.records(periodOf(indicator.period, deps.clock.now()), {
        limit: query.limit ?? 20,
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
      });
      const named = records.columns.filter((column) => column.kind === 'organisation').map((column) => column.key);
      const organisations: Record<string, LocalText> = {};
      for (const row of records.rows) {
        for (const key of named) {
          const id = row[key];
          const known = typeof id === 'string' ? deps.organisations.find(id) : undefined;
          if (known) organisations[known.id] = known.short;
        }
      }
      return {
        title: indicator.title,
        meaning: measure.meaning,
        period: PERIOD_WORDS[indicator.period],
        organisations,
        ...records,
      };
    },
  });
}
