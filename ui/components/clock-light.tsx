import type { CaseClock, CaseState } from '../api/types.ts';
import { formatDate } from '../format/format.ts';
import { useLocal } from '../i18n/language.ts';
import { useUiText } from '../i18n/texts.ts';

/**
 * A working-day clock as a light with words: days left or over, due date, why it is paused, whether it is provisional.
 * @param state of the case, which says what is due then: before acceptance the answer, once approved the delivery, else the end of handling
 */
export function ClockLight({ clock, short = false, state }: { clock: CaseClock; short?: boolean; state?: CaseState }) {
  const t = useUiText();
  const local = useLocal();
  const light = clock.paused ? 'paused' : clock.light;
  const days = clock.workdaysLeft;
  const what = state === 'received' ? 'answer' : state === 'approved' ? 'delivery' : 'due';
  const words =
    days > 0 ? t('clock.left', { count: days }) : days === 0 ? t('clock.today') : t('clock.over', { count: -days });
  return (
    <span className="yw-clock" data-light={light}>
      <span>
        <span className="yw-lamp" data-light={light} aria-hidden="true" />
        {clock.paused ? null : <span className="yw-visually-hidden">{t(`clock.${clock.light}`)} </span>}
        {clock.paused ? t('clock.paused', { reason: local(clock.paused) }) : words}
      </span>
      {short || clock.paused ? null : <small>{t(`clock.${what}`, { date: formatDate(clock.dueDate) })}</small>}
      {short || !clock.provisional ? null : <small>{t('clock.provisional')}</small>}
    </span>
  );
}
