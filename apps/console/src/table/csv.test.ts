import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test('a spreadsheet shows every cell as it stood in the table', () => {
  expect(csvOf(['编号', '名称'], [['-12.5', '他说"好"，\n走了']])).toBe(
    '\uFEFF"编号","名称"\r\n"-12.5","他说""好""，\n走了"\r\n',
  );
});

test('no cell is taken for a formula', () => {
  const [, line] = csvOf(['a', 'b', 'c'], [['=1+1', '@SUM(A1)', '-cmd|calc']]).split('\r\n');
  expect(line).toBe(`"'=1+1","'@SUM(A1)","'-cmd|calc"`);
});

test('whatever the cells hold, each stays one cell with its text', () => {
  const row = fc.tuple(fc.string(), fc.string());
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const read = readCells(csvOf(['a', 'b'], rows).slice(1));
      expect(read.map(unguarded)).toEqual(['a', 'b', ...rows.flat()].map(unguarded));
    }),
  );
});

/** Every quoted cell in order, as RFC 4180 reads them. */
function readCells(csv: string): string[] {
  return [...csv.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n)/g)].map(([, text = '']) => text.replaceAll('""', '"'));
}

const unguarded = (text: string): string => text.replace(/^'(?=[=+\-@\t\r])/, '');
