import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { boundariesText, divisionsText, generateCity } from './generate-city.ts';
import { contains, signedArea } from './outline.ts';
import { PLAN_FILE, type PlanPoint, readPlan } from './plan.ts';

const root = join(import.meta.dirname, '../../packs');
const planned = readdirSync(root).filter((name) => existsSync(join(root, name, PLAN_FILE)));

test('some pack has a plan', () => expect(planned.length).toBeGreaterThan(0));

describe.each(planned)('the city of pack %s', (name) => {
  const plan = readPlan(join(root, name));
  const city = generateCity(plan);
  const rings = city.boundaries.flatMap((one) => one.geometry.coordinates.map((polygon) => polygon[0] as PlanPoint[]));

  test('is what the pack holds: run tools/city again after changing the plan', () => {
    expect(readFileSync(join(root, name, 'divisions', `${name}.json`), 'utf8')).toBe(divisionsText(city.divisions));
    expect(readFileSync(join(root, name, 'boundaries', `${name}.geojson`), 'utf8')).toBe(
      boundariesText(city.boundaries),
    );
  });

  test('has codes of the right length below their parents, in area 99, none twice', () => {
    const codes = new Set(city.divisions.map((one) => one.code));
    expect(codes.size).toBe(city.divisions.length);
    const length = { city: 6, district: 6, street: 9, village: 12 };
    for (const one of city.divisions) {
      expect(one.code).toHaveLength(length[one.level]);
      expect(one.code.startsWith('99')).toBe(true);
      if (one.level === 'city') continue;
      expect(codes.has(one.parent ?? '')).toBe(true);
      expect(one.code.startsWith(one.level === 'district' ? '9902' : (one.parent as string))).toBe(true);
    }
    const villages = city.divisions.filter((one) => one.level === 'village').map((one) => one.name.zh);
    expect(new Set(villages).size).toBe(villages.length);
  });

  test('has a closed outline for every district, counter-clockwise outside, without crossing itself', () => {
    expect(city.boundaries.map((one) => one.properties.code)).toEqual(plan.districts.map((one) => one.code));
    for (const { geometry, properties } of city.boundaries) {
      for (const [outer, ...holes] of geometry.coordinates as PlanPoint[][][]) {
        for (const ring of [outer as PlanPoint[], ...holes]) {
          expect(ring.at(-1), properties.name).toEqual(ring[0]);
          const corners = ring.slice(1).map(String);
          expect(new Set(corners).size, `${properties.name} meets itself`).toBe(corners.length);
          expect(crossings(ring), `${properties.name} crosses itself`).toBe(0);
        }
        expect(signedArea(outer as PlanPoint[])).toBeGreaterThan(0);
        for (const hole of holes) expect(signedArea(hole)).toBeLessThan(0);
      }
    }
  });

  test('has no slivers: no piece is tiny or thin', () => {
    const whole = plan.place.width * plan.place.height;
    for (const ring of rings) {
      const area = Math.abs(signedArea(ring));
      expect(area / whole).toBeGreaterThan(0.001);
      expect((4 * Math.PI * area) / perimeter(ring) ** 2).toBeGreaterThan(0.1);
    }
  });

  test('has districts that lie around their seats and nowhere over each other', () => {
    const random = (() => {
      let state = 1;
      return () => {
        state = (state * 48_271) % 2_147_483_647;
        return state / 2_147_483_647;
      };
    })();
    const owners = (point: PlanPoint): string[] =>
      city.boundaries
        .filter(({ geometry }) =>
          geometry.coordinates.some(
            ([outer, ...holes]) =>
              contains(outer as PlanPoint[], point) && !holes.some((hole) => contains(hole as PlanPoint[], point)),
          ),
        )
        .map((one) => one.properties.code);
    const onMap = ([x, y]: PlanPoint): PlanPoint => [
      plan.place.west + x * plan.place.width,
      plan.place.south + (1 - y) * plan.place.height,
    ];
    for (const district of plan.districts)
      expect(owners(onMap(district.at)), district.name.zh).toEqual([district.code]);
    let land = 0;
    for (let index = 0; index < 4000; index += 1) {
      const found = owners(onMap([random(), random()]));
      expect(found.length).toBeLessThanOrEqual(1);
      land += found.length;
    }
    expect(land / 4000).toBeGreaterThan(0.25);
  });
});

function perimeter(ring: readonly PlanPoint[]): number {
  return ring.slice(1).reduce((sum, [x, y], index) => {
    const [px, py] = ring[index] as PlanPoint;
    return sum + Math.hypot(x - px, y - py);
  }, 0);
}

function crossings(ring: readonly PlanPoint[]): number {
  const side = ([ax, ay]: PlanPoint, [bx, by]: PlanPoint, [px, py]: PlanPoint): number =>
    Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
  let found = 0;
  for (let i = 0; i < ring.length - 1; i += 1) {
    for (let j = i + 2; j < ring.length - 1; j += 1) {
      if (i === 0 && j === ring.length - 2) continue;
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[j + 1]] as [PlanPoint, PlanPoint, PlanPoint, PlanPoint];
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) found += 1;
    }
  }
  return found;
}
