import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Matter } from '../contract/index.ts';
import { compression, figuresOf } from './figures.ts';
import { differences } from './diff.ts';

const matter = (visits: number, statutory: number, promised: number, unit: 'workday' | 'day' = 'workday'): Matter =>
  ({
    visits: { count: visits },
    serviceObject: [visits === 2 ? 'legal-person' : 'natural-person'],
    // Who comes once has a paper to bring; the rest is there by data, or may follow.
    materials: [
      { necessity: 'required', avoided: visits !== 1 },
      { necessity: 'later', avoided: false },
    ],
    projectType: promised === 0 ? 'instant' : 'promise',
    limits: { promise: { days: promised, unit: 'workday' }, statutory: { days: statutory, unit } },
  }) as Matter;

test('the figures of a list are those of practice', () => {
  const figures = figuresOf([matter(0, 20, 0), matter(1, 20, 5), matter(2, 10, 10), matter(0, 30, 5, 'day')]);
  expect(figures).toMatchObject({
    total: 4,
    zeroVisit: 2,
    atMostOneVisit: 3,
    instant: 1,
    idOnly: 2,
    onlineAble: 0,
    unitsDiffer: 1,
  });
  // (50 − 15) / 50; the matter whose law counts days of the calendar is left out.
  expect(compression(figures)).toBe(0.7);
  expect(compression(figuresOf([]))).toBeUndefined();
});

const json = fc.jsonValue({ maxDepth: 4 });
test('two definitions differ somewhere exactly when they are not the same', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(differences(a, a)).toEqual([]);
      // Keys in another order are no difference, and neither is -0, which JSON does not know.
      const plain = (value: unknown): string =>
        JSON.stringify(value, (_key, inner: unknown) =>
          typeof inner === 'object' && inner !== null && !Array.isArray(inner)
            ? Object.fromEntries(Object.entries(inner).toSorted(([x], [y]) => (x < y ? -1 : 1)))
            : inner,
        );
      expect(differences(a, b).length === 0).toBe(plain(a) === plain(b));
    }),
    { numRuns: 300 },
  );
});
