import type { OrganisationValue } from '../api/boards.ts';

/** A figure by district: a value for every boundary, and what belongs to no district (city bureaus). */
export type ByDistrict = { districts: Map<string, number>; city: number; anyDistrict: boolean };

/**
 * Adds up a figure's organisations by the district in which each stands. Division codes begin with the district's six digits
 * (GB/T 2260); an organisation of the city itself, or one nobody knows, counts to the city.
 */
export function byDistrict(
  values: readonly OrganisationValue[],
  organisations: readonly { id: string; division: string }[],
  codes: readonly string[],
): ByDistrict {
  const divisionOf = new Map(organisations.map(({ id, division }) => [id, division]));
  const districts = new Map(codes.map((code) => [code, 0]));
  let city = 0;
  for (const { organisation, value } of values) {
    const code = divisionOf.get(organisation)?.slice(0, 6) ?? '';
    const before = districts.get(code);
    if (before === undefined) city += value;
    else districts.set(code, before + value);
  }
  return { districts, city, anyDistrict: [...districts.values()].some((value) => value > 0) };
}

/** One of `steps` shades for a value, 0 for none; the largest value has the last shade. */
export function shadeOf(value: number, most: number, steps: number): number {
  if (value <= 0 || most <= 0) return 0;
  return Math.max(1, Math.min(steps, Math.ceil((value / most) * steps)));
}
