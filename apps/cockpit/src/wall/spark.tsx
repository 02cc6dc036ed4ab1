import type { Point } from '../domain/series.ts';

const WIDTH = 100;
const HEIGHT = 24;

/** A small line without axes, from zero; its numbers stand in the figure's drawer. */
export function Spark({ points }: { points: readonly Point[] }) {
  const top = Math.max(...points.map(({ value }) => value), 0) || 1;
  const place = points.map(({ value }, index) => {
    const x = (index / (points.length - 1)) * WIDTH;
    const y = HEIGHT - 1 - (value / top) * (HEIGHT - 3);
    return `${x.toFixed(2)},${y.toFixed(2)}`;
  });
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polygon points={`0,${HEIGHT} ${place.join(' ')} ${WIDTH},${HEIGHT}`} />
      <polyline points={place.join(' ')} />
    </svg>
  );
}
