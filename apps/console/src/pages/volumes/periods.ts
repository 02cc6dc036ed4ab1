import { shanghaiDay } from '@yiwang/ui';
import type { Days } from '../../api/work-volumes.ts';

export const PERIODS = ['month', 'last', 'quarter', 'year', 'custom'] as const;
export type PeriodName = (typeof PERIODS)[number];
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The days of a period that ends today (or with last month), by the calendar of Shanghai. */
export function daysOf(period: Exclude<PeriodName, 'custom'>, today: string = shanghaiDay()): Days {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const first = (at: number): string => `${year}-${String(at).padStart(2, '0')}-01`;
  if (period === 'year') return { from: first(1), to: today };
  if (period === 'quarter') return { from: first(month - ((month - 1) % 3)), to: today };
  if (period === 'month') return { from: first(month), to: today };
  const last = new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10);
  return { from: `${last.slice(0, 8)}01`, to: last };
}

/** Two days chosen; undefined while one is missing or they are the wrong way round. */
export function chosenDays(from: string | undefined, to: string | undefined): Days | undefined {
  return from && to && ISO_DAY.test(from) && ISO_DAY.test(to) && from <= to ? { from, to } : undefined;
}
