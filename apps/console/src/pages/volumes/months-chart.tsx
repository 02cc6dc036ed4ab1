import { formatCount } from '@yiwang/ui';
import { useId, useState } from 'react';
import type { Volumes } from '../../api/work-volumes.ts';
import { axisEnd } from '../line/bins.ts';
import { useVolumesText } from '../../texts/volumes.ts';

const WIDTH = 560;
const HEIGHT = 168;
const LEFT = 48;
const TOP = 8;
const STEP = (WIDTH - LEFT) / 12;

/** Received and decided by month, the year beside the one before. */
export function MonthsCharts({ volumes }: { volumes: Volumes }) {
  const t = useVolumesText();
  const { months, year } = volumes;
  return (
    <div className="volume-charts">
      <Chart
        title={t('chartReceived', { year })}
        year={year}
        bars={months.map((one) => ({ now: one.received, before: one.receivedYearBefore }))}
      />
      <Chart
        title={t('chartDecided', { year })}
        year={year}
        bars={months.map((one) => ({ now: one.decided, before: one.decidedYearBefore }))}
      />
    </div>
  );
}

type Bar = { now: number; before: number };

/** Twelve pairs of bars. One is read out by pointing at it, or with the arrow keys. */
function Chart({ title, year, bars }: { title: string; year: number; bars: readonly Bar[] }) {
  const t = useVolumesText();
  const heading = useId();
  const latest = Math.max(
    0,
    bars.findLastIndex(({ now }) => now > 0),
  );
  const [at, setAt] = useState<number>();
  const index = at ?? latest;
  const shown = bars[index] ?? { now: 0, before: 0 };
  const end = axisEnd(Math.max(0, ...bars.flatMap(({ now, before }) => [now, before])), 4);
  const y = (value: number): number => TOP + (1 - value / end) * (HEIGHT - TOP);
  const readOut = t('readOut', { month: index + 1, now: formatCount(shown.now), before: formatCount(shown.before) });
  const go = (to: number): void => setAt(Math.max(0, Math.min(11, to)));
  return (
    <section className="card pad stack-s" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <div
        className="volume-chart"
        role="slider"
        tabIndex={0}
        aria-label={t('keys', { title })}
        aria-valuemin={1}
        aria-valuemax={12}
        aria-valuenow={index + 1}
        aria-valuetext={readOut}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          go(Math.floor((((event.clientX - box.left) / box.width) * WIDTH - LEFT) / STEP));
        }}
        onPointerLeave={() => setAt(undefined)}
        onKeyDown={(event) => {
          const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: 11 }[event.key];
          if (to === undefined) return;
          event.preventDefault();
          go(to);
        }}
      >
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 22}`} aria-hidden="true">
          {[0, 0.5, 1].map((share) => (
            <g key={share}>
              <line className="grid" x1={LEFT} x2={WIDTH} y1={y(end * share)} y2={y(end * share)} />
              <text x={LEFT - 8} y={y(end * share) + (share === 1 ? 8 : 4)} textAnchor="end">
                {formatCount(end * share)}
              </text>
            </g>
          ))}
          {at === undefined ? null : (
            <rect className="here" x={LEFT + at * STEP} y={TOP} width={STEP} height={HEIGHT - TOP} />
          )}
          {bars.map(({ now, before }, month) => (
            // The twelve months stand where they stand.
            // oxlint-disable-next-line react/no-array-index-key
            <g key={month}>
              <rect
                className="before"
                x={LEFT + month * STEP + 5}
                width={STEP / 2 - 6}
                y={y(before)}
                height={y(0) - y(before)}
              />
              <rect
                className="now"
                x={LEFT + month * STEP + STEP / 2}
                width={STEP / 2 - 5}
                y={y(now)}
                height={y(0) - y(now)}
              />
              <text x={LEFT + (month + 0.5) * STEP} y={HEIGHT + 18} textAnchor="middle">
                {t('month', { month: month + 1 })}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <div className="row volume-legend">
        <span className="row">
          <i className="now" aria-hidden="true" />
          {t('thisYear', { year })}
        </span>
        <span className="row">
          <i className="before" aria-hidden="true" />
          {t('thisYear', { year: year - 1 })}
        </span>
        <span className="grow" />
        <small>{readOut}</small>
      </div>
    </section>
  );
}
