import type { Figure } from '../api/boards.ts';

/** The figure to look at more closely: the one asked for, else the first that tells most (most organisations, then over time, then not zero). */
export function chooseFigure(figures: readonly Figure[], asked: string | undefined): Figure | undefined {
  const weight = (figure: Figure): number =>
    (figure.byOrganisation?.length ?? 0) * 4 +
    (figure.series?.some(({ value }) => value > 0) ? 2 : 0) +
    (figure.value > 0 ? 1 : 0);
  const best = figures.reduce<Figure | undefined>(
    (found, figure) => (found && weight(found) >= weight(figure) ? found : figure),
    undefined,
  );
  return figures.find(({ indicator }) => indicator === asked) ?? best;
}
