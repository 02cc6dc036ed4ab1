import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean, editDistance } from './faults.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), maxLength: 8 });

test('the distance is 0 only to itself, the same both ways, and never longer than replacing everything', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance === 0).toBe(a === b);
      expect(editDistance(b, a)).toBe(distance);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

test('one slip of the finger finds the name; something else finds nothing', () => {
  const names = ['population', 'legal-entities', 'licences'];
  expect(['populaton', 'poplation', 'ppoulation', 'populationn'].map((slip) => didYouMean(slip, names))).toEqual(
    Array(4).fill('population'),
  );
  expect(didYouMean('weather', names)).toBeUndefined();
});
