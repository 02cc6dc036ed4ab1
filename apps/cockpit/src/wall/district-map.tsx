import { useLanguage } from '@yiwang/ui';
import { useMemo } from 'react';
import { Chart, token } from '../charts/chart.tsx';
import { registerMap } from '../charts/echarts.ts';
import { useRem } from '../data/media.ts';
import type { Boundaries } from './city-map.tsx';

const MAP = 'city';

/** The districts' shapes with their names. */
export function DistrictMap({ boundaries, label }: { boundaries: Boundaries; label: string }) {
  const language = useLanguage();
  const rem = useRem();
  const option = useMemo(() => {
    const names = new Map(boundaries.features.map(({ properties }) => [properties.code, properties.name]));
    // ECharts knows a shape by its `name`; the code is the one that stays the same in both languages.
    registerMap(MAP, {
      type: 'FeatureCollection',
      features: boundaries.features.map(({ type, properties, geometry }) => ({
        type,
        properties: { name: properties.code },
        geometry,
      })),
    } as Parameters<typeof registerMap>[1]);
    return {
      animation: false,
      series: [
        {
          type: 'map',
          map: MAP,
          roam: false,
          silent: true,
          selectedMode: false,
          aspectScale: aspectOf(boundaries),
          left: '2%',
          right: '2%',
          top: '2%',
          bottom: '2%',
          label: {
            show: true,
            color: token('--ink'),
            fontSize: rem * (language === 'zh' ? 1.125 : 0.9375),
            fontFamily: 'inherit',
            formatter: ({ name }: { name: string }) => names.get(name)?.[language] ?? name,
          },
          labelLayout: { hideOverlap: true },
          itemStyle: { areaColor: token('--blue-1'), borderColor: token('--blue'), borderWidth: 1.25 },
          data: [],
        },
      ],
    };
  }, [boundaries, language, rem]);
  return <Chart className="map-chart" option={option} label={label} />;
}

/** How much narrower a degree of longitude is than one of latitude here; 1 on a plane that is no globe. */
function aspectOf({ features }: Boundaries): number {
  const latitudes = features.flatMap(({ geometry }) => geometry.coordinates.flat(Number.POSITIVE_INFINITY)).filter((_, index) => index % 2 === 1);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const latitude of latitudes as number[]) {
    low = Math.min(low, latitude);
    high = Math.max(high, latitude);
  }
  const middle = (low + high) / 2;
  return Math.abs(low) <= 85 && Math.abs(high) <= 85 ? Math.cos((middle * Math.PI) / 180) : 1;
}
