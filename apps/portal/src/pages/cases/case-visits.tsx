import { useLocal, When, type MyCase } from '@yiwang/ui';
import { useText } from '../../texts/index.ts';
import { handlingOf } from './case-handling.ts';

/** How often the person had to come, as the offices counted it; what was corrected stays in view with its reason. */
export function CaseVisits({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const { visits } = handlingOf(one);
  if (!visits || one.submittedAt === undefined) return null;
  const counted = visits.filter(({ struck }) => !struck).length;
  return (
    <section className="card">
      <h2>{t('handling.visits')}</h2>
      <p className="small">
        {counted === 0 ? t('handling.visitsNone') : t('handling.visitsCounted', { count: counted })}
      </p>
      {visits.length > 0 ? (
        <ul className="case-papers">
          {visits.map(({ id, at, title, organisationName, place, shown, struck }) => (
            <li key={id}>
              <div>
                <b>{struck ? <s>{local(title)}</s> : local(title)}</b>
                <span className="small">
                  {local(organisationName)} · <When at={at} />
                </span>
                {place ? <span className="small">{local(place)}</span> : null}
                {shown ? <span className="small">{local(shown)}</span> : null}
                {struck ? (
                  <span className="small">
                    {t('handling.visitStruck', { reason: struck.reason, office: local(struck.organisationName) })}
                  </span>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
