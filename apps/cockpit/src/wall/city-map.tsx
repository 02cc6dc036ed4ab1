import { EmptyState, fetchBoundaries, useLocal, type Session } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useId } from 'react';
import { boundariesQuery } from '../data/queries.ts';
import { useText } from '../texts/index.ts';

const DistrictMap = lazy(() => import('./district-map.tsx').then((module) => ({ default: module.DistrictMap })));
export type Boundaries = Awaited<ReturnType<typeof fetchBoundaries>>;

/** The city's districts by name. No figure is counted by district, so none is coloured, and the page says so. */
export function CityMap({ title, session }: { title: string; session: Session }) {
  const t = useText();
  const local = useLocal();
  const heading = useId();
  const { data, isError } = useQuery(boundariesQuery);
  const names = data?.features.map(({ properties }) => local(properties.name)) ?? [];
  return (
    <section className="map" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {data && names.length > 0 ? (
        <>
          <p className="quiet">
            {t('map.districts', { count: names.length })} · {t('map.quiet')}
          </p>
          <Suspense fallback={<div className="map-chart" />}>
            <DistrictMap
              boundaries={data}
              label={t('map.label', { city: local(session.city), names: names.join(t('map.and')) })}
            />
          </Suspense>
          <p className="map-source">{t(session.demo ? 'map.invented' : 'map.sketch')}</p>
        </>
      ) : data ? (
        <EmptyState level={3} title={t('map.none')} text={t('map.noneText')} />
      ) : (
        <p className="quiet" role="status">
          {isError ? t('map.failed') : ''}
        </p>
      )}
    </section>
  );
}
