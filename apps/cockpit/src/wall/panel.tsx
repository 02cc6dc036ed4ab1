import { useLocal, type Board, type Figure } from '@yiwang/ui';
import { lazy, Suspense, useId } from 'react';
import { figureWithBars } from '../domain/bars.ts';
import { Bars } from './bars.tsx';
import { FigureTile } from './figure-tile.tsx';

const Trend = lazy(() => import('./trend.tsx').then((module) => ({ default: module.Trend })));

type Props = {
  panel: Board['panels'][number];
  at: string;
  /** It has a column to itself: the first figure is told at length, with its hours and its offices. */
  full?: boolean;
  /** One row below the map. */
  strip?: boolean;
  onOpen: (figure: Figure) => void;
};

export function Panel({ panel, at, full = false, strip = false, onOpen }: Props) {
  const local = useLocal();
  const heading = useId();
  const [lead, ...others] = panel.figures;
  const withBars = figureWithBars(panel.figures);
  return (
    <section className="panel" data-strip={strip ? '' : undefined} aria-labelledby={heading}>
      <h2 id={heading}>{local(panel.title)}</h2>
      {full && lead ? (
        <>
          <FigureTile figure={lead} at={at} lead onOpen={onOpen} />
          <Suspense fallback={<div className="trend" />}>
            <Trend figure={lead} at={at} />
          </Suspense>
        </>
      ) : null}
      <div className="tiles">
        {(full ? others : panel.figures).map((figure) => (
          <FigureTile key={figure.indicator} figure={figure} at={at} onOpen={onOpen} />
        ))}
      </div>
      {full && lead ? <Bars figure={withBars ?? lead} /> : null}
    </section>
  );
}
