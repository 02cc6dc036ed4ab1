import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { DomainError } from '@platform/kernel';
import type { XlsxSettings } from '@platform/packs';
import { exchangeErrors } from '../domain/errors.ts';
import type { SourceRow } from '../domain/row-checker.ts';
import { BATCH_ROWS, type Connector } from './connector.ts';
import { kindOfFile, newestFile, refuseChanged, type DroppedFile } from './drop-folder.ts';
import { headingIndex } from './heading.ts';
import { zipFault } from './zip-guard.ts';

const LARGEST_FILE = 64 * 1024 ** 2;
const MOST_UNPACKED = 512 * 1024 ** 2;

/**
 * One sheet of the newest workbook (ISO/IEC 29500) of a drop folder, its first row being the heading.
 * @throws exchange.folder-missing, .no-file, .wrong-kind-of-file, .file-too-large, .sheet-missing, .empty-file, .column-twice, .malformed-file, .file-changed
 */
export async function openXlsxConnector(options: {
  folder: string;
  settings: XlsxSettings;
  columns: readonly string[];
}): Promise<Connector> {
  const { settings } = options;
  const file = await newestFile(options.folder, settings.filePattern, settings.dropFolderFrom);
  if (file.size > LARGEST_FILE) throw exchangeErrors.fileTooLarge({ file: file.name, limit: '64 MB' });
  const kind = await kindOfFile(file);
  const wanted = 'XLSX';
  if (kind !== 'ZIP')
    throw exchangeErrors.wrongKindOfFile({ file: file.name, found: kind === 'text' ? 'TEXT / CSV' : kind, wanted });
  const bytes = await readFile(file.path);
  const fault = await zipFault(bytes, MOST_UNPACKED);
  if (fault === 'too-large') throw exchangeErrors.fileTooLarge({ file: file.name, limit: '512 MB' });
  if (fault) throw exchangeErrors.wrongKindOfFile({ file: file.name, found: 'ZIP', wanted });
  await refuseChanged(file);
  const heading = await firstRow(bytes, file, settings.sheet);
  const places = headingIndex(heading, options.columns, file.name);

  return {
    describe: async () => ({ place: file.name, columns: heading }),
    // Sheets state their size where they like, and often wrongly.
    count: async () => undefined,
    async *read() {
      let batch: SourceRow[] = [];
      let before = 1;
      for await (const { number, cells } of rowsOf(bytes, file, settings.sheet)) {
        if (number === 1) continue;
        // Rows that are wholly empty are left out of the file; they count as blank rows only when there is something in them.
        before = number;
        const values: Record<string, string | null> = {};
        for (const [column, place] of places) values[column] = cells[place] ?? null;
        batch.push({ rowNo: before, values });
        if (batch.length === BATCH_ROWS) {
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    },
    close: async () => undefined,
  };
}

async function firstRow(bytes: Buffer, file: DroppedFile, sheet: string | undefined): Promise<string[]> {
  for await (const { number, cells } of rowsOf(bytes, file, sheet)) {
    if (number !== 1) break;
    return cells.map((cell) => cell?.trim() ?? '');
  }
  throw exchangeErrors.emptyFile({ file: file.name });
}

async function* rowsOf(
  bytes: Buffer,
  file: DroppedFile,
  sheet: string | undefined,
): AsyncIterable<{ number: number; cells: (string | null)[] }> {
  try {
    const workbook = new ExcelJS.stream.xlsx.WorkbookReader(Readable.from([bytes]), {
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
    throw exchangeErrors.malformedFile({ file: file.name, line: 1 }, { cause: error });
  }
  if (sheet !== undefined) throw exchangeErrors.sheetMissing({ file: file.name, sheet });
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
