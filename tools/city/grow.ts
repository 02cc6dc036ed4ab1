import type { Cells } from './cells.ts';
import type { CityPlan, PlanPoint } from './plan.ts';
import { seededNumbers } from './random.ts';

/** No district: sea. */
export const SEA = -1;

/**
 * The district (its place in the plan) of every cell: each spreads from its seat over land, further where its weight is
 * greater and the ground easier, so that the borders wander like borders. An island belongs to the nearest seat.
 */
export function growDistricts(plan: CityPlan, cells: Cells): Int16Array {
  const random = seededNumbers(plan.seed ^ 0x9e0);
  const owner = new Int16Array(cells.points.length).fill(SEA);
  const ease = cells.points.map(() => 0.45 + random());
  const cost = new Float64Array(cells.points.length).fill(Number.POSITIVE_INFINITY);
  const queue: { cell: number; cost: number; district: number }[] = [];
  for (const [district, { at }] of plan.districts.entries()) {
    queue.push({ cell: nearestLand(cells, at), cost: 0, district });
  }
  for (;;) {
    spread(plan, cells, owner, ease, cost, queue);
    const rest = cells.land.findIndex((land, cell) => land && owner[cell] === SEA);
    if (rest < 0) break;
    const point = cells.points[rest] as PlanPoint;
    queue.push({ cell: rest, cost: 0, district: nearestDistrict(plan, point) });
  }
  for (let round = 0; round < 3; round += 1) smooth(cells, owner);
  joinLoose(cells, owner);
  return owner;
}

function spread(
  plan: CityPlan,
  cells: Cells,
  owner: Int16Array,
  ease: number[],
  cost: Float64Array,
  queue: { cell: number; cost: number; district: number }[],
): void {
  while (queue.length > 0) {
    let best = 0;
    for (let index = 1; index < queue.length; index += 1) {
      if ((queue[index]?.cost as number) < (queue[best]?.cost as number)) best = index;
    }
    const [step] = queue.splice(best, 1) as [{ cell: number; cost: number; district: number }];
    if (owner[step.cell] !== SEA) continue;
    owner[step.cell] = step.district;
    const weight = plan.districts[step.district]?.weight as number;
    for (const next of cells.around(step.cell)) {
      if (!cells.land[next] || owner[next] !== SEA) continue;
      const reached = step.cost + (distance(cells, step.cell, next) * (ease[next] as number)) / weight;
      if (reached >= (cost[next] as number)) continue;
      cost[next] = reached;
      queue.push({ cell: next, cost: reached, district: step.district });
    }
  }
}

/** A cell that juts out among cells of another district joins them. */
function smooth(cells: Cells, owner: Int16Array): void {
  for (let cell = 0; cell < owner.length; cell += 1) {
    if (owner[cell] === SEA) continue;
    const counts = new Map<number, number>();
    const land = cells.around(cell).filter((next) => owner[next] !== SEA);
    for (const next of land) counts.set(owner[next] as number, (counts.get(owner[next] as number) ?? 0) + 1);
    for (const [district, count] of counts) {
      if (district !== owner[cell] && count >= land.length * 0.6) owner[cell] = district;
    }
  }
}

/** Smoothing may cut off a few cells: on each piece of land the largest part of a district stays, the rest joins a neighbour. */
function joinLoose(cells: Cells, owner: Int16Array): void {
  for (let changed = true; changed; ) {
    changed = false;
    const byPlace = new Map<string, number[][]>();
    const land = parts(cells, (a, b) => owner[a] !== SEA && owner[b] !== SEA, owner);
    const landOf = new Map(land.flatMap((part, index) => part.map((cell) => [cell, index] as const)));
    for (const part of parts(cells, (a, b) => owner[a] === owner[b], owner)) {
      const place = `${landOf.get(part[0] as number)}/${owner[part[0] as number]}`;
      byPlace.set(place, [...(byPlace.get(place) ?? []), part]);
    }
    for (const same of byPlace.values()) {
      same.sort((a, b) => b.length - a.length);
      for (const loose of same.slice(1)) {
        for (const cell of loose) {
          const next = cells.around(cell).find((other) => owner[other] !== SEA && owner[other] !== owner[cell]);
          if (next === undefined) continue;
          owner[cell] = owner[next] as number;
          changed = true;
        }
      }
    }
  }
}

/** Land cells in connected parts, where `joined` says which neighbours hang together. */
function parts(cells: Cells, joined: (a: number, b: number) => boolean, owner: Int16Array): number[][] {
  const seen = new Uint8Array(owner.length);
  const found: number[][] = [];
  for (let start = 0; start < owner.length; start += 1) {
    if (seen[start] || owner[start] === SEA) continue;
    seen[start] = 1;
    const part = [start];
    for (let index = 0; index < part.length; index += 1) {
      for (const next of cells.around(part[index] as number)) {
        if (seen[next] || owner[next] === SEA || !joined(part[index] as number, next)) continue;
        seen[next] = 1;
        part.push(next);
      }
    }
    found.push(part);
  }
  return found;
}

function nearestLand(cells: Cells, at: PlanPoint): number {
  let best = -1;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [cell, [x, y]] of cells.points.entries()) {
    const away = Math.hypot(x - at[0], y - at[1]);
    if (cells.land[cell] && away < bestDistance) [best, bestDistance] = [cell, away];
  }
  return best;
}

function nearestDistrict(plan: CityPlan, [x, y]: PlanPoint): number {
  const away = plan.districts.map(({ at }) => Math.hypot(x - at[0], y - at[1]));
  return away.indexOf(Math.min(...away));
}

function distance(cells: Cells, a: number, b: number): number {
  const [ax, ay] = cells.points[a] as PlanPoint;
  const [bx, by] = cells.points[b] as PlanPoint;
  return Math.hypot(ax - bx, ay - by);
}
