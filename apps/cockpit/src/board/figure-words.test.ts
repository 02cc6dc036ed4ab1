import { expect, test } from 'vitest';
import { figureNumber, figureState, growthNumber, partNumber } from './figure-words.ts';

test('a share of nothing is no number, not 0%', () => {
  expect(figureNumber({ kind: 'share', value: 0, of: 0 })).toBe('–');
  expect(figureState({ kind: 'share', value: 0, of: 0 })).toBe('no-base');
  expect(figureNumber({ kind: 'share', value: 0, of: 8 })).toBe('0');
});

test('numbers read as on paper', () => {
  expect(figureNumber({ kind: 'count', value: 12_486_301 })).toBe('12,486,301');
  expect(figureNumber({ kind: 'share', value: 0.6149, of: 9 })).toBe('61.5');
  expect(partNumber('share', 0.5)).toBe('50%');
});

test('zero is told as none yet', () => {
  expect(figureState({ kind: 'count', value: 0 })).toBe('zero');
  expect(figureState({ kind: 'count', value: 1 })).toBe('some');
});

test('growth has its sign, and nothing is compared with a year that has nothing', () => {
  expect(growthNumber({ value: 16907, yearBefore: 10000 })).toBe('+69.1%');
  expect(growthNumber({ value: 50, yearBefore: 100 })).toBe('-50%');
  expect(growthNumber({ value: 50, yearBefore: 0 })).toBeUndefined();
  expect(growthNumber({ value: 50, yearBefore: null })).toBeUndefined();
});
