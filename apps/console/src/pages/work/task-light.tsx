import { formatDate } from '@yiwang/ui';
import type { Light } from '../../api/work-tasks.ts';
import { useText } from '../../texts/index.ts';

type Timed = { light?: Light; dueDate?: string; workdaysLeft?: number; suspended?: boolean };

/** What a light says in words: the days left or over, or why there are none. */
export function useLightWords(): (timed: Timed) => string {
  const t = useText();
  return ({ light, workdaysLeft, suspended }) => {
    if (!light || workdaysLeft === undefined) return suspended ? t('tasks.stands') : t('tasks.noLimit');
    const left =
      workdaysLeft > 0
        ? t('tasks.left', { count: workdaysLeft })
        : workdaysLeft === 0 && light !== 'red' && light !== 'double-red'
          ? t('tasks.today')
          : t('tasks.over', { count: Math.max(1, -workdaysLeft) });
    return light === 'double-red' ? t('tasks.statutoryOver', { left }) : left;
  };
}

/** A light as a shape and in words: circle, triangle, square, two squares; never by its colour alone. */
export function TaskLight({ timed, short = false }: { timed: Timed; short?: boolean }) {
  const t = useText();
  const words = useLightWords();
  const light = timed.light ?? 'none';
  return (
    <span className="task-light" data-light={light}>
      <LightShape light={light} />
      <span>
        {light === 'none' ? null : <b>{t(`tasks.lights.${light}`)} </b>}
        {words(timed)}
      </span>
      {!short && timed.dueDate ? <small>{t('tasks.due', { date: formatDate(timed.dueDate) })}</small> : null}
    </span>
  );
}

function LightShape({ light }: { light: Light | 'none' }) {
  return (
    <svg width={light === 'double-red' ? 22 : 12} height="12" aria-hidden="true">
      {light === 'green' ? <circle cx="6" cy="6" r="5" /> : null}
      {light === 'amber' ? <path d="M6 0.5 11.7 11.2H0.3Z" /> : null}
      {light === 'red' || light === 'double-red' ? <rect x="1" y="1" width="10" height="10" /> : null}
      {light === 'double-red' ? <rect x="12" y="1" width="10" height="10" /> : null}
      {light === 'none' ? <path d="M2 6H10" strokeWidth="2" /> : null}
    </svg>
  );
}
