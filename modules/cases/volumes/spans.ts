import { addDays, isPlainDate, type PlainDate } from '@platform/kernel';

/** Days of Shanghai from the first to the last, both counted. */
export type Span = { from: PlainDate; to: PlainDate };

const month = (day: PlainDate): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const firstOf = (months: number): PlainDate =>
  `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
const lastOf = (months: number): PlainDate => addDays(firstOf(months + 1), -1);
const isLast = (day: PlainDate): boolean => day === lastOf(month(day));

/** The same day so many months away; the last day of a shorter month where it has no such day, and of a longer one where it is the last. */
function monthsAway(day: PlainDate, months: number): PlainDate {
  const there = month(day) + months;
  const last = lastOf(there);
  if (isLast(day)) return last;
  const same = `${firstOf(there).slice(0, 8)}${day.slice(8)}`;
  return same > last ? last : same;
}

/** The same days a year before (同比). Whole months stay whole: the end of February is the end of February. */
export function yearBefore({ from, to }: Span): Span {
  return { from: monthsAway(from, -12), to: monthsAway(to, -12) };
}

/** Beyond a quarter nobody speaks of what went right before: a year is held against the year before. */
const LONGEST_MONTHS = 3;

/**
 * What went before (环比): of a span that begins with a month, as many months before, up to the same day; of any other, as many days right before it.
 * Undefined where the span is longer than a quarter.
 */
export function spanBefore({ from, to }: Span): Span | undefined {
  if (month(to) - month(from) >= LONGEST_MONTHS) return undefined;
  if (from.endsWith('-01')) {
    const months = month(to) - month(from) + 1;
    return { from: firstOf(month(from) - months), to: monthsAway(to, -months) };
  }
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
  return { from: addDays(from, -days), to: addDays(from, -1) };
}

/** A span as whole months (by their first days) and the days before and after them; `months` is undefined where there is none whole. */
export function parted({ from, to }: Span): { months: Span | undefined; days: Span[] } {
  const first = from.endsWith('-01') ? month(from) : month(from) + 1;
  const last = isLast(to) ? month(to) : month(to) - 1;
  if (first > last) return { months: undefined, days: [{ from, to }] };
  return {
    months: { from: firstOf(first), to: firstOf(last) },
    days: [
      ...(from < firstOf(first) ? [{ from, to: addDays(firstOf(first), -1) }] : []),
      ...(to > lastOf(last) ? [{ from: firstOf(last + 1), to }] : []),
    ],
  };
}

/** Days that have one before and one after: what a span is compared with must be a day, too. */
const FIRST = '1900-01-01';
const LAST = '2999-12-31';

/** The span asked for: whole days of these centuries, at most ten years, not the wrong way round; undefined for anything else. */
export function spanOf(from: string, to: string): Span | undefined {
  if (from < FIRST || to > LAST) return undefined;
  if (!isPlainDate(from) || !isPlainDate(to) || from > to || month(to) - month(from) > 120) return undefined;
  return { from, to };
}

/** How much more than before, as a share of what was before; null where there was nothing. */
export function growth(now: number, before: number): number | null {
  return before === 0 ? null : Math.round(((now - before) / before) * 10_000) / 10_000;
}
