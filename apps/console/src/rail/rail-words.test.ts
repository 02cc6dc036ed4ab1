import { expect, test } from 'vitest';
import { formatBytes, formatRate, formatShort } from './rail-words.ts';

test('bytes are told in the largest unit that keeps them at one or above', () => {
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(1023)).toBe('1023 B');
  expect(formatBytes(1_342_177_280)).toBe('1.25 GB');
  expect(formatBytes(4 * 2 ** 30)).toBe('4.00 GB');
  expect(formatBytes(157 * 2 ** 20)).toBe('157 MB');
});

test('slow lines show a decimal of their rate, fast ones do not', () => {
  expect(formatRate(0)).toBe('0');
  expect(formatRate(0.24)).toBe('0.2');
  expect(formatRate(3512.4)).toBe('3,512');
});

test('large counts are said in the units of the reader’s language', () => {
  const zh = [
    [1e8, '亿'],
    [1e4, '万'],
  ] as const;
  expect(formatShort(9_999, zh)).toBe('9,999');
  expect(formatShort(12_486_301, zh)).toBe('1249万');
  expect(formatShort(2_480_000_000, zh)).toBe('24.8亿');
});
