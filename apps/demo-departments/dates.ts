import type { PlainDate } from '@platform/kernel';

/** `date` (YYYY-MM-DD) as a department writes it: YYYY, MM, DD keep their places, M and D go without a leading zero. */
export function formatDate(date: PlainDate, format: string): string {
  const [year, month, day] = [date.slice(0, 4), date.slice(5, 7), date.slice(8, 10)];
  return format
    .replace('YYYY', year)
    .replace(/MM|M/, (places) => (places === 'MM' ? month : String(Number(month))))
    .replace(/DD|D/, (places) => (places === 'DD' ? day : String(Number(day))));
}

const DAY_MS = 86_400_000;

/** Days from `from` to `to`. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
