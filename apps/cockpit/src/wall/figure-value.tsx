import { formatCount, formatShare, useLocal, type Figure } from '@yiwang/ui';
import { useText } from '../texts/index.ts';

/** The number with its unit and period. A share of nothing is no share, and says so. */
export function FigureValue({ figure }: { figure: Figure }) {
  const t = useText();
  const local = useLocal();
  const { kind, of } = figure;
  const none = kind === 'share' && of === 0;
  const number = none ? '0' : kind === 'share' ? formatShare(figure.value).replace('%', '') : formatCount(figure.value);
  const unit = none ? t('figure.none') : kind === 'share' ? '%' : local(figure.unit);
  const note = none
    ? t('figure.noneWhy')
    : kind === 'share' && of !== undefined
      ? t('figure.share', { of: formatCount(of) })
      : undefined;
  return (
    <span className="value">
      {/* A new number is a new element, so that it lights up once. */}
      <b key={number} className="number" data-zero={number === '0' ? '' : undefined} data-long={number.length > 9 ? '' : undefined}>
        {number}
      </b>{' '}
      <span className="unit">{unit}</span>{' '}
      <span className="note">{[local(figure.period), note].filter(Boolean).join(' · ')}</span>
    </span>
  );
}
