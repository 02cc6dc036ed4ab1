import { expect, test } from 'vitest';
import { patternFault } from './patterns.ts';

test.each([
  ['^(\\p{Script=Han}+·?)+$', 'endless'],
  ['(', 'syntax'],
  ['\\-', 'syntax'],
  ['^1[3-9][0-9]{9}$', undefined],
  ['^\\p{Script=Han}+(?:·\\p{Script=Han}+)*$', undefined],
  ['^(?:[A-Z]{2}-)+\\d+$', undefined],
  ['^[^@ ]+@[^@ ]+\\.[a-z]{2,}$', undefined],
])('%s: %s', (pattern, fault) => {
  expect(patternFault(pattern)).toBe(fault);
});
