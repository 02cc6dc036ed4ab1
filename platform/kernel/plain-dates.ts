/** A calendar date `YYYY-MM-DD`, without time or zone. */
export type PlainDate = string;

const DAY_MS = 86_400_000;

/** Whether `value` is a date that exists, written `YYYY-MM-DD`; there was no year 0, and PostgreSQL has none. */
export function isPlainDate(value: string): boolean {
  if (!/^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(value)) return false;
  const day = Number(value.slice(8));
  if (day <= 28) return true;
  const month = Number(value.slice(5, 7));
  if (month !== 2) return day <= 30 || !SHORT.has(month);
  const year = Number(value.slice(0, 4));
  return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const SHORT: ReadonlySet<number> = new Set([4, 6, 9, 11]);

/** The date `days` after (before, when negative). */
export function addDays(date: PlainDate, days: number): PlainDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The date that people in China read on the wall at this instant (Asia/Shanghai, UTC+8 without summer time since 1991). */
export function shanghaiDate(instant: Date): PlainDate {
  return new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** The instant at which `date` begins in Shanghai. */
export function startOfShanghaiDay(date: PlainDate): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 8 * 3_600_000);
}

/** Completed years of life on `on`; a person born on 29 February completes a year on 1 March of other years. */
export function ageOn(birth: PlainDate, on: PlainDate): number {
  const years = Number(on.slice(0, 4)) - Number(birth.slice(0, 4));
  return on.slice(5) >= birth.slice(5) ? years : years - 1;
}
