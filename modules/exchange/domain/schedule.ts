import type { Source } from '@platform/packs';

const DAY_MINUTES = 1_440;

/** Whether a source is to be loaded now. `last` is when its last load was asked for; a source never loaded is always due. */
export function isDue(schedule: Source['schedule'], last: Date | undefined, now: Date): boolean {
  if (last === undefined) return true;
  if (schedule?.everyMinutes !== undefined && now.getTime() - last.getTime() >= schedule.everyMinutes * 60_000)
    return true;
  return schedule?.cron !== undefined && cronPassed(schedule.cron, last, now);
}

/** Whether a minute that `cron` (five fields, Asia/Shanghai) names has come since `last`, looking back a day at most. */
export function cronPassed(cron: string, last: Date, now: Date): boolean {
  const fits = cronMatcher(cron);
  const newest = Math.floor(now.getTime() / 60_000);
  const oldest = Math.max(Math.floor(last.getTime() / 60_000) + 1, newest - DAY_MINUTES);
  for (let minute = newest; minute >= oldest; minute -= 1) if (fits(new Date(minute * 60_000))) return true;
  return false;
}

/** @throws RangeError when the text is not a cron of five numeric fields */
export function cronMatcher(cron: string): (instant: Date) => boolean {
  const fields = cron.trim().split(/\s+/);
  const bounds: [number, number][] = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 7],
  ];
  if (fields.length !== bounds.length) throw new RangeError(`Not five fields: ${cron}`);
  const [minutes, hours, days, months, weekdays] = fields.map((field, index) =>
    fieldValues(field, ...(bounds[index] as [number, number])),
  ) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];
  if (weekdays.has(7)) weekdays.add(0);
  // As in every cron: when both are limited, either day will do.
  const eitherDay = fields[2] !== '*' && fields[4] !== '*';
  return (instant) => {
    const there = new Date(instant.getTime() + 8 * 3_600_000);
    const day = days.has(there.getUTCDate());
    const weekday = weekdays.has(there.getUTCDay());
    return (
      minutes.has(there.getUTCMinutes()) &&
      hours.has(there.getUTCHours()) &&
      months.has(there.getUTCMonth() + 1) &&
      (eitherDay ? day || weekday : day && weekday)
    );
  };
}

function fieldValues(field: string, least: number, most: number): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const found = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!found) throw new RangeError(`Not a cron field: ${field}`);
    const from = found[1] === undefined ? least : Number(found[1]);
    const to =
      found[2] !== undefined ? Number(found[2]) : found[1] === undefined || found[3] !== undefined ? most : from;
    const step = found[3] === undefined ? 1 : Number(found[3]);
    if (from < least || to > most || from > to || step < 1) throw new RangeError(`Not a cron field: ${field}`);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}
