import { formatCount, formatShare, useLocal, type Figure } from '@yiwang/ui';
import { useMemo } from 'react';
import { Chart, token } from '../charts/chart.tsx';
import { useRem } from '../data/media.ts';
import { peakOf, seriesOf, type Series } from '../domain/series.ts';
import { useText } from '../texts/index.ts';

/** A figure through the hours or days: columns for counts, a line for shares; the heading says when it was most. */
export function Trend({ figure, at }: { figure: Figure; at: string }) {
  const t = useText();
  const local = useLocal();
  const rem = useRem();
  const { kind } = figure;
  // The board comes anew every few seconds; the drawing is made again only when its points differ.
  const key = JSON.stringify(seriesOf(figure, at) ?? null);
  const series = useMemo(() => (JSON.parse(key) as Series | null) ?? undefined, [key]);
  const option = useMemo(() => (series ? optionOf(series, kind, rem) : undefined), [series, kind, rem]);
  const peak = series ? peakOf(series) : undefined;
  if (!option || !series || !peak)
    return (
      <div className="trend">
        <h3 className="quiet">{t('trend.none', { period: local(figure.period) })}</h3>
      </div>
    );
  const value = kind === 'share' ? formatShare(peak.value) : formatCount(peak.value);
  const words = t(`trend.${series.step}`, { at: peak.label, value, unit: kind === 'share' ? '' : local(figure.unit) });
  return (
    <div className="trend">
      <h3>{words}</h3>
      <Chart className="trend-chart" option={option} label={t('trend.describe', { title: local(figure.title), peak: words })} />
    </div>
  );
}

function optionOf({ points }: Series, kind: Figure['kind'], rem: number) {
  const text = { color: token('--ink-3'), fontSize: 0.8125 * rem, fontFamily: 'inherit' };
  const show = (value: number) => (kind === 'share' ? formatShare(value) : formatCount(value));
  const blue = token('--blue');
  return {
    animation: false,
    grid: { left: 0, right: 0.75 * rem, top: 0.75 * rem, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: points.map(({ label }) => label),
      axisLine: { lineStyle: { color: token('--edge') } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 2,
      ...(kind === 'count' ? { minInterval: 1 } : { max: 1 }),
      axisLabel: { ...text, formatter: show },
      splitLine: { lineStyle: { color: token('--line') } },
    },
    series: [
      kind === 'share'
        ? { type: 'line', data: points.map(({ value }) => value), lineStyle: { color: blue, width: 2 }, itemStyle: { color: blue } }
        : { type: 'bar', data: points.map(({ value }) => value), itemStyle: { color: blue, borderRadius: [2, 2, 0, 0] }, barMaxWidth: 1.5 * rem },
    ],
    // Told by the heading, not by pointing.
    silent: true,
  };
}
