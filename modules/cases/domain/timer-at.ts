import type { TimerRequest } from '@platform/process';
import { startOfShanghaiDay, type WorkingCalendar } from '@platform/kernel';

const PARTS = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** When a timer that starts now fires. A date without a time is the beginning of that day in Shanghai. */
export function timerAt({ kind, value }: TimerRequest, now: Date, calendar: WorkingCalendar): Date {
  if (kind === 'working-days') return calendar.dueAt(now, Number(value)).at;
  if (kind === 'duration') return after(now, value);
  if (kind === 'cycle') return after(now, value.split('/').at(-1) as string);
  return value.length === 10
    ? startOfShanghaiDay(value)
    : new Date(/(Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}+08:00`);
}

function after(now: Date, duration: string): Date {
  const match = PARTS.exec(duration);
  if (!match) throw new RangeError(`Not a duration: ${duration}`);
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = new Date(now);
  at.setUTCFullYear(at.getUTCFullYear() + years, at.getUTCMonth() + months);
  return new Date(at.getTime() + (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1_000);
}
