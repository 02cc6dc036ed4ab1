import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import { PERIOD_WORDS, periodOf } from '../domain/period.ts';
import { filledSeries } from '../domain/series.ts';
import { cockpitErrors } from '../errors.ts';
import type { CockpitDeps } from '../module.ts';

const Figure = Type.Object({
  indicator: Type.String(),
  /** The module whose records it counts. */
  topic: Type.String(),
  title: LocalText,
  value: Type.Number(),
  of: Type.Optional(Type.Integer()),
  kind: Type.Enum(['count', 'share']),
  unit: LocalText,
  meaning: LocalText,
  period: LocalText,
  /** The same days a year before; null where nothing is known of them. */
  yearBefore: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  series: Type.Optional(Type.Array(Type.Object({ at: Type.String(), value: Type.Number() }))),
  byOrganisation: Type.Optional(
    Type.Array(Type.Object({ organisation: Type.String(), name: LocalText, value: Type.Number() })),
  ),
});

/** A board with every figure computed now from what happened; each opens to its records. */
export function getBoard(deps: CockpitDeps): Feature {
  const measures = new Map(deps.measures().map((measure) => [measure.id, measure]));
  return feature({
    name: 'cockpit.get-board',
    method: 'GET',
    path: '/api/cockpit/boards/:id',
    summary: { zh: '一个看板的指标', en: 'The figures of a board' },
    access: { permission: 'cockpit.read' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: Type.Object({
      id: Type.String(),
      title: LocalText,
      at: Type.String(),
      panels: Type.Array(Type.Object({ title: LocalText, figures: Type.Array(Figure) })),
    }),
    async handle(_context, { params }) {
      const board = deps.packs.find('boards', params.id)?.value;
      if (!board) throw cockpitErrors.unknownBoard({ board: params.id });
      const now = deps.clock.now();
      const figureOf = async (id: string): Promise<Static<typeof Figure>> => {
        const indicator = deps.packs.get('indicators', id).value;
        const measure = measures.get(indicator.measure);
        if (!measure) throw cockpitErrors.unknownMeasure({ indicator: id, measure: indicator.measure });
        const period = periodOf(indicator.period, now);
        const { value, of } = await measure.value(period);
        const yearBefore = await measure.yearBefore?.(period);
        const series = await measure.series?.(period);
        const byOrganisation = await measure.byOrganisation?.(period);
        return {
          indicator: id,
          topic: measure.id.slice(0, measure.id.indexOf('.')),
          title: indicator.title,
          value,
          ...(of === undefined ? {} : { of }),
          kind: measure.kind,
          unit: indicator.unit,
          meaning: measure.meaning,
          period: PERIOD_WORDS[indicator.period],
          ...(yearBefore === undefined ? {} : { yearBefore }),
          ...(series
            ? {
                series: filledSeries(series, indicator.period, period.from, now).map((point) => ({
                  at: point.at.toISOString(),
                  value: point.value,
                })),
              }
            : {}),
          ...(byOrganisation
            ? {
                byOrganisation: byOrganisation.slice(0, 10).map((bar) => ({
                  ...bar,
                  name: deps.organisations.find(bar.organisation)?.short ?? {
                    zh: bar.organisation,
                    en: bar.organisation,
                  },
                })),
              }
            : {}),
        };
      };
      const panels = [];
      for (const panel of board.panels) {
        panels.push({ title: panel.title, figures: await Promise.all(panel.indicators.map(figureOf)) });
      }
      return { id: board.id, title: board.title, at: now.toISOString(), panels };
    },
  });
}
