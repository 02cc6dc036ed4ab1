import type { PeriodName } from './period.ts';

const STEP_MS: Record<PeriodName, number | undefined> = { today: 3_600_000, month: 86_400_000, all: undefined };

/** The points of a line from `from` until now with the empty hours (today) or days (this month) as zeros: nothing happened is a fact too. */
export function filledSeries(
  points: readonly { at: Date; value: number }[],
  name: PeriodName,
  from: Date,
  now: Date,
): { at: Date; value: number }[] {
  const step = STEP_MS[name];
  if (step === undefined) return [...points];
  const places = Math.floor((now.getTime() - from.getTime()) / step) + 1;
  const values = Array.from({ length: places }, () => 0);
  for (const { at, value } of points) {
    const place = Math.floor((at.getTime() - from.getTime()) / step);
    if (place >= 0 && place < places) values[place] = (values[place] as number) + value;
  }
  return values.map((value, place) => ({ at: new Date(from.getTime() + place * step), value }));
}
