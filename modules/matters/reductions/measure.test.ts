import { describe, expect, test } from 'vitest';
import type { Matter } from '../contract/index.ts';
import { measure, totalsOf } from './measure.ts';

const paper = (necessity: string, avoided = false) => ({ necessity, avoided });
function version(days: number, papers: ReturnType<typeof paper>[], visits: number, unit = 'workday'): Matter {
  return {
    version: `v${days}`,
    limits: { promise: { days, unit }, statutory: { days: 20, unit: 'workday' } },
    materials: papers,
    visits: { count: visits },
  } as unknown as Matter;
}
const old = version(15, [paper('required'), paper('required'), paper('later'), paper('optional')], 2);
const now = version(5, [paper('required'), paper('required', true)], 0);

describe('the four measures', () => {
  test('papers are those to hand in: not what data replace, not what is free to add', () => {
    expect([measure(old, 4).papers, measure(now, 2).papers]).toEqual([3, 1]);
  });

  test('what was taken is the average of the version’s own cases; without cases there is none', () => {
    expect(measure(old, 4, { timed: 4, days: 10, counted: 2, visits: 3 })).toMatchObject({
      takenDays: 2.5,
      takenVisits: 1.5,
    });
    expect(measure(old, 4)).not.toHaveProperty('takenDays');
  });

  test('totals compare only matters with an earlier version, weigh averages by cases, and leave changed units out of days', () => {
    const totals = totalsOf([
      {
        before: measure(old, 4, { timed: 1, days: 10, counted: 0, visits: 0 }),
        now: measure(now, 2, { timed: 3, days: 6, counted: 0, visits: 0 }),
      },
      {
        before: measure(old, 4, { timed: 3, days: 6, counted: 0, visits: 0 }),
        now: measure(version(9, [], 1, 'day'), 1),
      },
      { now: measure(now, 2) },
    ]);
    expect(totals).toMatchObject({
      matters: 3,
      changed: 2,
      unitsDiffer: 1,
      before: { days: 15, papers: 6, steps: 8, visits: 4, takenDays: 4 },
      after: { days: 5, papers: 1, steps: 3, visits: 1, takenDays: 2 },
      // By law and promised: the matter promised in days of the calendar is left out.
      statutoryDays: 40,
      promisedDays: 10,
    });
  });
});
