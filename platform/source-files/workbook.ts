import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type ExcelJS from 'exceljs';
import { DomainError } from '@platform/kernel';
import { kindOfFile, refuseChanged, type DroppedFile } from './drop-folder.ts';
import { fileSourceErrors } from './errors.ts';
import { zipEntry, zipFault } from './zip-guard.ts';

const LARGEST_FILE = 64 * 1024 ** 2;
const MOST_UNPACKED = 512 * 1024 ** 2;
const WORKBOOK_XML = 8 * 1024 ** 2;

/** A row of a sheet: its number as a spreadsheet shows it, and its cells as text. */
export type SheetRow = { readonly number: number; readonly cells: (string | null)[] };

/** A workbook (ISO/IEC 29500) that was looked through before anything is read from it. */
export type Workbook = {
  readonly sheets: readonly string[];
  /** Rows with something in them, of the named sheet or the first. @throws source-files.sheet-missing, .malformed-file */
  rows(sheet: string | undefined): AsyncGenerator<SheetRow>;
};

/** @throws source-files.file-too-large, .wrong-kind-of-file, .file-changed */
export async function openWorkbook(file: DroppedFile): Promise<Workbook> {
  if (file.size > LARGEST_FILE) throw fileSourceErrors.fileTooLarge({ file: file.name, limit: '64 MB' });
  const kind = await kindOfFile(file);
  const wanted = 'XLSX';
  if (kind !== 'ZIP') {
    const found = kind === 'text' ? 'TEXT / CSV' : kind;
    throw fileSourceErrors.wrongKindOfFile({ file: file.name, found, wanted });
  }
  const bytes = await readFile(file.path);
  const fault = await zipFault(bytes, MOST_UNPACKED);
  if (fault === 'too-large') throw fileSourceErrors.fileTooLarge({ file: file.name, limit: '512 MB' });
  if (fault) throw fileSourceErrors.wrongKindOfFile({ file: file.name, found: 'ZIP', wanted });
  await refuseChanged(file);
  return {
    sheets: sheetNames(zipEntry(bytes, 'xl/workbook.xml', WORKBOOK_XML)?.toString('utf8') ?? ''),
    rows: (sheet) => rowsOf(bytes, file, sheet),
  };
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Names of the sheets in their order (18.2.19). */
function sheetNames(xml: string): string[] {
  return [...xml.matchAll(/<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"/g)].map(([, name]) =>
    (name as string).replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, word) => {
      if (word !== undefined) return ENTITIES[word] ?? whole;
      return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
    }),
  );
}

async function* rowsOf(bytes: Buffer, file: DroppedFile, sheet: string | undefined): AsyncGenerator<SheetRow> {
  try {
    // 25 MB of memory that only a process with workbooks to read should spend.
    const { default: excel } = await import('exceljs');
    const workbook = new excel.stream.xlsx.WorkbookReader(Readable.from([bytes]), {
      entries: 'ignore',
      sharedStrings: 'cache',
      hyperlinks: 'ignore',
      styles: 'cache',
      worksheets: 'emit',
    });
    for await (const worksheet of workbook) {
      const { name } = worksheet as unknown as { name: string };
      if (sheet !== undefined && name !== sheet) {
        // A sheet that is not wanted must still be read past.
        for await (const _row of worksheet) void _row;
        continue;
      }
      for await (const row of worksheet) {
        const cells: (string | null)[] = [];
        row.eachCell({ includeEmpty: true }, (cell, place) => {
          cells[place - 1] = cellText(cell.value);
        });
        yield { number: row.number, cells: Array.from(cells, (cell) => cell ?? null) };
      }
      return;
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw fileSourceErrors.malformedFile({ file: file.name, line: 1 }, { cause: error });
  }
  if (sheet !== undefined) throw fileSourceErrors.sheetMissing({ file: file.name, sheet });
}

/** A cell as text: dates as YYYY-MM-DD (a workbook's dates have no zone), whole numbers without exponent, formulas by their result. */
export function cellText(value: ExcelJS.CellValue): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
  if (value instanceof Date) {
    const text = Number.isNaN(value.getTime()) ? '' : value.toISOString();
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.replace('T', ' ').slice(0, 19);
  }
  if ('richText' in value) return value.richText.map((part) => part.text).join('');
  if ('error' in value) return value.error;
  if ('hyperlink' in value) return cellText(value.text);
  if ('formula' in value || 'sharedFormula' in value) return cellText(value.result as ExcelJS.CellValue);
  return null;
}
