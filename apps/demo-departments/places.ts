import type { Division, PackDefinition, PackSet } from '@platform/packs';

/** A division where people live, with the names on the way down to it. */
export type Place = {
  code: string;
  /** City, district, street and village in Chinese, joined. */
  path: string;
  street: string;
  district: string;
};

export type Places = {
  all: readonly Place[];
  /** Places inside a division, or the place itself. */
  within(code: string): readonly Place[];
  find(code: string): Place | undefined;
};

/** The lowest divisions of the sample's own pack, or of all packs when it brings none. */
export function placesOf(packs: PackSet, sample: PackDefinition<'sample'>): Places {
  const all = packs.all('divisions');
  const own = all.filter((one) => one.pack === sample.pack);
  const divisions = (own.length > 0 ? own : all).map((one) => one.value);
  const byCode = new Map(divisions.map((one) => [one.code, one]));
  const parents = new Set(divisions.map((one) => one.parent));
  const places = divisions.filter((one) => !parents.has(one.code)).map((one) => placeOf(one, byCode));
  const found = new Map(places.map((place) => [place.code, place]));
  return {
    all: places,
    within: (code) => places.filter((place) => place.code.startsWith(code)),
    find: (code) => found.get(code),
  };
}

function placeOf(division: Division, byCode: ReadonlyMap<string, Division>): Place {
  const chain: Division[] = [];
  for (
    let one: Division | undefined = division;
    one;
    one = one.parent === undefined ? undefined : byCode.get(one.parent)
  ) {
    chain.unshift(one);
  }
  const named = (level: Division['level']): string => chain.find((one) => one.level === level)?.name.zh ?? '';
  return {
    code: division.code,
    path: chain.map((one) => one.name.zh).join(''),
    street: named('street') || division.name.zh,
    district: named('district'),
  };
}
