import { Type } from 'typebox';
import { cursorPage, decodeCursor, feature, type Feature } from '@platform/http';
import { LocalText, shanghaiDate } from '@platform/kernel';
import type { Matter } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { openState, spansOf } from '../domain/opening-hours.ts';
import { meets, NEAREST_FIRST, openTaken, standsIn } from '../domain/service-points.ts';

const MatterNamed = Type.Object({ id: Type.String(), title: LocalText });
const Point = Type.Object({
  id: Type.String(),
  level: Type.Enum(['city', 'county', 'town', 'village']),
  name: LocalText,
  organisationName: LocalText,
  division: Type.String(),
  divisionName: LocalText,
  address: LocalText,
  phone: Type.String(),
  /** Whether it is open now; times are Shanghai's, HH:MM. */
  open: Type.Boolean(),
  until: Type.Optional(Type.String()),
  next: Type.Optional(Type.Object({ date: Type.String(), from: Type.String() })),
  /** Today's hours, `09:00-12:00`; none when it is shut all day. */
  today: Type.Array(Type.String()),
  hours: Type.Array(Type.Object({ days: Type.Array(Type.Integer()), open: Type.Array(Type.String()) })),
  holidays: Type.Enum(['closed', 'as-usual']),
  access: Type.Array(Type.String()),
  /** How many matters each takes, and the first of them. */
  windows: Type.Array(
    Type.Object({
      number: Type.String(),
      name: LocalText,
      any: Type.Boolean(),
      count: Type.Integer(),
      matters: Type.Array(MatterNamed),
    }),
  ),
});

type Level = (typeof NEAREST_FIRST)[number];

/** A general window of a great city takes thousands. */
const MOST = 30;

/**
 * Halls, windows and points (办事网点), page by page. Once a place or a name is asked for, the nearest level first; else the halls that serve all:
 * nobody is told of some village they do not live in.
 */
export function findServicePoints(own: Own): Feature {
  const read = () =>
    own.packs.all('service-points').map(({ value }, place) => ({
      ...value,
      place,
      meets: meets([value.name, value.address, own.organisations.divisionPath(value.division)]),
    }));
  let kept: ReturnType<typeof read> | undefined;
  return feature({
    name: 'matters.find-service-points',
    method: 'GET',
    path: '/api/service-points',
    summary: {
      zh: '办事网点：按区划、名称、拼音、事项查找，是否正在办公',
      en: 'Service points by division, name, pinyin or matter, with whether they are open',
    },
    access: { public: true },
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 100 })),
      division: Type.Optional(Type.String({ maxLength: 12, pattern: '^\\d*$' })),
      matter: Type.Optional(Type.String({ maxLength: 64 })),
      level: Type.Optional(Type.Enum([...NEAREST_FIRST])),
      openNow: Type.Optional(Type.Boolean()),
      cursor: Type.Optional(Type.String({ maxLength: 100 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    }),
    response: Type.Object({
      at: Type.String(),
      total: Type.Integer(),
      items: Type.Array(Point),
      next: Type.Optional(Type.String()),
    }),
    async handle(_context, { query }) {
      const now = own.clock.now();
      const today = shanghaiDate(now);
      const taken = openTaken(own.book.all(), own.organisations);
      const nearness = query.division || query.q ? 1 : -1;
      const rank = ({ level }: { level: Level }): number => nearness * NEAREST_FIRST.indexOf(level);
      const [lastRank = -Infinity, lastPlace = -1] = (decodeCursor(query.cursor, 2) ?? []).map(Number);
      kept ??= read();
      const found = kept
        .filter(
          (point) =>
            (!query.level || point.level === query.level) &&
            (!query.division || standsIn(own.organisations, point, query.division)) &&
            point.meets(query.q ?? '') &&
            (!query.openNow || openState(point, now, own.calendar).open) &&
            (!query.matter || taken.has(point, query.matter)),
        )
        .sort((a, b) => rank(a) - rank(b) || a.place - b.place);
      const rest = found.filter((one) => rank(one) > lastRank || (rank(one) === lastRank && one.place > lastPlace));
      const page = cursorPage(rest, query.limit ?? 50, (one) => [rank(one), one.place]);
      return {
        at: now.toISOString(),
        total: found.length,
        ...(page.next === undefined ? {} : { next: page.next }),
        items: page.items.map((point) => ({
          id: point.id,
          level: point.level,
          name: point.name,
          organisationName: own.organisations.get(point.organisation).name,
          division: point.division,
          divisionName: own.organisations.divisionPath(point.division),
          address: point.address,
          phone: point.phone,
          ...openState(point, now, own.calendar),
          today: spansOf(point, today, own.calendar).map((span) => span.join('-')),
          hours: point.hours,
          holidays: point.holidays,
          access: [...(point.access ?? [])],
          windows: point.windows.map(({ number, name, matters: named }) => {
            const all = taken.of(named, point);
            return { number, name, any: named === 'any', count: all.length, matters: all.slice(0, MOST).map(namedOf) };
          }),
        })),
      };
    },
  });
}

const namedOf = ({ id, title }: Matter) => ({ id, title });
