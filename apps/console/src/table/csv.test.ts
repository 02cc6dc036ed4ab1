import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test('a spreadsheet shows every cell as it stood in the table', () => {
  const text = csvOf(['编号', '名称'], [['1', '他说"好"，\n走了'], ['-12.5', '普通']]);
  expect(text.startsWith('\uFEFF')).toBe(true);
  expect(parse(text, { bom: true })).toEqual([['编号', '名称'], ['1', '他说"好"，\n走了'], ['-12.5', '普通']]);
});

test('no cell is taken for a formula', () => {
  const [, row] = parse(csvOf(['a', 'b', 'c'], [['=1+1', '@SUM(A1)', '-cmd|calc']]), { bom: true }) as string[][];
  expect(row).toEqual(["'=1+1", "'@SUM(A1)", "'-cmd|calc"]);
});

test('whatever the cells hold, each stays one cell', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 3, maxLength: 3 }), { minLength: 1 }), (rows) => {
      const cells = csvOf(['a', 'b', 'c'], rows).split('\r\n').slice(1).join('\r\n');
      expect((cells.match(/(?<=^|,|\r\n)"(?:[^"]|"")*"(?=,|\r\n|$)/g) ?? []).length).toBe(rows.length * 3);
    }),
  );
});
