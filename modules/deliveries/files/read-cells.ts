import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import exceljs from 'exceljs';
import { deliveryErrors } from '../domain/errors.ts';

/** More than these are not looked at: they prove nothing more. */
const MOST_CELLS = 400_000;

/** The cells of a leaked file, be it CSV (UTF-8 or GB 18030), plain text or XLSX, as people sent it in. @throws deliveries.unreadable-file */
export async function readCells(bytes: Buffer): Promise<string[]> {
  const cells = await (bytes.subarray(0, 2).toString('latin1') === 'PK' ? xlsxCells(bytes) : csvCells(bytes)).catch(
    (error: unknown) => {
      throw deliveryErrors.unreadableFile({}, { cause: error });
    },
  );
  if (cells.length === 0) throw deliveryErrors.unreadableFile();
  return cells;
}

async function csvCells(bytes: Buffer): Promise<string[]> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('gb18030').decode(bytes);
  }
  const delimiter = (text.slice(0, 10_000).match(/\t/gu)?.length ?? 0) > 20 ? '\t' : ',';
  const rows: string[][] = parse(text, {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  return rows.flat().slice(0, MOST_CELLS);
}

async function xlsxCells(bytes: Buffer): Promise<string[]> {
  const cells: string[] = [];
  const workbook = new exceljs.stream.xlsx.WorkbookReader(Readable.from([bytes]), {
    worksheets: 'emit',
    sharedStrings: 'cache',
    hyperlinks: 'ignore',
    styles: 'ignore',
    entries: 'emit',
  });
  for await (const sheet of workbook) {
    for await (const row of sheet) {
      if (cells.length >= MOST_CELLS) return cells;
      (row.values as unknown[]).forEach((value) => {
        const text = textOf(value);
        if (text !== '') cells.push(text);
      });
    }
  }
  return cells;
}

function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const rich = (value as { richText?: { text: string }[] } | null)?.richText;
  return rich ? rich.map(({ text }) => text).join('') : '';
}
