import './points.css';
import { useLocal, type ServicePoint } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { pointsQuery } from '../../data/queries.ts';
import { Link } from '../../shell/link.tsx';
import { usePointsText } from '../../texts/points.ts';
import { CountySelect } from './place-filters.tsx';
import { LEVEL_TONES, OpenMark, PhoneLink, WeekHours } from './point-words.tsx';

const NEAREST = 3;

/** 去哪里办: the hall that serves all, and the nearest places of the district one names, each with telephone and hours. Nothing where no place is known. */
export function GuidePoints({ matter }: { matter: string }) {
  const t = usePointsText();
  const [county, setCounty] = useState('');
  const whole = useQuery(pointsQuery({ matter, limit: 1 })).data;
  const near = useQuery({
    ...pointsQuery({ matter, division: county, limit: NEAREST }),
    enabled: county !== '',
    placeholderData: (before) => before,
  }).data;
  if (!whole || whole.total === 0) return null;
  const nearest = county === '' ? [] : (near?.items ?? []);
  const points = [...nearest, ...whole.items.filter(({ id }) => nearest.every((one) => one.id !== id))];
  return (
    <section>
      <h2>{t('guideTitle')}</h2>
      {whole.total > 1 ? (
        <div className="point-filters">
          <CountySelect label={t('yourDivision')} any={t('anyDivision')} value={county} onChange={setCounty} />
        </div>
      ) : null}
      <p className="small" role="status">
        {county !== '' && near?.total === 0 ? t('noneThere') : whole.total > 1 ? t('guideLead') : null}
      </p>
      <ul className="point-list">
        {points.map((point) => (
          <li key={point.id} className="card">
            <Place point={point} />
          </li>
        ))}
      </ul>
      {whole.total > 1 ? (
        <Link to="/service-points" search={county === '' ? { matter } : { matter, county }}>
          {t('guideAll', { count: county === '' ? whole.total : (near?.total ?? whole.total) })}
        </Link>
      ) : null}
    </section>
  );
}

function Place({ point }: { point: ServicePoint }) {
  const t = usePointsText();
  const local = useLocal();
  return (
    <>
      <b>{local(point.name)}</b>{' '}
      <span className="tag" data-tone={LEVEL_TONES[point.level]}>
        {t(`levels.${point.level}`)}
      </span>
      <OpenMark point={point} />
      <p>{local(point.address)}</p>
      <WeekHours point={point} />
      <PhoneLink point={point} />
    </>
  );
}
