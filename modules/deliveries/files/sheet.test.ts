import { expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import exceljs from 'exceljs';
import { readCells } from './read-cells.ts';
import { openPiece, sealPieces } from './pieces.ts';
import { sheetBytes, type Format } from './sheet.ts';

const rows = [
  ['张*', '12', '=1+1'],
  ['a<b & "c"\u0001 ', '123456789012345678', null],
];
const sheet = { notice: '交付件 JF-1｜仅限本用途', heads: ['姓名', '数', '备注'], numeric: [false, true, false], rows };
const whole = async (format: Format, made = sheet): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(sheetBytes(format, made)));

test('a spreadsheet opens: notice, heads, texts as they are, numbers that would be rounded kept as text', async () => {
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.load((await whole('xlsx')) as never);
  const values = workbook.worksheets[0]
    ?.getSheetValues()
    .slice(1)
    .map((row) => (row as unknown[]).slice(1));
  expect(values).toEqual([
    ['交付件 JF-1｜仅限本用途'],
    ['姓名', '数', '备注'],
    ['张*', 12, '=1+1'],
    ['a<b & "c" ', '123456789012345678'],
  ]);
  expect(await readCells(await whole('xlsx'))).toContain('a<b & "c" ');
});

test('a CSV has no cell that a spreadsheet would run, and is read back, also from GBK', async () => {
  const csv = (await whole('csv')).toString();
  expect(csv.split('\r\n')[2]).toBe(`"张*","12","'=1+1"`);
  expect(await readCells(Buffer.from(csv))).toContain('a<b & "c"\u0001 ');
  // 张三,李四 in GBK
  expect(await readCells(Buffer.from('d5c5c8fd2cc0eecbc40a', 'hex'))).toEqual(['张三', '李四']);
  await expect(readCells(Buffer.from('PK\u0003\u0004 not a zip'))).rejects.toMatchObject({
    code: 'deliveries.unreadable-file',
  });
});

test('a large sheet goes through in pieces without ever being whole in memory', async () => {
  let made = 0;
  const ahead: number[] = [];
  const many = function* () {
    for (let index = 0; index < 60_000; index += 1) {
      made += 1;
      yield [`球场市东区网球路${index}号`, String(index), 'x'.repeat(40)];
    }
  };
  const sealer = {
    seal: (bytes: Uint8Array) => Buffer.from(bytes),
    open: (bytes: Uint8Array) => Buffer.from(bytes),
  } as never;
  const hash = createHash('sm3');
  let pieces = 0;
  const stored = await sealPieces(sealer, 'p', sheetBytes('csv', { ...sheet, rows: many() }), async (no, sealed) => {
    ahead.push(made);
    hash.update(openPiece(sealer, 'p', no, sealed));
    pieces += 1;
  });
  expect(stored.bytes).toBeGreaterThan(5_000_000);
  expect(stored.hash).toEqual(hash.digest());
  expect(pieces).toBeGreaterThan(15);
  // Rows are asked for as pieces are stored, not before.
  expect(ahead[0]).toBeLessThan(6_000);
});
