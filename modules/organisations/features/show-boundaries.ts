import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import type { PackSet } from '@platform/packs';
import type { OrganisationsPort } from '../contract/index.ts';

/** GeoJSON (RFC 7946); positions are longitude and latitude, or any plane for an invented city. */
const Boundaries = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Object({
      type: Type.Literal('Feature'),
      properties: Type.Object({ code: Type.String(), name: LocalText }),
      geometry: Type.Object({ type: Type.Enum(['Polygon', 'MultiPolygon']), coordinates: Type.Array(Type.Unknown()) }),
    }),
  ),
});

export function showBoundaries(port: OrganisationsPort, packs: PackSet): Feature {
  const features = packs.all('boundaries').map(({ id, value }) => ({
    type: 'Feature' as const,
    properties: { code: id, name: port.division(id)?.name ?? { zh: id, en: id } },
    geometry: value.geometry,
  }));
  return feature({
    name: 'organisations.show-boundaries',
    method: 'GET',
    path: '/api/boundaries',
    summary: { zh: '区划边界（GeoJSON）', en: 'Boundaries of divisions (GeoJSON)' },
    access: { public: true },
    response: Boundaries,
    handle: async () => ({ type: 'FeatureCollection' as const, features }),
  });
}
