import { shanghaiDay, useLocal, type PointLevel, type ServicePoint } from '@yiwang/ui';
import { usePointsText } from '../../texts/points.ts';

type Day = 'd1' | 'd2' | 'd3' | 'd4' | 'd5' | 'd6' | 'd7';

/** Monday 1 to Sunday 7, as a key of the texts. */
const dayKey = (day: number): Day => `d${day}` as Day;
const weekdayOf = (date: string): Day => dayKey(((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1);

export const LEVEL_TONES: Record<PointLevel, string> = { city: 'blue', county: 'blue', town: 'grey', village: 'grey' };

/** Whether a point is open, until when, or when it opens next; in words, never by colour alone. */
export function OpenMark({ point }: { point: ServicePoint }) {
  const t = usePointsText();
  const { open, until, next } = point;
  const when = (): string => {
    if (open) return t('until', { time: until ?? '' });
    if (!next) return t('nextUnknown');
    if (next.date === shanghaiDay()) return t('nextToday', { time: next.from });
    if (next.date === shanghaiDay(1)) return t('nextTomorrow', { time: next.from });
    return t('nextDay', {
      date: next.date,
      weekday: t(`weekdays.${weekdayOf(next.date)}`),
      time: next.from,
    });
  };
  return (
    <span className="tags">
      <span className="tag" data-tone={open ? 'green' : 'grey'}>
        {open ? t('open') : t('shut')}
      </span>
      <span className="small">{when()}</span>
    </span>
  );
}

/** The hours of the week, a line for days that have the same. */
export function WeekHours({ point }: { point: ServicePoint }) {
  const t = usePointsText();
  const name = (day: number): string => t(`weekdays.${dayKey(day)}`);
  const daysText = (days: readonly number[]): string => {
    const sorted = [...days].sort((a, b) => a - b);
    const [first = 1] = sorted;
    const last = sorted.at(-1) ?? first;
    if (sorted.length > 2 && last - first === sorted.length - 1)
      return t('daysFromTo', { from: name(first), to: name(last) });
    return t('days', { days: sorted.map(name).join(t('daySeparator')) });
  };
  return (
    <>
      {point.hours.map(({ days, open }) => (
        <p key={days.join()}>
          {daysText(days)} {open.map((span) => span.replace('-', '–')).join(t('daySeparator'))}
        </p>
      ))}
      <p className="small">{point.holidays === 'closed' ? t('holidaysClosed') : t('holidaysUsual')}</p>
    </>
  );
}

/** The telephone first: a call may save the way. */
export function PhoneLink({ point }: { point: ServicePoint }) {
  const t = usePointsText();
  const local = useLocal();
  return (
    <a
      className="yw-button point-phone"
      data-quiet=""
      href={`tel:${point.phone}`}
      aria-label={`${local(point.name)} ${t('call', { phone: point.phone })}`}
    >
      {t('call', { phone: point.phone })}
    </a>
  );
}
