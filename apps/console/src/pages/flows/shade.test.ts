import { expect, test } from 'vitest';
import { shadeOf } from './shade.ts';

test('a small flow beside a great one is still seen, nothing is not', () => {
  expect(shadeOf(0, 1_000_000)).toBe(0);
  expect(shadeOf(3, 1_000_000)).toBe(1);
  expect(shadeOf(10_000, 1_000_000)).toBe(3);
  expect(shadeOf(1_000_000, 1_000_000)).toBe(4);
  expect(shadeOf(0, 0)).toBe(0);
});
