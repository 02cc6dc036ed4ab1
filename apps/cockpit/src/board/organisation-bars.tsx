import { useLocal } from '@yiwang/ui';
import type { Figure } from '../api/boards.ts';
import { useText } from '../texts/index.ts';
import { partNumber } from './figure-words.ts';
import { topicOf } from './next-step.ts';

/** A figure by organisation, the largest first. */
export function OrganisationBars({ figure }: { figure: Figure }) {
  const t = useText();
  const local = useLocal();
  const values = [...(figure.byOrganisation ?? [])].sort((a, b) => b.value - a.value);
  const most = Math.max(...values.map(({ value }) => value), 0);
  return (
    <section className="card bars-card">
      <h2>{t('bars.question', { title: local(figure.title) })}</h2>
      {!figure.byOrganisation ? (
        <p className="quiet">{t('bars.none')}</p>
      ) : values.length === 0 ? (
        <>
          <p className="quiet">{t('bars.empty', { period: local(figure.period) })}</p>
          <p className="quiet">{t(`next.${topicOf(figure)}`)}</p>
        </>
      ) : (
        <ol className="bars">
          {values.map(({ organisation, name, value }) => (
            <li key={organisation}>
              <span>{local(name)}</span>
              <i aria-hidden="true">
                <i style={{ width: most > 0 ? `${(value / most) * 100}%` : '0' }} />
              </i>
              <b>{partNumber(figure.kind, value)}</b>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
