import { formatDate, formatInstant, type Figure } from '@yiwang/ui';

export type Point = { at: string; value: number; label: string };
export type Series = { step: 'hour' | 'day'; points: Point[] };

const STEP_MS = { hour: 3_600_000, day: 86_400_000 } as const;
/** Longer lines are cut at the left: the wall shows what is recent. */
const LONGEST = 62;

/**
 * A figure's series with every hour (since midnight in Shanghai) or day (since the first) up to the board's time. The server leaves
 * out steps in which nothing was counted: for a count these are zeros, for a share there is no value, so they stay out.
 */
export function seriesOf(figure: Figure, boardAt: string): Series | undefined {
  const given = (figure.series ?? []).toSorted((a, b) => a.at.localeCompare(b.at));
  const first = given[0];
  if (!first) return undefined;
  const step = given.every(({ at }) => formatInstant(at).endsWith('00:00')) ? 'day' : 'hour';
  const label = (at: string) => (step === 'hour' ? formatInstant(at).slice(11) : formatDate(at).slice(5));
  if (figure.kind === 'share') return { step, points: given.map((one) => ({ ...one, label: label(one.at) })) };
  const values = new Map(given.map(({ at, value }) => [Date.parse(at), value]));
  const end = Date.parse(boardAt);
  const begin = step === 'hour' ? Math.min(midnight(boardAt), Date.parse(first.at)) : Date.parse(first.at);
  const points: Point[] = [];
  for (let at = begin; at <= Math.max(end, begin); at += STEP_MS[step]) {
    const instant = new Date(at).toISOString();
    points.push({ at: instant, value: values.get(at) ?? 0, label: label(instant) });
  }
  return { step, points: points.slice(-LONGEST) };
}

/** The point with the highest value above zero; the first of equals. */
export function peakOf({ points }: Series): Point | undefined {
  const peak = points.reduce<Point | undefined>((best, one) => (best && best.value >= one.value ? best : one), undefined);
  return peak && peak.value > 0 ? peak : undefined;
}

/** Midnight in Shanghai, where the clock has stood at UTC+8 since 1991, of the day an instant lies in. */
function midnight(instant: string): number {
  return Date.parse(`${formatDate(instant)}T00:00:00+08:00`);
}
