import { createWriteStream, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import ExcelJs from 'exceljs';
import iconv from 'iconv-lite';
import type { SampleTable } from './settings.ts';

type FileTarget = Extract<SampleTable['target'], { kind: 'file' }>;

/** Writes a department's file under another name first, so that nobody reads half of it; the number of rows. */
export async function writeFile(
  folder: string,
  target: FileTarget,
  columns: readonly string[],
  rows: Iterable<string[]>,
): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `.unfinished-${target.file}`);
  const count =
    target.format === 'csv'
      ? await writeCsv(unfinished, target.encoding ?? 'utf-8', columns, rows)
      : await writeXlsx(unfinished, target.sheet ?? 'Sheet1', columns, rows);
  renameSync(unfinished, join(folder, target.file));
  return count;
}

async function writeCsv(
  file: string,
  encoding: string,
  columns: readonly string[],
  rows: Iterable<string[]>,
): Promise<number> {
  let count = 0;
  function* chunks(): Generator<Buffer> {
    let text = csvLine(columns);
    for (const row of rows) {
      text += csvLine(row);
      count += 1;
      if (text.length > 64_000) {
        yield iconv.encode(text, encoding);
        text = '';
      }
    }
    yield iconv.encode(text, encoding);
  }
  await pipeline(Readable.from(chunks()), createWriteStream(file));
  return count;
}

/** RFC 4180, as a spreadsheet saves it. */
function csvLine(row: readonly string[]): string {
  return `${row.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\r\n`;
}

async function writeXlsx(
  file: string,
  sheet: string,
  columns: readonly string[],
  rows: Iterable<string[]>,
): Promise<number> {
  const book = new ExcelJs.stream.xlsx.WorkbookWriter({ filename: file, useSharedStrings: false });
  const page = book.addWorksheet(sheet);
  page.addRow([...columns]).commit();
  let count = 0;
  for (const row of rows) {
    page.addRow(row.map((value) => (value === '' ? null : value))).commit();
    count += 1;
  }
  page.commit();
  await book.commit();
  return count;
}
