import { formatInstant, useLocal } from '@yiwang/ui';
import { useMemo } from 'react';
import type { Figure } from '../api/boards.ts';
import { useText } from '../texts/index.ts';
import { COLOURS } from './chart-colours.ts';
import { Chart, type ChartOption } from './echart.tsx';
import { partNumber } from './figure-words.ts';
import { topicOf } from './next-step.ts';

const TWO_DAYS_MS = 2 * 86_400_000;

/** A figure over its period. */
export function TrendChart({ figure }: { figure: Figure }) {
  const t = useText();
  const local = useLocal();
  const { series = [], kind } = figure;
  const title = local(figure.title);
  const option = useMemo((): ChartOption => {
    const first = series[0];
    const last = series.at(-1);
    const days = first && last && Date.parse(last.at) - Date.parse(first.at) > TWO_DAYS_MS;
    const when = (at: string): string => (days ? formatInstant(at).slice(5, 10) : formatInstant(at).slice(11));
    return {
      animation: false,
      grid: { left: 4, right: 12, top: 12, bottom: 10, outerBoundsMode: 'same' },
      textStyle: { fontFamily: 'inherit', color: COLOURS.quiet },
      xAxis: {
        type: 'category',
        data: series.map(({ at }) => when(at)),
        boundaryGap: false,
        axisLine: { lineStyle: { color: COLOURS.line } },
        axisTick: { show: false },
        axisLabel: { color: COLOURS.quiet, fontSize: 13, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        min: 0,
        ...(kind === 'count' ? { minInterval: 1 } : { max: 1 }),
        splitNumber: 3,
        splitLine: { lineStyle: { color: COLOURS.line } },
        axisLabel: { color: COLOURS.quiet, fontSize: 13, formatter: (value: number) => partNumber(kind, value) },
      },
      // Text only: a tooltip of HTML would be built from strings.
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        backgroundColor: COLOURS.paper,
        borderColor: COLOURS.edge,
        textStyle: { color: COLOURS.ink },
        valueFormatter: (value: unknown) => partNumber(kind, Number(value)),
      },
      series: [
        {
          type: 'line',
          data: series.map(({ value }) => value),
          showSymbol: false,
          lineStyle: { color: COLOURS.blue, width: 2 },
          itemStyle: { color: COLOURS.blue },
          areaStyle: { color: COLOURS.blue, opacity: 0.12 },
        },
      ],
    };
  }, [series, kind]);
  const values = series.map(({ value }) => value);
  const empty = values.every((value) => value === 0);
  return (
    <section className="card trend-card">
      <h2>{t('trend.question', { title })}</h2>
      {figure.series === undefined ? (
        <p className="quiet">{t('trend.none')}</p>
      ) : empty ? (
        <>
          <p className="quiet">{t('trend.empty', { period: local(figure.period) })}</p>
          <p className="quiet">{t(`next.${topicOf(figure)}`)}</p>
        </>
      ) : (
        <Chart
          className="trend"
          option={option}
          label={t('trend.label', {
            title,
            max: partNumber(kind, Math.max(...values)),
            last: partNumber(kind, values.at(-1) ?? 0),
          })}
        />
      )}
    </section>
  );
}
