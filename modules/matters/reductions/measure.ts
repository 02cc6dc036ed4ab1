import type { Matter, MatterLimit, TakenByVersion } from '../contract/index.ts';

/** One version of a matter by the four measures (四减: 时间、材料、环节、跑动); averages are of the cases that ran under it. */
export type Measured = {
  version: string;
  promise: MatterLimit;
  statutory: MatterLimit;
  /** Papers that the applicant hands in: none that data replace, none that is free to add. */
  papers: number;
  /** Tasks of people in its process. */
  steps: number;
  visits: number;
  /** Cases whose time is known; working days that they took on average. */
  timed: number;
  takenDays?: number;
  /** Cases whose visits were counted; visits on average. */
  counted: number;
  takenVisits?: number;
};

/** A matter in its first version and in the one in force; `before` is absent where the first one is in force still. */
export type MatterReduction = { before?: Measured; now: Measured };

/** What a department's matters come to. */
export type ReductionTotals = {
  matters: number;
  /** Matters that have an earlier version: only these are in `before` and `after`. */
  changed: number;
  /** Time limits of law and promised, of every matter that states both in one unit. */
  statutoryDays: number;
  promisedDays: number;
  before: Sums;
  after: Sums;
  /** Changed matters left out of the days because their unit changed. */
  unitsDiffer: number;
};
export type Sums = { days: number; papers: number; steps: number; visits: number; takenDays?: number };

const NOTHING: Omit<TakenByVersion, 'matter' | 'version'> = { timed: 0, days: 0, counted: 0, visits: 0 };

/** A version measured; `steps` are counted in its process. */
export function measure(
  { version, limits, materials, visits }: Matter,
  steps: number,
  taken: Omit<TakenByVersion, 'matter' | 'version'> = NOTHING,
): Measured {
  return {
    version,
    promise: limits.promise,
    statutory: limits.statutory,
    papers: materials.filter(({ avoided, necessity }) => !avoided && necessity !== 'optional').length,
    steps,
    visits: visits.count,
    timed: taken.timed,
    counted: taken.counted,
    ...(taken.timed > 0 ? { takenDays: taken.days / taken.timed } : {}),
    ...(taken.counted > 0 ? { takenVisits: taken.visits / taken.counted } : {}),
  };
}

/** Sums of several matters: before and after are of the same matters, so that the difference is theirs. */
export function totalsOf(matters: readonly MatterReduction[]): ReductionTotals {
  const changed = matters.flatMap(({ before, now }) => (before ? [{ before, now }] : []));
  const sameUnit = changed.filter(({ before, now }) => before.promise.unit === now.promise.unit);
  const stated = matters.filter(({ now }) => now.promise.unit === now.statutory.unit);
  const side = (of: 'before' | 'now'): Sums => {
    const sum = (value: (one: Measured) => number): number => changed.reduce((all, one) => all + value(one[of]), 0);
    const timed = sum((one) => one.timed);
    return {
      days: sameUnit.reduce((all, one) => all + one[of].promise.days, 0),
      papers: sum((one) => one.papers),
      steps: sum((one) => one.steps),
      visits: sum((one) => one.visits),
      ...(timed > 0 ? { takenDays: sum((one) => (one.takenDays ?? 0) * one.timed) / timed } : {}),
    };
  };
  return {
    matters: matters.length,
    changed: changed.length,
    statutoryDays: stated.reduce((all, { now }) => all + now.statutory.days, 0),
    promisedDays: stated.reduce((all, { now }) => all + now.promise.days, 0),
    before: side('before'),
    after: side('now'),
    unitsDiffer: changed.length - sameUnit.length,
  };
}
