const ZONE = 'Asia/Shanghai';
const DAY_MS = 86_400_000;
const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

type Wall = { date: string; time: string; seconds: string };

function wallClock(instant: string | Date): Wall | undefined {
  const at = typeof instant === 'string' ? new Date(instant) : instant;
  if (Number.isNaN(at.getTime())) return undefined;
  const part = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    date: `${part.year}-${part.month}-${part.day}`,
    time: `${part.hour}:${part.minute}`,
    seconds: `${part.second}`,
  };
}

/** An instant as people in China read it: `2026-11-22 14:05`; with seconds when asked. A text that is no instant stays as it is. */
export function formatInstant(instant: string | Date, options: { seconds?: boolean } = {}): string {
  const wall = wallClock(instant);
  if (!wall) return String(instant);
  return `${wall.date} ${wall.time}${options.seconds ? `:${wall.seconds}` : ''}`;
}

/** The date part of an instant in Shanghai, or a plain date as it is: `2026-11-22`. */
export function formatDate(value: string | Date): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  return wallClock(value)?.date ?? String(value);
}

/** How an instant lies to now: today or yesterday with the time, else the date. */
export function nearness(
  instant: string,
  now: Date,
): { key: 'today' | 'yesterday'; time: string } | { key: 'date'; date: string } {
  const wall = wallClock(instant);
  if (!wall) return { key: 'date', date: instant };
  if (wall.date === wallClock(now)?.date) return { key: 'today', time: wall.time };
  if (wall.date === wallClock(new Date(now.getTime() - DAY_MS))?.date) return { key: 'yesterday', time: wall.time };
  return { key: 'date', date: wall.date };
}

/** The hour (0 to 23) on the wall in Shanghai, for greetings. */
export function shanghaiHour(now: Date): number {
  return Number(wallClock(now)?.time.slice(0, 2) ?? 0);
}

/** The day in Shanghai, so many days from today: `shanghaiDay(-6)` begins a week that ends today. */
export function shanghaiDay(offset = 0, now: Date = new Date()): string {
  return formatDate(new Date(now.getTime() + offset * DAY_MS));
}

/** How large a file is, in KB or MB as devices show it: `12 KB`, `1.5 MB`. */
export function formatSize(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return mebibytes >= 1 ? `${Math.round(mebibytes * 10) / 10} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

/** Whole fen as `¥1,234.50`. JSON carries fen as a number or as digits in a string. */
export function formatFen(fen: number | bigint | string): string {
  const whole = BigInt(fen);
  const absolute = whole < 0n ? -whole : whole;
  const yuan = (absolute / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  return `${whole < 0n ? '-' : ''}¥${yuan}.${(absolute % 100n).toString().padStart(2, '0')}`;
}

/** A count with thousands marks: `11,541,500`. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** A share between 0 and 1 as `97.3%`; one decimal at most. */
export function formatShare(value: number): string {
  return `${(Math.round(value * 1000) / 10).toString()}%`;
}

/** Keeps the first four and the last four of a citizen's number: `3302**********1234`. What is masked already stays so. */
export function maskCitizenId(value: string): string {
  return /^\d{17}[\dXx]$/.test(value) ? `${value.slice(0, 4)}${'*'.repeat(10)}${value.slice(-4)}` : value;
}
