import { ErrorNotice, formatCount, formatInstant } from '@yiwang/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { minutesQuery } from '../../data/railway-queries.ts';
import { useRailWords } from '../../rail/rail-words.ts';
import { Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { axisEnd, binsOf, SPANS, type Bin, type Span } from './bins.ts';

const OPS = ['inserted', 'updated', 'deleted'] as const;
const LEFT = 52;
const HEIGHT = 132;
const TOP = 8;

/** Throughput and delay of a line over time. A bar is read out by pointing at it, or with the arrow keys. */
export function LineCharts({ id, span, onSpan }: { id: string; span: Span; onSpan: (span: Span) => void }) {
  const t = useText();
  const query = useQuery({ ...minutesQuery(id, Number(span)), placeholderData: keepPreviousData });
  const bins = query.data ? binsOf(query.data.items, span, query.dataUpdatedAt) : undefined;
  return (
    <section className="card pad stack-s">
      <div className="row">
        <h2 className="grow">{t('line.charts')}</h2>
        <Segmented
          aria-label={t('line.span')}
          value={span}
          onChange={(value) => onSpan(value)}
          options={(Object.keys(SPANS) as Span[]).map((value) => ({ value, label: t(`line.spans.h${value}`) }))}
        />
      </div>
      {bins ? (
        <Charts bins={bins} minutes={SPANS[span]} />
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />
      ) : (
        <Waiting blocks={2} />
      )}
    </section>
  );
}

function Charts({ bins, minutes }: { bins: readonly Bin[]; minutes: number }) {
  const t = useText();
  const words = useRailWords();
  const [at, setAt] = useState<number>();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const last = bins.length - 1;
  const index = Math.min(at ?? last, last);
  const bin = bins[index];
  const plot = Math.max(80, width - LEFT);
  const step = plot / bins.length;
  const most = axisEnd(Math.max(0, ...bins.map((one) => one.inserted + one.updated + one.deleted)), 10);
  const slowest = axisEnd(Math.max(0, ...bins.map(({ lagMs }) => lagMs ?? 0)), 1000);
  const y = (value: number, end: number) => TOP + (1 - value / end) * (HEIGHT - TOP);
  const x = (place: number) => LEFT + place * step;
  const dayLong = bins.length * minutes > 24 * 60;
  const clock = (instant: number) => formatInstant(new Date(instant)).slice(dayLong ? 5 : 11, dayLong ? 10 : 16);
  const readOut = bin
    ? t('line.readOut', {
        from: formatInstant(new Date(bin.from)).slice(5),
        to: formatInstant(new Date(bin.to)).slice(11),
        inserted: formatCount(bin.inserted),
        updated: formatCount(bin.updated),
        deleted: formatCount(bin.deleted),
        rejected: formatCount(bin.rejected),
        lag: words.lag(bin.lagMs),
      })
    : '';
  const point = (event: React.PointerEvent<HTMLElement>) => {
    const place = Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT) / step);
    setAt(Math.max(0, Math.min(last, place)));
  };
  const key = (event: React.KeyboardEvent) => {
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(last, to)));
  };
  const marked =
    at === undefined ? null : <rect className="here" x={x(index)} y={TOP} width={step} height={HEIGHT - TOP} />;
  return (
    <div className="stack-s">
      <div
        ref={box}
        className="charts"
        role="slider"
        tabIndex={0}
        aria-label={t('line.chartsKeys')}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={index}
        aria-valuetext={readOut}
        onPointerMove={point}
        onPointerLeave={() => setAt(undefined)}
        onKeyDown={key}
      >
        <h3>{t('line.throughput', { count: minutes })}</h3>
        <svg width={width} height={HEIGHT + 4} aria-hidden="true">
          <Axis end={most} label={(value) => words.short(value)} width={width} y={y} />
          {marked}
          {bins.map((one, place) => {
            let base = 0;
            return OPS.map((op) => {
              const from = base;
              base += one[op];
              return one[op] > 0 ? (
                <rect
                  key={`${one.from} ${op}`}
                  className={op}
                  x={x(place) + step * 0.12}
                  width={step * 0.76}
                  y={y(base, most)}
                  height={Math.max(0.75, y(from, most) - y(base, most))}
                />
              ) : null;
            });
          })}
        </svg>
        <h3>{t('line.delay')}</h3>
        <svg width={width} height={HEIGHT + 22} aria-hidden="true">
          <Axis end={slowest} label={(value) => words.lag(value)} width={width} y={y} />
          {marked}
          <path
            className="lag"
            d={pathOf(
              bins,
              (place) => x(place + 0.5),
              (value) => y(value, slowest),
            )}
          />
          {bins.map(({ lagMs, from }, place) =>
            lagMs === undefined ? null : (
              <circle key={from} className="lag-dot" cx={x(place + 0.5)} cy={y(lagMs, slowest)} r="1.75" />
            ),
          )}
          {ticks(bins.length, width).map((place) => (
            <text key={place} x={x(place)} y={HEIGHT + 18}>
              {clock(bins[place]?.from ?? 0)}
            </text>
          ))}
        </svg>
      </div>
      <div className="row chart-foot">
        {OPS.map((op) => (
          <span key={op} className="row">
            <i className={`swatch ${op}`} aria-hidden="true" />
            {t(`line.ops.${op}`)}
          </span>
        ))}
        <span className="grow" />
        <small>{readOut}</small>
      </div>
    </div>
  );
}

type AxisProps = {
  end: number;
  label: (value: number) => string;
  width: number;
  y: (value: number, end: number) => number;
};

function Axis({ end, label, width, y }: AxisProps) {
  return [0, 0.5, 1].map((share) => (
    <g key={share}>
      <line className="grid" x1={LEFT} x2={width} y1={y(end * share, end)} y2={y(end * share, end)} />
      <text x={LEFT - 8} y={y(end * share, end) + (share === 1 ? 8 : 4)} textAnchor="end">
        {label(end * share)}
      </text>
    </g>
  ));
}

/** The line of the delay; broken where nothing was applied. */
function pathOf(bins: readonly Bin[], x: (place: number) => number, y: (value: number) => number): string {
  let broken = true;
  return bins
    .map(({ lagMs }, place) => {
      if (lagMs === undefined) {
        broken = true;
        return '';
      }
      const step = `${broken ? 'M' : 'L'}${x(place).toFixed(1)} ${y(lagMs).toFixed(1)}`;
      broken = false;
      return step;
    })
    .join('');
}

/** Places of the clock below: about one every 110 pixels. */
function ticks(count: number, width: number): number[] {
  const wanted = Math.max(2, Math.floor((width - LEFT) / 110));
  const every = Math.ceil(count / wanted);
  return Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every).filter(
    (place) => place <= count - every / 2,
  );
}

function useWidth(box: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);
  return width;
}
