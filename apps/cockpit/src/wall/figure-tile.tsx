import { useLocal, type Figure } from '@yiwang/ui';
import { useId, useState } from 'react';
import { seriesOf } from '../domain/series.ts';
import { useText } from '../texts/index.ts';
import { FigureValue } from './figure-value.tsx';
import { Spark } from './spark.tsx';

type Props = { figure: Figure; at: string; lead?: boolean; onOpen: (figure: Figure) => void };

/** A figure that opens to its records; how it is counted is told on focus and hover, and again beside the records. */
export function FigureTile({ figure, at, lead = false, onOpen }: Props) {
  const t = useText();
  const local = useLocal();
  const meaning = useId();
  const [hushed, setHushed] = useState(false);
  const series = lead ? undefined : seriesOf(figure, at);
  return (
    <div
      className="tile"
      data-lead={lead ? '' : undefined}
      data-hushed={hushed ? '' : undefined}
      onPointerLeave={() => setHushed(false)}
    >
      <button
        type="button"
        className="tile-button"
        aria-haspopup="dialog"
        aria-describedby={meaning}
        onClick={() => onOpen(figure)}
        onBlur={() => setHushed(false)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setHushed(true);
        }}
      >
        <span className="tile-title">{local(figure.title)}</span>
        <FigureValue figure={figure} />
        {series && series.points.length > 1 ? <Spark points={series.points} /> : null}
        <span className="yw-visually-hidden">{t('figure.open')}</span>
      </button>
      <div className="meaning" role="tooltip" id={meaning}>
        <b>{t('figure.how')}</b> {local(figure.meaning)}
      </div>
    </div>
  );
}
