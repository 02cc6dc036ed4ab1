import { shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import type { PeriodName } from './period.ts';

const STEP_MS: Record<PeriodName, number | undefined> = {
  today: 3_600_000,
  month: 86_400_000,
  year: 86_400_000,
  all: undefined,
};

/** The points of a line from `from` until now with the empty hours (today), days (this month) or months (this year) as zeros: nothing happened is a fact too. */
export function filledSeries(
  points: readonly { at: Date; value: number }[],
  name: PeriodName,
  from: Date,
  now: Date,
): { at: Date; value: number }[] {
  if (name === 'year') return byMonth(points, from, now);
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

/** A year by month of Shanghai. */
function byMonth(points: readonly { at: Date; value: number }[], from: Date, now: Date): { at: Date; value: number }[] {
  const monthOf = (at: Date): number => Number(shanghaiDate(at).slice(5, 7)) - 1;
  const year = shanghaiDate(from).slice(0, 4);
  const values = Array.from({ length: monthOf(now) + 1 }, () => 0);
  for (const { at, value } of points) {
    const month = monthOf(at);
    if (at >= from && month < values.length) values[month] = (values[month] as number) + value;
  }
  return values.map((value, month) => ({
    at: startOfShanghaiDay(`${year}-${String(month + 1).padStart(2, '0')}-01`),
    value,
  }));
}
