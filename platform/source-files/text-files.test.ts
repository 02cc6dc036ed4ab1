import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, expect, test } from 'vitest';
import { newestFile, type DroppedFile } from './drop-folder.ts';
import { recordRanges } from './csv-file.ts';
import { openTableFile, type FileReading } from './table-file.ts';
import { surveyText, textOf } from './text-encoding.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiwang-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function put(content: Buffer | string): Promise<DroppedFile> {
  writeFileSync(join(folder, 'file.txt'), content);
  return newestFile(folder, 'file.txt', 'TEST');
}
async function read(content: Buffer): Promise<{ encoding: string; text: string }> {
  const file = await put(content);
  const { encoding } = await surveyText(file, 'auto');
  let text = '';
  for await (const piece of textOf(file, encoding)) text += piece;
  return { encoding, text };
}
const AUTO: FileReading = { format: 'auto', encoding: 'auto', headingRow: 1 };

// Chinese as registers hold it: common ideographs, rare ones of four bytes in GB18030, full-width forms, ASCII.
const word = fc.string({
  unit: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code)) },
    { weight: 1, arbitrary: fc.constantFrom('㐂', '𠮷', '龥', '，', '。', '（', 'Ａ', '·') },
    { weight: 2, arbitrary: fc.constantFrom('a', '1', ',', ' ', '-') },
  ),
  minLength: 4,
  maxLength: 30,
});
const chinese = word.filter((text) => (text.match(/[\u4e00-\u9fa5]/g)?.length ?? 0) >= 3);

test('UTF-8 and GB18030 are told apart and read without loss', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(chinese, { minLength: 1, maxLength: 10 }), fc.boolean(), async (lines, bom) => {
      const text = `${lines.join('\n')}\n`;
      expect(await read(Buffer.from(bom ? `\uFEFF${text}` : text))).toEqual({ encoding: 'utf-8', text });
      expect(await read(iconv.encode(text, 'gb18030'))).toEqual({ encoding: 'gb18030', text });
    }),
    { numRuns: 150 },
  );
});

test('lines of both encodings in one file are each read in their own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(chinese, fc.boolean()), { minLength: 2, maxLength: 12 }), async (lines) => {
      fc.pre(lines.some(([, gb]) => gb) && lines.some(([, gb]) => !gb));
      const bytes = Buffer.concat(lines.map(([text, gb]) => iconv.encode(`${text}\n`, gb ? 'gb18030' : 'utf-8')));
      const told = await read(bytes);
      expect(told.encoding).toBe('mixed');
      expect(told.text).toBe(lines.map(([text]) => `${text}\n`).join(''));
    }),
    { numRuns: 150 },
  );
});

test('a word whose GB18030 bytes could be UTF-8 does not mislead', async () => {
  const text = '联通,移动\n联通,电信\n';
  expect(await read(iconv.encode(text, 'gb18030'))).toEqual({ encoding: 'gb18030', text });
});

test('ranges of a CSV hold every record once, wherever quotes, line ends and characters fall', async () => {
  const cell = fc.string({ unit: fc.constantFrom('甲', 'b', '"', '\n', ',', '\r\n', '乙丙') });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom('utf-8', 'gb18030'),
      async (rows, bytes, encoding) => {
        const text = `头,值\n${rows.map((row) => `${row.map(quoted).join(',')}\n`).join('')}`;
        const file = await put(iconv.encode(text, encoding));
        const table = await openTableFile(file, { ...AUTO, format: 'csv', delimiter: ',' });
        const ranges = await recordRanges(file, bytes);
        expect(ranges[0]?.from).toBe(0);
        expect(ranges.at(-1)?.to).toBe(file.size);
        const read: (readonly (string | null)[])[] = [];
        for (const range of ranges)
          for await (const batch of table.read(range)) read.push(...batch.map(({ cells }) => cells));
        expect(read).toEqual(rows.map((row) => row.map((value) => value || null)));
      },
    ),
    { numRuns: 150 },
  );
});

test('a large CSV is cut into chunks that together are the file', async () => {
  const lines = Array.from({ length: 60_000 }, (_, index) => `${index},"名字 ${index}\n第二行",${'x'.repeat(40)}\n`);
  const file = await put(`no,name,rest\n${lines.join('')}`);
  const table = await openTableFile(file, AUTO);
  const ranges = await table.ranges(20_000);
  expect(ranges.length).toBeGreaterThan(3);
  let sum = 0;
  let count = 0;
  for (const range of ranges)
    for await (const batch of table.read(range))
      for (const { cells } of batch) {
        sum += Number(cells[0]);
        count += 1;
      }
  expect(count).toBe(60_000);
  expect(sum).toBe((60_000 * 59_999) / 2);
});

test('JSON Lines keep digits, tell nesting as JSON, and give broken and surprising lines whole', async () => {
  const file = await put(
    '{"id": 12345678901234567890, "n": 1.10, "ok": true, "who": {"a": [1.50, null]}, "none": null}\n{"id": 2, "extra": "新"}\n{broken\n[1]\n\n',
  );
  const table = await openTableFile(file, AUTO);
  expect(table.format).toBe('jsonl');
  expect(table.heading).toEqual(['id', 'n', 'ok', 'who', 'none', 'extra']);
  const records = [];
  for await (const batch of table.read(undefined)) records.push(...batch);
  expect(records.map(({ cells }) => cells)).toEqual([
    ['12345678901234567890', '1.10', 't', '{"a":[1.50,null]}', null, null],
    ['2', null, null, null, null, '新'],
    ['{broken'],
    ['[1]'],
    [null, null, null, null, null, null],
  ]);
  expect(records.map(({ fault }) => fault)).toEqual([
    undefined,
    undefined,
    'wrong-column-count',
    'wrong-column-count',
    undefined,
  ]);
});
