import { expect, test } from 'vitest';
import { figureNumber, figureState, partNumber } from './figure-words.ts';

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
