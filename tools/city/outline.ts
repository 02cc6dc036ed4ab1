import type { Cells } from './cells.ts';
import { SEA } from './grow.ts';
import type { CityPlan, PlanPoint } from './plan.ts';

type Ring = PlanPoint[];
export type BoundaryFeature = {
  type: 'Feature';
  properties: { code: string; name: string };
  geometry: { type: 'MultiPolygon'; coordinates: Ring[][] };
};

/**
 * The outline of each district as GeoJSON (RFC 7946: outer rings counter-clockwise, holes clockwise). Borders between two
 * districts are the same points in both, so that nothing overlaps and nothing is left between them.
 */
export function districtOutlines(plan: CityPlan, cells: Cells, owner: Int16Array): BoundaryFeature[] {
  const corners = cells.delaunay.voronoi([-1, -1, 2, 2]).circumcenters;
  const { halfedges, triangles } = cells.delaunay;
  const steps = plan.districts.map(() => new Map<number, number>());
  for (let edge = 0; edge < halfedges.length; edge += 1) {
    const other = halfedges[edge] as number;
    if (other < 0) continue;
    const mine = owner[triangles[edge] as number] as number;
    const theirs = owner[triangles[other] as number] as number;
    // Three cells meet in a corner, so that an outline passes each corner at most once.
    if (mine !== SEA && mine !== theirs) steps[mine]?.set(Math.floor(edge / 3), Math.floor(other / 3));
  }
  const onMap = (corner: number): PlanPoint => [
    round(plan.place.west + (corners[corner * 2] as number) * plan.place.width),
    round(plan.place.south + (1 - (corners[corner * 2 + 1] as number)) * plan.place.height),
  ];
  return plan.districts.map((district, index) => {
    const rings = closedRings(steps[index] as Map<number, number>).map((ring) => ring.map(onMap));
    const turning = Math.sign(signedArea(largest(rings)));
    const outer = rings.filter((ring) => Math.sign(signedArea(ring)) === turning);
    const holes = rings.filter((ring) => Math.sign(signedArea(ring)) !== turning);
    const polygons = outer.map((ring) => [turned(ring, 1)]);
    for (const hole of holes) {
      const around = polygons.find(([ring]) => contains(ring as Ring, hole[0] as PlanPoint));
      around?.push(turned(hole, -1));
    }
    return {
      type: 'Feature',
      properties: { code: district.code, name: district.name.zh },
      geometry: { type: 'MultiPolygon', coordinates: polygons },
    };
  });
}

/** Twice-counted nothing: the area inside a ring, positive when it turns counter-clockwise. */
export function signedArea(ring: Ring): number {
  let area = 0;
  for (let index = 0; index < ring.length - 1; index += 1) {
    const [ax, ay] = ring[index] as PlanPoint;
    const [bx, by] = ring[index + 1] as PlanPoint;
    area += ax * by - bx * ay;
  }
  return area / 2;
}

/** Whether a point lies inside a ring (ray casting). */
export function contains(ring: Ring, [x, y]: PlanPoint): boolean {
  let inside = false;
  for (let index = 0; index < ring.length - 1; index += 1) {
    const [ax, ay] = ring[index] as PlanPoint;
    const [bx, by] = ring[index + 1] as PlanPoint;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function closedRings(next: Map<number, number>): number[][] {
  const rings: number[][] = [];
  for (const start of next.keys()) {
    if (!next.has(start)) continue;
    const ring = [start];
    for (let corner = next.get(start) as number; ; corner = next.get(ring.at(-1) as number) as number) {
      next.delete(ring.at(-1) as number);
      ring.push(corner);
      if (corner === start) break;
    }
    rings.push(ring);
  }
  return rings;
}

function largest(rings: Ring[]): Ring {
  return rings.reduce((best, ring) => (Math.abs(signedArea(ring)) > Math.abs(signedArea(best)) ? ring : best));
}

function turned(ring: Ring, sign: 1 | -1): Ring {
  return Math.sign(signedArea(ring)) === sign ? ring : ring.toReversed();
}

function round(degrees: number): number {
  return Math.round(degrees * 100_000) / 100_000;
}
