import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addedGaps, comparePlaces, placeOf, placeText, type Place } from './journal-place.ts';

const place = fc.tuple(fc.nat(1_000), fc.uniqueArray(fc.nat(500), { maxLength: 5 })).map(
  ([seq, froms]): Place => ({
    seq: BigInt(seq + 2_000),
    gaps: froms.map((from) => ({ from: BigInt(from * 4 + 1), to: BigInt(from * 4 + 2), seenAt: 1_700_000_000_000 })),
  }),
);

test('a place survives being written', () => {
  fc.assert(
    fc.property(place, (one) => {
      expect(placeOf(placeText(one))).toEqual(one);
    }),
  );
  expect(placeOf('12')).toEqual({ seq: 12n, gaps: [] });
});

test('numbers that were read and those in gaps are together all there are', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (given) => {
      const numbers = given.sort((a, b) => a - b).map(BigInt);
      const gaps = addedGaps([], 0n, numbers, 0);
      const missing = gaps.flatMap(({ from, to }) =>
        Array.from({ length: Number(to - from) + 1 }, (_, index) => from + BigInt(index)),
      );
      const all = [...numbers, ...missing].map(Number).sort((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: Number(numbers.at(-1)) }, (_, index) => index + 1));
    }),
  );
});

test('places are in order: further on, or as far with fewer numbers missing', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      expect(Math.sign(comparePlaces(a, b))).toBe(-Math.sign(comparePlaces(b, a)) + 0);
      expect(comparePlaces(a, { ...a, seq: a.seq + 1n })).toBe(-1);
      if (a.gaps.length > 0) expect(comparePlaces(a, { ...a, gaps: a.gaps.slice(1) })).toBe(-1);
    }),
  );
});

test('a gap is given up after a day', () => {
  const old = addedGaps([], 0n, [1n, 5n], 0);
  expect(addedGaps(old, 5n, [6n], 60_000)).toEqual(old);
  expect(addedGaps(old, 5n, [6n], 25 * 3_600_000)).toEqual([]);
});
