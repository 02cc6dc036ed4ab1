import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvReader, guessDelimiter, MalformedCsv } from './csv-text.ts';

function readAll(pieces: readonly string[], delimiter = ','): string[][] {
  const reader = csvReader(delimiter);
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

const cell = fc.string({ unit: fc.constantFrom('a', '段', '"', ',', '\n', '\r\n', ' ', '|', '𠮷', '1') });
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

test('whatever was written by the rules is read back, however it is cut into pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 5 }),
      (rows, delimiter, lineEnd, ended, cuts) => {
        const lines = rows.map((row) =>
          row.map((text) => (/["\n\r]/.test(text) || text.includes(delimiter) ? quote(text) : text)).join(delimiter),
        );
        // A last row of one empty cell without a line end is no row at all.
        if (!ended && lines.at(-1) === '') return;
        const text = lines.join(lineEnd) + (ended ? lineEnd : '');
        const places = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
        const pieces = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
        expect(readAll(pieces, delimiter)).toEqual(rows);
      },
    ),
  );
});

test('on any text it agrees with csv-parse, or both refuse it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'b', '""') }), (text) => {
      let theirs: string[][] | undefined;
      try {
        theirs = parse(text, { relax_column_count: true, skip_empty_lines: false });
      } catch {
        theirs = undefined;
      }
      let ours: string[][] | undefined;
      try {
        ours = readAll([text]);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedCsv);
      }
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['编号,姓名\n1,甲\n', ','],
  ['编号;姓名\n1;甲,乙\n2;丙\n', ';'],
  ['编号\t姓名\t住址\n1\t甲\tA,B\n', '\t'],
  ['编号|姓名\n1|甲\n', '|'],
  ['姓名\n甲\n', ','],
  ['"a,b";c\n"d,e";f\n', ';'],
])('the delimiter of %j is found', (text, delimiter) => {
  expect(guessDelimiter(text)).toBe(delimiter);
});
