import { useVolumesText } from '../../texts/volumes.ts';

/** Growth in percent with its sign; words where there is nothing to compare with. */
export function Growth({ share, against }: { share: number | null; against: 'year' | 'before' }) {
  const t = useVolumesText();
  if (share === null) return <span className="quiet">{t(against === 'year' ? 'noYear' : 'noBefore')}</span>;
  return <span className="nowrap">{percent(share, true)}</span>;
}

/** A share as percent with two places, as the city's reports give it. */
export function percent(share: number | null, signed = false): string {
  if (share === null) return '–';
  return `${signed && share > 0 ? '+' : ''}${(share * 100).toFixed(2)}%`;
}
