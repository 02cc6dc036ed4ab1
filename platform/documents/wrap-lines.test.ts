import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapLines } from './wrap-lines.ts';

/** Chinese characters are as wide as two of the others. */
const widthOf = (character: string): number => ((character.codePointAt(0) as number) > 0x2e80 ? 2 : 1);
const widthOfAll = (line: string): number => [...line].reduce((sum, one) => sum + widthOf(one), 0);

test('lines break between Chinese characters and between words, never before a comma, within a word only where it is too long', () => {
  expect(wrapLines('申请人已经核对，内容属实。', 14, widthOf)).toEqual(['申请人已经核', '对，内容属实。']);
  expect(wrapLines('编号 A-2026/0001 已收', 12, widthOf)).toEqual(['编号', 'A-2026/0001', '已收']);
  expect(wrapLines('abcdefghij', 4, widthOf)).toEqual(['abcd', 'efgh', 'ij']);
  expect(wrapLines('第一行\n\n第三行', 20, widthOf)).toEqual(['第一行', '', '第三行']);
});

test('no line is wider than its place, and nothing but blanks is lost', () => {
  const text = fc
    .array(fc.constantFrom('申', '请', '，', '。', '（', '）', 'a', 'B', '7', ' ', '-', '\n'), { maxLength: 80 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (given, width) => {
      const lines = wrapLines(given, width, widthOf);
      expect(lines.every((line) => widthOfAll(line) <= width)).toBe(true);
      expect(lines.join('').replaceAll(/\s/g, '')).toBe(given.replaceAll(/\s/g, ''));
    }),
  );
});
