import fc from 'fast-check';
import { expect, test } from 'vitest';
import { billNumber, isBillNumber } from './bill-number.ts';

const numbers = fc
  .tuple(
    fc.integer({ min: 100_000, max: 999_999 }),
    fc.integer({ min: 2000, max: 2999 }),
    fc.bigInt({ min: 1n, max: 999_999_999n }),
  )
  .map(([division, year, serial]) => billNumber(String(division), year, serial));

test('a bill’s number has twenty digits, and one wrong digit is noticed', () => {
  fc.assert(
    fc.property(numbers, fc.nat(19), fc.integer({ min: 1, max: 9 }), (number, place, by) => {
      expect(isBillNumber(number)).toBe(true);
      const wrong = [...number];
      wrong[place] = String((Number(wrong[place]) + by) % 10);
      expect(isBillNumber(wrong.join(''))).toBe(false);
    }),
  );
});
