import { useLocal } from '@yiwang/ui';
import type { Screen } from '@yiwang/ui/form/questions.ts';
import { useText } from '../../texts/index.ts';

/** The steps of the form: where one is, what is behind, what is still to come. Steps behind can be gone back to. */
export function Progress({
  screens,
  at,
  onGo,
}: {
  screens: readonly Screen[];
  at: number;
  onGo: (screen: number) => void;
}) {
  const t = useText();
  const local = useLocal();
  const named = screens.every(({ title, review }) => title !== undefined || review);
  if (!named) return <p className="small">{t('apply.step', { step: at + 1, total: screens.length })}</p>;
  return (
    <nav className="progress" aria-label={t('apply.steps')}>
      <p className="small">{t('apply.step', { step: at + 1, total: screens.length })}</p>
      <ol>
        {screens.map(({ key, title, review }, index) => (
          <li
            key={key}
            data-state={index < at ? 'done' : index === at ? 'current' : 'todo'}
            aria-current={index === at ? 'step' : undefined}
          >
            {index < at ? (
              <button type="button" className="link-button" onClick={() => onGo(index)}>
                {review ? t('apply.review') : title && local(title)}
              </button>
            ) : (
              <span>{review ? t('apply.review') : title && local(title)}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
