import { addDays, shanghaiDate, type PlainDate, type WorkingCalendar } from '@platform/kernel';
import type { ServicePoint } from '@platform/packs';

/** Whether a point is open; `until` and `next.from` are Shanghai's times of day, HH:MM. */
export type OpenState = { open: boolean; until?: string; next?: { date: PlainDate; from: string } };

type Rule = Pick<ServicePoint, 'hours' | 'holidays'>;
type Days = Pick<WorkingCalendar, 'isWorkday'>;

/** Days looked ahead for the next opening: longer than any holiday. */
const LOOK_AHEAD = 21;
const HOURS_AHEAD = 8;

/** Monday 1 to Sunday 7. */
const weekday = (date: PlainDate): number => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/**
 * Whether a day off belongs to a public holiday: it, or a day off that touches it, is a weekday. The calendar knows only
 * working days, and a Saturday within a holiday is as shut as its Friday.
 */
function isHoliday(date: PlainDate, calendar: Days): boolean {
  if (calendar.isWorkday(date)) return false;
  for (const step of [-1, 1]) {
    for (let day = date; !calendar.isWorkday(day); day = addDays(day, step)) if (weekday(day) <= 5) return true;
  }
  return false;
}

/** The spans of one day, the earliest first: `['09:00', '12:00']`. */
export function spansOf({ hours, holidays }: Rule, date: PlainDate, calendar: Days): [from: string, to: string][] {
  const day = weekday(date);
  if (holidays === 'closed' && isHoliday(date, calendar)) return [];
  // A make-up working day is worked as any working day, though it is a Saturday or a Sunday.
  const as = holidays === 'closed' && day > 5 && calendar.isWorkday(date) ? 1 : day;
  return hours
    .filter(({ days }) => days.includes(as))
    .flatMap(({ open }) => open.map((span): [string, string] => [span.slice(0, 5), span.slice(6)]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether a point is open at an instant, until when, or when it opens next; `next` is absent where that is weeks away. */
export function openState(rule: Rule, now: Date, calendar: Days): OpenState {
  const today = shanghaiDate(now);
  const time = new Date(now.getTime() + HOURS_AHEAD * 3_600_000).toISOString().slice(11, 16);
  const spans = spansOf(rule, today, calendar);
  const current = spans.find(([from, to]) => from <= time && time < to);
  if (current) return { open: true, until: current[1] };
  const later = spans.find(([from]) => from > time);
  if (later) return { open: false, next: { date: today, from: later[0] } };
  for (let ahead = 1; ahead <= LOOK_AHEAD; ahead += 1) {
    const date = addDays(today, ahead);
    const [first] = spansOf(rule, date, calendar);
    if (first) return { open: false, next: { date, from: first[0] } };
  }
  return { open: false };
}
