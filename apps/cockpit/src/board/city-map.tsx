import { formatCount, useLanguage, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { registerMap } from 'echarts/core';
import { useMemo, type ReactNode } from 'react';
import type { Boundary, Figure } from '../api/boards.ts';
import { boundariesQuery, organisationsQuery } from '../data/queries.ts';
import { useSession } from '../data/session.ts';
import { useText } from '../texts/index.ts';
import { COLOURS, SHADES } from './chart-colours.ts';
import { byDistrict, shadeOf, type ByDistrict } from './districts.ts';
import { Chart, type ChartOption } from './echart.tsx';

const MAP = 'city';

/** The city's districts with a figure in each, where its organisations belong to districts; else the districts alone, and why. */
export function CityMap({ figure, chooser }: { figure: Figure | undefined; chooser: ReactNode }) {
  const t = useText();
  const local = useLocal();
  const { session } = useSession();
  const boundaries = useQuery(boundariesQuery);
  const organisations = useQuery(organisationsQuery).data?.items;
  const features = boundaries.data?.features;
  const values = figure?.kind === 'count' ? figure.byOrganisation : undefined;
  const places = useMemo(
    () =>
      values && organisations && features
        ? byDistrict(
            values,
            organisations,
            features.map(({ properties }) => properties.code),
          )
        : undefined,
    [values, organisations, features],
  );
  const shown = places?.anyDistrict ? places : undefined;
  const title =
    figure && shown
      ? t('map.question', { title: local(figure.title) })
      : t('map.plain', { city: local(session?.city) });
  return (
    <section className="card map-card">
      <div className="map-head">
        <h2>{title}</h2>
        {chooser}
      </div>
      {features && features.length > 0 ? (
        <DistrictMap features={features} places={shown} title={title} />
      ) : (
        <div className="map">{boundaries.isError ? <p className="quiet">{t('map.notFetched')}</p> : null}</div>
      )}
      {features && shown ? <DistrictTable features={features} places={shown} title={title} /> : null}
      <p className="quiet">
        {figure ? <MapNote figure={figure} places={places} /> : null} {t('map.noNumber')}
      </p>
    </section>
  );
}

function MapNote({ figure, places }: { figure: Figure; places: ByDistrict | undefined }) {
  const t = useText();
  const local = useLocal();
  if (!places) return figure.byOrganisation && figure.kind === 'count' ? null : t('map.notByPlace');
  const words = { value: formatCount(places.city), unit: local(figure.unit) };
  if (places.anyDistrict) return places.city > 0 ? t('map.cityLevel', words) : null;
  return places.city > 0 ? t('map.onlyCity', words) : t('map.none', { period: local(figure.period) });
}

function DistrictMap({
  features,
  places,
  title,
}: {
  features: readonly Boundary[];
  places: ByDistrict | undefined;
  title: string;
}) {
  const language = useLanguage();
  const option = useMemo((): ChartOption => {
    // ECharts knows regions by name; codes are what stays the same in both languages.
    registerMap(MAP, {
      geoJSON: {
        type: 'FeatureCollection',
        features: features.map((feature) => ({ ...feature, properties: { name: feature.properties.code } })),
      } as never,
      specialAreas: {},
    });
    const nameOf = new Map(features.map(({ properties }) => [properties.code, properties.name[language]]));
    const most = Math.max(...(places?.districts.values() ?? []), 0);
    const text = (code: string): string => {
      const value = places?.districts.get(code);
      return value === undefined
        ? (nameOf.get(code) ?? code)
        : `${nameOf.get(code) ?? code}\n{value|${formatCount(value)}}`;
    };
    return {
      animation: false,
      textStyle: { fontFamily: 'inherit' },
      series: [
        {
          type: 'map',
          map: MAP,
          silent: true,
          aspectScale: Math.cos((middleLatitude(features) * Math.PI) / 180),
          left: 8,
          right: 8,
          top: 8,
          bottom: 8,
          preserveAspect: 'contain',
          selectedMode: false,
          data: features.map(({ properties: { code } }) => ({
            name: code,
            value: places?.districts.get(code) ?? 0,
            itemStyle: {
              areaColor: SHADES[shadeOf(places?.districts.get(code) ?? 0, most, SHADES.length - 1)] ?? SHADES[0],
            },
          })),
          itemStyle: { borderColor: COLOURS.edge, borderWidth: 1.2 },
          // On a small map the names of small districts would lie over each other.
          labelLayout: { hideOverlap: true },
          label: {
            show: true,
            color: COLOURS.ink,
            fontSize: 16,
            lineHeight: 24,
            textBorderColor: COLOURS.ground,
            textBorderWidth: 3,
            formatter: ({ name }: { name: string }) => text(name),
            rich: {
              value: {
                fontSize: 22,
                fontWeight: 600,
                color: '#ffffff',
                textBorderColor: COLOURS.ground,
                textBorderWidth: 3,
              },
            },
          },
        },
      ],
    };
  }, [features, places, language]);
  return <Chart className="map" option={option} label={title} />;
}

/** The map in words, for those who do not see it. */
function DistrictTable({
  features,
  places,
  title,
}: {
  features: readonly Boundary[];
  places: ByDistrict;
  title: string;
}) {
  const t = useText();
  const local = useLocal();
  return (
    <table className="yw-visually-hidden">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('map.district')}</th>
          <th scope="col">{t('map.value')}</th>
        </tr>
      </thead>
      <tbody>
        {features.map(({ properties: { code, name } }) => (
          <tr key={code}>
            <th scope="row">{local(name)}</th>
            <td>{formatCount(places.districts.get(code) ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Degrees of longitude are shorter away from the equator; a city drawn on a plane lies near 0 and stays as it is. */
function middleLatitude(features: readonly Boundary[]): number {
  const latitudes = features
    .flatMap(({ geometry }) => (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()))
    .flatMap((ring) => ring.map(([, y]) => y));
  const middle = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
  return Math.abs(middle) < 85 ? middle : 0;
}
