import type { Figure, LocalText } from '@yiwang/ui';

export type Bar = { organisation: string; name: LocalText; value: number };

/**
 * Bars of a count by organisation, the highest first, without zeros. Shares have none: a share's bars would need the share and the
 * number of records of each office, and not every measure gives them so.
 */
export function barsOf(figure: Figure): Bar[] {
  if (figure.kind !== 'count') return [];
  return (figure.byOrganisation ?? []).filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value);
}

/** The first figure of a panel that can be told apart by organisation. */
export function figureWithBars(figures: readonly Figure[]): Figure | undefined {
  return figures.find((figure) => barsOf(figure).length > 0);
}
