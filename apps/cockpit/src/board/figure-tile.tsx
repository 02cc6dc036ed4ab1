import { formatCount, useLocal } from '@yiwang/ui';
import type { Figure } from '../api/boards.ts';
import { useText } from '../texts/index.ts';
import { figureNumber, figureState, growthNumber } from './figure-words.ts';
import { Sparkline } from './sparkline.tsx';

type Props = { figure: Figure; onOpen: () => void };

/** One big number with unit, period and how it is counted; opens its records. */
export function FigureTile({ figure, onOpen }: Props) {
  const t = useText();
  const local = useLocal();
  const number = figureNumber(figure);
  const state = figureState(figure);
  const period = local(figure.period);
  const growth = growthNumber(figure);
  return (
    <button type="button" className="tile" data-state={state} onClick={onOpen}>
      <span className="tile-title">{local(figure.title)}</span>
      <span className="tile-number">
        <b {...(number.length > 9 ? { 'data-long': '' } : {})}>{number}</b> <span>{local(figure.unit)}</span>
      </span>
      <span className="tile-period">
        {state === 'zero'
          ? t('figure.zero', { period })
          : state === 'no-base'
            ? t('figure.noBase', { period })
            : period}
        {figure.kind === 'share' && figure.of ? <> · {t('figure.of', { of: formatCount(figure.of) })}</> : null}
        {figure.yearBefore === undefined ? null : (
          <>
            {' · '}
            {growth === undefined ? t('figure.noYearBefore') : t('figure.onYear', { growth })}
          </>
        )}
      </span>
      <span className="tile-meaning">{local(figure.meaning)}</span>
      {figure.series ? <Sparkline series={figure.series} /> : null}
      <span className="yw-visually-hidden">{t('figure.open')}</span>
    </button>
  );
}
