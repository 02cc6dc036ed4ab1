import type { Clock } from '../../api/entries.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

/** A clock of working days as a light with its words. */
export function ClockTag({ clock, name }: { clock: Clock; name: 'review' | 'update' }) {
  const t = useText();
  return (
    <span className="row">
      <Tag tone={clock.light}>
        {t(`entries.clocks.${name}`)} · {t(`entries.light.${clock.light}`, { days: Math.abs(clock.workdaysLeft) })}
      </Tag>
      <small>
        {t('entries.due', { date: clock.dueDate })}
        {clock.provisional ? t('entries.provisional') : ''}
      </small>
    </span>
  );
}
