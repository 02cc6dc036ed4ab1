import type { CaseClock } from '../api/types.ts';
import { formatDate } from '../format/format.ts';
import { useLocal } from '../i18n/language.ts';
import { useUiText } from '../i18n/texts.ts';

/**
 * A working-day clock as a light with words: days left or over, due date, why it is paused, whether it is provisional.
 * @param until what is due then: the end of handling, or (before acceptance) the answer whether it is accepted
 */
export function ClockLight({
  clock,
  short = false,
  until = 'due',
}: {
  clock: CaseClock;
  short?: boolean;
  until?: 'due' | 'answer';
}) {
  const t = useUiText();
  const local = useLocal();
  const light = clock.paused ? 'paused' : clock.light;
  const days = clock.workdaysLeft;
  const words =
    days > 0 ? t('clock.left', { count: days }) : days === 0 ? t('clock.today') : t('clock.over', { count: -days });
  return (
    <span className="yw-clock" data-light={light}>
      <span>
        <span className="yw-lamp" data-light={light} aria-hidden="true" />
        {clock.paused ? null : <span className="yw-visually-hidden">{t(`clock.${clock.light}`)} </span>}
        {clock.paused ? t('clock.paused', { reason: local(clock.paused) }) : words}
      </span>
      {short || clock.paused ? null : <small>{t(`clock.${until}`, { date: formatDate(clock.dueDate) })}</small>}
      {short || !clock.provisional ? null : <small>{t('clock.provisional')}</small>}
    </span>
  );
}
