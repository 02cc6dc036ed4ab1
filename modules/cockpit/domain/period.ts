import { addDays, shanghaiDate, startOfShanghaiDay, type LocalText } from '@platform/kernel';
import type { Period } from '@platform/module';

export type PeriodName = 'today' | 'month' | 'year' | 'all';

export const PERIOD_WORDS: Record<PeriodName, LocalText> = {
  today: { zh: '今天', en: 'Today' },
  month: { zh: '本月', en: 'This month' },
  year: { zh: '今年以来', en: 'This year so far' },
  all: { zh: '开通以来', en: 'Since the start' },
};

/** The days a name stands for, by the calendar people read in Shanghai, up to and with today. */
export function periodOf(name: PeriodName, now: Date): Period {
  const today = shanghaiDate(now);
  const to = startOfShanghaiDay(addDays(today, 1));
  if (name === 'today') return { from: startOfShanghaiDay(today), to };
  if (name === 'month') return { from: startOfShanghaiDay(`${today.slice(0, 8)}01`), to };
  if (name === 'year') return { from: startOfShanghaiDay(`${today.slice(0, 5)}01-01`), to };
  return { from: new Date(0), to };
}
