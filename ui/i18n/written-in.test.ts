import { expect, test } from 'vitest';
import { asRead, writtenIn } from './written-in.ts';

test('what a person typed is marked with its language where the reader’s is another; what the product wrote is in the reader’s', () => {
  expect(asRead('超出职责', 'en')).toEqual({ text: '超出职责', other: 'zh' });
  expect(asRead('超出职责', 'zh')).toEqual({ text: '超出职责' });
  expect(asRead({ zh: 'Beyond our duty', en: 'Beyond our duty' }, 'zh')).toEqual({
    text: 'Beyond our duty',
    other: 'en',
  });
  expect(asRead({ zh: '授权期限已满', en: 'Its last day has passed' }, 'en')).toEqual({
    text: 'Its last day has passed',
  });
  // A name in the other language makes no text of that language, and numbers are of none.
  expect(writtenIn('The register of 公安局 may not be given to anyone')).toBe('en');
  expect(writtenIn('按 GB/T 39477-2020 办理')).toBe('zh');
  expect(asRead('2026-11-22', 'zh')).toEqual({ text: '2026-11-22' });
});
