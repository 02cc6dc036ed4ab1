import type { Point } from '../api/boards.ts';

const WIDTH = 120;
const HEIGHT = 28;

/** A figure's way over its period as a small line; the numbers stand in the chart and the records. */
export function Sparkline({ series }: { series: readonly Point[] }) {
  const values = series.map(({ value }) => value);
  const most = Math.max(...values);
  if (values.length < 2 || most <= 0) return null;
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * (WIDTH - 2) + 1;
    const y = HEIGHT - 2 - (value / most) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  );
}
