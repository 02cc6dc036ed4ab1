import { cutCells } from './cells.ts';
import { planDivisions, type PlannedDivision } from './divisions.ts';
import { growDistricts } from './grow.ts';
import { type BoundaryFeature, districtOutlines } from './outline.ts';
import type { CityPlan } from './plan.ts';

/** The divisions and boundaries of the plan; the same plan gives the same city on every machine. */
export function generateCity(plan: CityPlan): { divisions: PlannedDivision[]; boundaries: BoundaryFeature[] } {
  const cells = cutCells(plan);
  return {
    divisions: planDivisions(plan),
    boundaries: districtOutlines(plan, cells, growDistricts(plan, cells)),
  };
}

/** The text of `divisions/*.json`: a line a division, so that a change reads well. */
export function divisionsText(divisions: readonly PlannedDivision[]): string {
  return `{\n  "divisions": [\n${divisions.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]\n}\n`;
}

/** The text of `boundaries/*.geojson`: a line a district. */
export function boundariesText(boundaries: readonly BoundaryFeature[]): string {
  return `{\n  "type": "FeatureCollection",\n  "features": [\n${boundaries.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]\n}\n`;
}
