import type { TimerKind } from './model.ts';

const DURATION = /^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?)?$/;

/** Whether a text is a timer of that kind: ISO 8601 for durations, dates and cycles (`R3/PT1H`), a whole number for working days. */
export function isTimer(kind: TimerKind, value: string): boolean {
  if (kind === 'duration') return DURATION.test(value);
  if (kind === 'date') return isInstant(value);
  if (kind === 'working-days') return /^\d{1,5}$/.test(value);
  const parts = value.split('/');
  if (parts.length < 2 || parts.length > 3 || !/^R\d{0,6}$/.test(parts[0] as string)) return false;
  return DURATION.test(parts.at(-1) as string) && (parts.length === 2 || isInstant(parts[1] as string));
}

function isInstant(value: string): boolean {
  const match = INSTANT.exec(value);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** What remains of a cycle after one time: `R3/PT1H` → `R2/PT1H`; null when that was the last. `R/…` never ends. */
export function cycleAfter(value: string): string | null {
  const [times, ...rest] = value.split('/') as [string, ...string[]];
  // The next time counts from this one, so that a start once given is behind us.
  const every = rest.at(-1) as string;
  if (times === 'R') return `R/${every}`;
  const left = Number(times.slice(1)) - 1;
  return left > 0 ? `R${left}/${every}` : null;
}
