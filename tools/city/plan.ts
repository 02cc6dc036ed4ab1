import type { LocalText } from '@platform/kernel';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A point of the plan: both parts 0 to 1, x to the east, y to the south. */
export type PlanPoint = [x: number, y: number];

/** One district of the plan; `weight` is how far it spreads against its neighbours. */
export type PlanDistrict = {
  code: string;
  name: LocalText;
  at: PlanPoint;
  weight: number;
  /** Name in Chinese and English; 街道, 镇 or 乡 is read from the Chinese. */
  streets: [zh: string, en: string][];
};

/** What an invented city is made of: `sample/city-plan.json` of a pack. */
export type CityPlan = {
  seed: number;
  city: { code: string; name: LocalText };
  /** Where the plan's square lies, in degrees. Choose open sea, so that no real place is drawn. */
  place: { west: number; south: number; width: number; height: number };
  /** Cells of land and sea together; more cells make finer outlines. */
  cells: number;
  islands: { at: PlanPoint; radius: number }[];
  districts: PlanDistrict[];
  /** Villages are named by one of `first` and one of `last`: character and its pinyin. */
  villages: { fewest: number; most: number; first: [string, string][]; last: [string, string][] };
};

export const PLAN_FILE = join('sample', 'city-plan.json');

/** Reads the plan of the pack in `folder`. */
export function readPlan(folder: string): CityPlan {
  return JSON.parse(readFileSync(join(folder, PLAN_FILE), 'utf8')) as CityPlan;
}
