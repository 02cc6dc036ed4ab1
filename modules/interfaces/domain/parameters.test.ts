import { expect, test } from 'vitest';
import type { ItemType } from '@modules/catalogue/contract';
import { typeFault } from './parameters.ts';

test.each<[ItemType, string]>([
  ['date', '2026-02-30'],
  ['date', '0000-01-01'],
  ['timestamp', '2026-01-01 24:00'],
  ['timestamp', '2026-01-01 12:60:00'],
  ['timestamp', '0000-01-01 12:00'],
  ['integer', '1.5'],
])('a %s that the database would not take is told before it is asked: %s', (type, value) => {
  expect(typeFault(type, value)?.code).toBe(type);
});

test('what the database takes is taken', () => {
  expect(typeFault('date', '2024-02-29')).toBeUndefined();
  expect(typeFault('timestamp', '2026-01-01T23:59:59.999999')).toBeUndefined();
});
