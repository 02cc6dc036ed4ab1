import './points.css';
import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { pointsQuery } from '../../data/queries.ts';
import { Link } from '../../shell/link.tsx';
import { usePointsText } from '../../texts/points.ts';
import { LEVEL_TONES, OpenMark, PhoneLink } from './point-words.tsx';

const SHOWN = 4;

/** 去哪里办: the places that handle one service, the nearest level first. Nothing where no place is known. */
export function GuidePoints({ matter }: { matter: string }) {
  const t = usePointsText();
  const local = useLocal();
  const { data } = useQuery(pointsQuery({ matter, limit: SHOWN }));
  if (!data || data.total === 0) return null;
  return (
    <section>
      <h2>{t('guideTitle')}</h2>
      <p className="small">{t('guideLead')}</p>
      <ul className="point-list">
        {data.items.map((point) => (
          <li key={point.id} className="card">
            <b>{local(point.name)}</b>{' '}
            <span className="tag" data-tone={LEVEL_TONES[point.level]}>
              {t(`levels.${point.level}`)}
            </span>
            <OpenMark point={point} />
            <p className="small">{local(point.address)}</p>
            <PhoneLink point={point} />
          </li>
        ))}
      </ul>
      <Link to="/service-points" search={{ matter }}>
        {t('guideAll', { count: data.total })}
      </Link>
    </section>
  );
}
