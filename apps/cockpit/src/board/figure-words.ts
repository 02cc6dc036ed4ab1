import { formatCount } from '@yiwang/ui';
import type { Figure } from '../api/boards.ts';

/** A figure's number as it is shown: counts with thousands marks; shares as percent without the sign, which is the unit. */
export function figureNumber(figure: Pick<Figure, 'kind' | 'value' | 'of'>): string {
  if (figure.kind === 'count') return formatCount(figure.value);
  // A share of nothing is not 0%.
  return figure.of === 0 ? '–' : shareNumber(figure.value);
}

/** How a figure grew against the same days a year before, in percent with its sign; nothing where that year has none. */
export function growthNumber({ value, yearBefore }: Pick<Figure, 'value' | 'yearBefore'>): string | undefined {
  if (!yearBefore) return undefined;
  const percent = Math.round(((value - yearBefore) / yearBefore) * 1000) / 10;
  return `${percent > 0 ? '+' : ''}${percent}%`;
}

/** One value of a figure's series or organisations. */
export function partNumber(kind: Figure['kind'], value: number): string {
  return kind === 'count' ? formatCount(value) : `${shareNumber(value)}%`;
}

function shareNumber(value: number): string {
  return (Math.round(value * 1000) / 10).toString();
}

/** Which words stand under a figure: nothing to compute from, honestly none, or nothing more to say. */
export function figureState(figure: Pick<Figure, 'kind' | 'value' | 'of'>): 'no-base' | 'zero' | 'some' {
  if (figure.kind === 'share') return figure.of === 0 ? 'no-base' : 'some';
  return figure.value === 0 ? 'zero' : 'some';
}
