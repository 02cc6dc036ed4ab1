import { useLocal, type ServicePoint } from '@yiwang/ui';
import { Link } from '../../shell/link.tsx';
import { usePointsText } from '../../texts/points.ts';
import { LEVEL_TONES, OpenMark, PhoneLink, WeekHours } from './point-words.tsx';

/** One place: whether it is open, its telephone, where it is, when it is open and what its windows handle. */
export function PointCard({ point }: { point: ServicePoint }) {
  const t = usePointsText();
  const local = useLocal();
  return (
    <article className="card point-card">
      <h2>
        {local(point.name)}{' '}
        <span className="tag" data-tone={LEVEL_TONES[point.level]}>
          {t(`levels.${point.level}`)}
        </span>
      </h2>
      <OpenMark point={point} />
      <PhoneLink point={point} />
      <dl className="point-facts">
        <div>
          <dt>{t('address')}</dt>
          <dd>{local(point.address)}</dd>
        </div>
        <div>
          <dt>{t('hours')}</dt>
          <dd>
            <WeekHours point={point} />
          </dd>
        </div>
        {point.access.length > 0 ? (
          <div>
            <dt>{t('access')}</dt>
            <dd>{point.access.map((kind) => t(`accessKinds.${kind as 'lift'}`)).join(t('daySeparator'))}</dd>
          </div>
        ) : null}
      </dl>
      <details className="fold">
        <summary>{t('windows')}</summary>
        {point.windows.map((one) => (
          <section key={one.number} className="point-window">
            <h3>{t('windowName', { number: one.number, name: local(one.name) })}</h3>
            {one.any && one.matters.length > 0 ? <p className="small">{t('windowAny')}</p> : null}
            {one.matters.length === 0 ? <p className="small">{t('noMatters')}</p> : null}
            <ul className="plain">
              {one.matters.map(({ id, title }) => (
                <li key={id}>
                  <Link to="/matters/$matterId" params={{ matterId: id }}>
                    {local(title)}
                  </Link>
                </li>
              ))}
            </ul>
            {one.count > one.matters.length ? <p className="small">{t('moreMatters', { count: one.count })}</p> : null}
          </section>
        ))}
      </details>
    </article>
  );
}
