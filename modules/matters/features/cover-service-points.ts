import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { atWindows } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { type NEAREST_FIRST, openTaken, standsIn } from '../domain/service-points.ts';

const Counts = Type.Object({
  city: Type.Integer(),
  county: Type.Integer(),
  town: Type.Integer(),
  village: Type.Integer(),
});

/** How far the service network reaches: points of each level by division, and by matter, with those that no point takes. */
export function coverServicePoints(own: Own): Feature {
  const points = own.packs.all('service-points').map(({ value }) => value);
  return feature({
    name: 'matters.cover-service-points',
    method: 'GET',
    path: '/api/service-points/coverage',
    summary: {
      zh: '服务网点覆盖：各区划各级网点数，各事项可办网点数，无网点可办的事项',
      en: 'Coverage of the service network by division and by matter',
    },
    access: { permission: 'matters.read' },
    response: Type.Object({
      total: Counts,
      /** The city and the divisions right below it; `towns` and `villages` are how many there are, `…Served` how many have a point. */
      divisions: Type.Array(
        Type.Object({
          code: Type.String(),
          name: LocalText,
          points: Counts,
          towns: Type.Integer(),
          townsServed: Type.Integer(),
          villages: Type.Integer(),
          villagesServed: Type.Integer(),
        }),
      ),
      /** Matters handled at windows: at how many points of each level. */
      matters: Type.Array(
        Type.Object({ id: Type.String(), title: LocalText, organisationName: LocalText, points: Counts }),
      ),
    }),
    async handle() {
      const { organisations } = own;
      const all = own.book.all();
      const served = new Set(points.map(({ division }) => division));
      const count = (some: readonly { level: (typeof NEAREST_FIRST)[number] }[]) => ({
        city: some.filter(({ level }) => level === 'city').length,
        county: some.filter(({ level }) => level === 'county').length,
        town: some.filter(({ level }) => level === 'town').length,
        village: some.filter(({ level }) => level === 'village').length,
      });
      const taken = openTaken(all, organisations);
      const byMatter = new Map<string, { level: (typeof NEAREST_FIRST)[number] }[]>();
      for (const point of points) {
        const { level } = point;
        const ids = new Set(point.windows.flatMap((one) => taken.of(one.matters, point).map(({ id }) => id)));
        for (const id of ids) {
          const at = byMatter.get(id);
          if (at) at.push({ level });
          else byMatter.set(id, [{ level }]);
        }
      }
      const counties = organisations.children().flatMap(({ code }) => organisations.children(code));
      return {
        total: count(points),
        divisions: counties.map(({ code, name }) => {
          const towns = organisations.children(code);
          const villages = towns.flatMap((town) => organisations.children(town.code));
          return {
            code,
            name,
            points: count(points.filter((point) => standsIn(organisations, point, code))),
            towns: towns.length,
            townsServed: towns.filter((one) => served.has(one.code)).length,
            villages: villages.length,
            villagesServed: villages.filter((one) => served.has(one.code)).length,
          };
        }),
        matters: all.filter(atWindows).map((matter) => ({
          id: matter.id,
          title: matter.title,
          organisationName: organisations.get(matter.organisation).name,
          points: count(byMatter.get(matter.id) ?? []),
        })),
      };
    },
  });
}
