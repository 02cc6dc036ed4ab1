import { expect, test } from 'vitest';
import { spanOf } from './load-words.ts';

test('time left is told in its two largest units', () => {
  expect(spanOf(0.4)).toEqual({ key: 'seconds', a: 0, b: 0 });
  expect(spanOf(59.4)).toEqual({ key: 'seconds', a: 59, b: 0 });
  expect(spanOf(103)).toEqual({ key: 'minutes', a: 1, b: 43 });
  expect(spanOf(3600 * 2 + 125)).toEqual({ key: 'hours', a: 2, b: 2 });
});
