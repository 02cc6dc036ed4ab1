import { Delaunay } from 'd3-delaunay';
import type { CityPlan, PlanPoint } from './plan.ts';
import { seededNumbers } from './random.ts';

/** The plan's square cut into cells, and which of them are land. */
export type Cells = {
  delaunay: Delaunay<PlanPoint>;
  points: PlanPoint[];
  land: boolean[];
  /** Neighbours of a cell. */
  around(cell: number): number[];
};

/** Land keeps this far from the edge of the square, so that every outline closes. */
const MARGIN = 0.035;

/** Cuts the square into cells of similar size (two rounds of Lloyd's relaxation) and draws a coast. */
export function cutCells(plan: CityPlan): Cells {
  const random = seededNumbers(plan.seed ^ 0x5ea);
  let points: PlanPoint[] = Array.from({ length: plan.cells }, () => [random(), random()]);
  for (let round = 0; round < 2; round += 1) {
    const voronoi = Delaunay.from(points).voronoi([0, 0, 1, 1]);
    points = points.map((point, index) => centre(voronoi.cellPolygon(index) as PlanPoint[] | null) ?? point);
  }
  const delaunay = Delaunay.from(points);
  const coast = drawCoast(plan, random);
  const land = points.map(coast);
  const around = (cell: number): number[] => [...delaunay.neighbors(cell)];
  return { delaunay, points, land, around };
}

function centre(polygon: PlanPoint[] | null): PlanPoint | undefined {
  if (!polygon) return undefined;
  let [area, x, y] = [0, 0, 0];
  for (let index = 0; index < polygon.length - 1; index += 1) {
    const [ax, ay] = polygon[index] as PlanPoint;
    const [bx, by] = polygon[index + 1] as PlanPoint;
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return area === 0 ? undefined : [x / (3 * area), y / (3 * area)];
}

/** One mainland whose radius is a sum of waves, and the plan's islands with rough shores. */
function drawCoast(plan: CityPlan, random: () => number): (point: PlanPoint) => boolean {
  const waves = Array.from({ length: 22 }, (_, index) => ({
    count: index + 2,
    size: 0.1 / (1 + index * 0.55),
    shift: random() * 2 * Math.PI,
  }));
  const rough = (angle: number): number =>
    waves.reduce((sum, wave) => sum + wave.size * Math.cos(wave.count * angle + wave.shift), 0);
  return ([x, y]) => {
    if (x < MARGIN || y < MARGIN || x > 1 - MARGIN || y > 1 - MARGIN) return false;
    const [dx, dy] = [(x - 0.485) / 1.02, y - 0.5];
    const mainland = Math.hypot(dx, dy) < 0.35 * (1 + 1.25 * rough(Math.atan2(dy, dx)));
    return (
      mainland ||
      plan.islands.some(({ at, radius }) => {
        const [ix, iy] = [x - at[0], y - at[1]];
        return Math.hypot(ix, iy) < radius * (1 + 1.6 * rough(Math.atan2(iy, ix) + radius * 100));
      })
    );
  };
}
