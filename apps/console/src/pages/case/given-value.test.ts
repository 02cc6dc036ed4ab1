import { expect, test } from 'vitest';
import { valueOf } from './given-value.ts';

test('numbers and yes or no are what they read as; codes with leading zeros, long ones and words stay text', () => {
  expect(['4', ' -2.50 ', '0', 'true', 'false'].map(valueOf)).toEqual([4, -2.5, 0, true, false]);
  expect(['007', '1e3', '1234567890123456789', 'grade-a', 'True'].map(valueOf)).toEqual([
    '007',
    '1e3',
    '1234567890123456789',
    'grade-a',
    'True',
  ]);
});
