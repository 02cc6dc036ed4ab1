import { FLOORS, OFFICE_HOURS, type RuleId } from './rules.ts';

/** What the guard set for a rule; what is absent is as the product has it. */
export type SetThresholds = { floorStaff?: number; floorSystem?: number; fromHour?: number; toHour?: number };

/** The numbers that rules go by. */
export type Thresholds = {
  floor(rule: keyof typeof FLOORS, kind: 'staff' | 'application'): number;
  hours: { readonly from: number; readonly to: number };
};

/** Rules whose floors can be set. */
export const isFloored = (rule: RuleId): rule is keyof typeof FLOORS => rule in FLOORS;

/** A floor may be lowered to one and raised to five times the product's: nobody can set the guard to sleep. */
export const MOST_TIMES = 5;

export function defaultFloor(rule: keyof typeof FLOORS, kind: 'staff' | 'application'): number | undefined {
  const floors: { staff: number; application?: number } = FLOORS[rule];
  return floors[kind];
}

/** Whether a floor lies within its bounds; where the product has none (systems in a street) none can be set. */
export function isFloorFit(rule: keyof typeof FLOORS, kind: 'staff' | 'application', floor: number): boolean {
  const own = defaultFloor(rule, kind);
  return own !== undefined && floor >= 1 && floor <= own * MOST_TIMES;
}

/** The city's office hours can be set to at least four and at most sixteen hours of a day. */
export function areHoursFit(from: number, to: number): boolean {
  return from >= 0 && to <= 24 && to - from >= 4 && to - from <= 16;
}

/** The thresholds in force: what was set, else the product's own. */
export function thresholdsOf(set: (rule: RuleId) => SetThresholds | undefined): Thresholds {
  const hours = set('hours');
  return {
    floor: (rule, kind) =>
      (kind === 'staff' ? set(rule)?.floorStaff : set(rule)?.floorSystem) ??
      defaultFloor(rule, kind) ??
      Number.POSITIVE_INFINITY,
    hours: { from: hours?.fromHour ?? OFFICE_HOURS.from, to: hours?.toHour ?? OFFICE_HOURS.to },
  };
}

/** The product's own. */
export const DEFAULT_THRESHOLDS: Thresholds = thresholdsOf(() => undefined);
