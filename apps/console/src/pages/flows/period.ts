import { shanghaiDay } from '@yiwang/ui';

export const PERIODS = ['today', '7', '30', '90', 'custom'] as const;
export type Period = (typeof PERIODS)[number];
const DAY_MS = 86_400_000;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Shanghai's midnight at the beginning of a day, as an instant. */
export const beginningOf = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString();

/** The time between two whole days of Shanghai, both included; undefined while one of them is missing or they are the wrong way round. */
export function timeBetween(
  first: string | undefined,
  last: string | undefined,
): { from: string; to: string } | undefined {
  if (!first || !last || !ISO_DAY.test(first) || !ISO_DAY.test(last) || first > last) return undefined;
  return { from: beginningOf(first), to: new Date(Date.parse(beginningOf(last)) + DAY_MS).toISOString() };
}

/** First and last day of a period that ends today. */
export function daysOf(period: Exclude<Period, 'custom'>, now: Date): { first: string; last: string } {
  const back = period === 'today' ? 0 : Number(period) - 1;
  return { first: shanghaiDay(-back, now), last: shanghaiDay(0, now) };
}
