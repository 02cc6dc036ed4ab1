import { formatCount, useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import type { PointCounts, PointCoverage } from '../../api/matters.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useMattersText } from '../../texts/matters.ts';

export const POINT_LEVELS = ['city', 'county', 'town', 'village'] as const;
const sum = (points: PointCounts): number => points.city + points.county + points.town + points.village;

/** Points by level, by district with how many towns and villages have one, and by matter, those without any first. */
export function Coverage({ coverage }: { coverage: PointCoverage }) {
  const t = useMattersText();
  const local = useLocal();
  const gaps = coverage.matters.filter(({ points }) => sum(points) === 0);
  const matters = coverage.matters.toSorted((a, b) => sum(a.points) - sum(b.points));
  const levels = POINT_LEVELS.map((level) => ({ number: t(`points.levels.${level}`) }));
  return (
    <>
      <div className="sharing-figures">
        {POINT_LEVELS.map((level) => (
          <section key={level} className="card pad">
            <h2>{t(`points.levels.${level}`)}</h2>
            <b>
              <Link to="/service-points" search={{ level }}>
                {formatCount(coverage.total[level])}
              </Link>
            </b>
          </section>
        ))}
      </div>
      <section className="card pad stack-s">
        <h2>{t('points.perDivision')}</h2>
        <SubTable
          scrolls={t('points.perDivision')}
          heads={[
            t('points.division'),
            ...levels,
            { number: t('points.townsServed') },
            { number: t('points.villagesServed') },
          ]}
        >
          {coverage.divisions.map((one) => (
            <tr key={one.code}>
              <td>
                <Link to="/service-points" search={{ division: one.code }}>
                  {local(one.name)}
                </Link>
              </td>
              {POINT_LEVELS.map((level) => (
                <td key={level} className="number">
                  <Link to="/service-points" search={{ division: one.code, level }}>
                    {formatCount(one.points[level])}
                  </Link>
                </td>
              ))}
              <td className="number">
                {formatCount(one.townsServed)} / {formatCount(one.towns)}
              </td>
              <td className="number">
                {formatCount(one.villagesServed)} / {formatCount(one.villages)}
              </td>
            </tr>
          ))}
        </SubTable>
      </section>
      <section className="card pad stack-s">
        <h2>{t('points.perMatter')}</h2>
        <p>{gaps.length > 0 ? t('points.gaps', { count: gaps.length }) : t('points.noGaps')}</p>
        <SubTable scrolls={t('points.perMatter')} heads={[t('list.matter'), t('list.organisation'), ...levels, '']}>
          {matters.map((one) => (
            <tr key={one.id}>
              <td>
                <Link to="/matters/$matterId" params={{ matterId: one.id }}>
                  {local(one.title)}
                </Link>
              </td>
              <td>{local(one.organisationName)}</td>
              {POINT_LEVELS.map((level) => (
                <td key={level} className="number">
                  <Link to="/service-points" search={{ matter: one.id, level }}>
                    {formatCount(one.points[level])}
                  </Link>
                </td>
              ))}
              <td>{one.points.town + one.points.village === 0 ? t('points.noNear') : ''}</td>
            </tr>
          ))}
        </SubTable>
      </section>
    </>
  );
}
