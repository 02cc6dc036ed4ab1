import ExcelJS from 'exceljs';
import { isPlainDate, normaliseText, type LocalText } from '@platform/kernel';
import { catalogueErrors } from '../domain/errors.ts';
import type { Draft, DraftItem } from '../domain/entry.ts';
import { ENTRY_COLUMNS, ITEM_COLUMNS, SHEETS, type ReadEntry, type SheetColumn } from './columns.ts';
import { checkWorkbook } from './workbook.ts';

/** What is wrong with one cell, as people find it: sheet, cell (`C5`), text. */
export type CellFault = { sheet: string; cell: string; code: string; message: LocalText };

export type ReadWorkbook = {
  entries: ReadEntry[];
  faults: CellFault[];
  /** The cell of a place in an entry, where a fault of the formal check points to. */
  cellOf: (entry: ReadEntry, path: string) => { sheet: string; cell: string };
};

const MOST_ROWS = 20_000;
type Row = { no: number; values: Map<string, unknown> };
type Sheet<K extends string> = { rows: Row[]; columnOf: Map<K, number>; name: string };

/** Reads the departments' template. Every fault is told by its cell; nothing is guessed. @throws catalogue.not-a-workbook, catalogue.sheet-missing */
export async function readWorkbook(
  bytes: Buffer,
  around: {
    organisationOf: (nameOrId: string) => string | undefined;
    codeTableOf: (nameOrId: string) => string | undefined;
  },
): Promise<ReadWorkbook> {
  checkWorkbook(bytes);
  const book = new ExcelJS.Workbook();
  try {
    await book.xlsx.load(bytes as never);
  } catch {
    throw catalogueErrors.notAWorkbook();
  }
  const faults: CellFault[] = [];
  const entrySheet = readSheet(book, SHEETS.entries, ENTRY_COLUMNS, faults);
  const itemSheet = readSheet(book, SHEETS.items, ITEM_COLUMNS, faults);
  const tell = (sheet: Sheet<string>, row: number, key: string, code: string, zh: string, en: string): void => {
    faults.push({ sheet: sheet.name, cell: cellName(sheet, row, key), code, message: { zh, en } });
  };

  const entries: ReadEntry[] = [];
  const byName = new Map<string, ReadEntry>();
  for (const { no, values } of entrySheet.rows) {
    const given = String(values.get('provider') ?? '');
    const provider = given === '' ? undefined : around.organisationOf(given);
    if (given !== '' && provider === undefined)
      tell(
        entrySheet,
        no,
        'provider',
        'unknown',
        `没有名为“${given}”的单位，请用单位全称`,
        `There is no organisation named "${given}"; use its full name`,
      );
    const entry: ReadEntry = { id: text(values, 'id'), draft: draftOf(values, provider), row: no, itemRows: [] };
    for (const name of [entry.id, entry.draft.title.zh]) {
      if (name === undefined || name === '') continue;
      const there = byName.get(name);
      if (there && there !== entry)
        tell(
          entrySheet,
          no,
          'title',
          'twice',
          `“${name}”与第 ${there.row} 行重复`,
          `"${name}" stands in row ${there.row} already`,
        );
      byName.set(name, entry);
    }
    entries.push(entry);
  }
  for (const { no, values } of itemSheet.rows) {
    const of = String(values.get('entry') ?? '');
    const entry = byName.get(of);
    if (!entry) {
      if (of !== '')
        tell(
          itemSheet,
          no,
          'entry',
          'no-entry',
          `“${SHEETS.entries}”表中没有“${of}”`,
          `The sheet of entries has no "${of}"`,
        );
      continue;
    }
    const table = text(values, 'codeTable');
    const codeTable = table === undefined ? undefined : around.codeTableOf(table);
    if (table !== undefined && codeTable === undefined)
      tell(
        itemSheet,
        no,
        'codeTable',
        'unknown',
        `没有名为“${table}”的代码表`,
        `There is no code table named "${table}"`,
      );
    entry.draft.items.push(itemOf(values, codeTable));
    entry.itemRows.push(no);
    if (values.get('key') === true) entry.draft.key = [...(entry.draft.key ?? []), `#${entry.draft.items.length - 1}`];
  }
  return {
    entries,
    faults,
    cellOf(entry, path) {
      const item = /^\/items\/(\d+)(?:\/(\w+))?$/.exec(path);
      if (item) {
        const column = ITEM_COLUMNS.find((one) => one.path === item[2])?.key ?? 'title';
        const row = entry.itemRows[Number(item[1])];
        if (row !== undefined) return { sheet: itemSheet.name, cell: cellName(itemSheet, row, column) };
      }
      const column = ENTRY_COLUMNS.find((one) => one.path === path)?.key ?? 'title';
      return { sheet: entrySheet.name, cell: cellName(entrySheet, entry.row, column) };
    },
  };
}

/** Keys are marked in rows of items before their names are known. */
export function namedKey(draft: Draft): string[] {
  return (draft.key ?? []).map((key) => (key.startsWith('#') ? (draft.items[Number(key.slice(1))]?.name ?? key) : key));
}

function readSheet<K extends string>(
  book: ExcelJS.Workbook,
  name: string,
  columns: readonly SheetColumn<K>[],
  faults: CellFault[],
): Sheet<K> {
  const sheet = book.getWorksheet(name);
  if (!sheet) throw catalogueErrors.sheetMissing({ sheet: name });
  const columnOf = new Map<K, number>();
  sheet.getRow(1).eachCell((cell, number) => {
    const heading = normaliseText(cellText(cell.value)).replace(/[*＊\s]/g, '');
    const column = columns.find(
      (one) => !columnOf.has(one.key) && [one.heading, ...(one.also ?? [])].includes(heading),
    );
    if (column) columnOf.set(column.key, number);
  });
  const read: Sheet<K> = { rows: [], columnOf, name };
  for (const column of columns) {
    if (column.needed && !columnOf.has(column.key))
      faults.push({
        sheet: name,
        cell: 'A1',
        code: 'no-column',
        message: { zh: `缺少“${column.heading}”一列`, en: `The column "${column.heading}" is missing` },
      });
  }
  if (sheet.rowCount > MOST_ROWS) {
    faults.push({
      sheet: name,
      cell: `A${MOST_ROWS}`,
      code: 'too-many-rows',
      message: { zh: `一次至多导入 ${MOST_ROWS} 行`, en: `At most ${MOST_ROWS} rows at once` },
    });
    return read;
  }
  sheet.eachRow((row, no) => {
    if (no === 1) return;
    const values = new Map<string, unknown>();
    let filled = false;
    for (const column of columns) {
      const number = columnOf.get(column.key);
      if (number === undefined) continue;
      const raw = row.getCell(number).value;
      const shown = cellText(raw);
      if (shown !== '') filled = true;
      values.set(column.key, shown === '' ? undefined : shown);
    }
    if (!filled) return;
    for (const column of columns) {
      const number = columnOf.get(column.key);
      if (number === undefined) continue;
      const shown = values.get(column.key) as string | undefined;
      const fault = (code: string, zh: string, en: string): void => {
        faults.push({ sheet: name, cell: cellName(read, no, column.key), code, message: { zh, en } });
      };
      if (shown === undefined) {
        if (column.needed) fault('required', `请填写“${column.heading}”`, `"${column.heading}" is needed`);
      } else values.set(column.key, parsed(column, shown, row.getCell(number).value, fault));
    }
    read.rows.push({ no, values });
  });
  return read;
}

type Fault = (code: string, zh: string, en: string) => void;

function parsed(column: SheetColumn<string>, written: string, raw: unknown, fault: Fault): unknown {
  // Prose stays as it was written; what has one form is read in full width and half width alike.
  const shown = column.kind === 'text' ? written : normaliseText(written);
  switch (column.kind) {
    case 'text':
      if (column.most !== undefined && [...shown].length > column.most)
        fault('too-long', `至多 ${column.most} 个字`, `At most ${column.most} characters`);
      return shown;
    case 'list':
      return shown
        .split(/[、，,;；\s]+/)
        .filter(Boolean)
        .slice(0, 30);
    case 'words': {
      const parts = column.many ? shown.split(/[、，,;；]/).map((part) => part.trim()) : [shown];
      const values = parts.filter(Boolean).map((part) => {
        const value = meant(column, part);
        if (value === undefined) {
          const all = Object.values(column.words).join('、');
          fault('unknown', `“${part}”不在可选值内：${all}`, `"${part}" is none of: ${all}`);
        }
        return value;
      });
      return column.many ? values.filter((value) => value !== undefined) : values[0];
    }
    case 'whole': {
      const digits = /^第?([一二三四])级$/u.exec(shown)?.[1];
      const number = digits === undefined ? Number(shown.replace(/级$/u, '')) : '一二三四'.indexOf(digits) + 1;
      if (Number.isInteger(number) && number > 0) return number;
      fault('number', '请填写正整数', 'A whole number from 1 on is needed');
      return undefined;
    }
    case 'yes-no':
      if (/^(是|y|yes|true|1|√)$/i.test(shown)) return true;
      if (/^(否|n|no|false|0|×|x)$/i.test(shown)) return false;
      fault('yes-no', '请填写“是”或“否”', 'Say 是 or 否');
      return undefined;
    case 'day': {
      const day =
        raw instanceof Date ? raw.toISOString().slice(0, 10) : shown.replaceAll(/[年月/.]/g, '-').replace(/日$/, '');
      const parts = day
        .split('-')
        .map((part) => part.padStart(2, '0'))
        .join('-');
      if (isPlainDate(parts)) return parts;
      fault('date', '请填写日期，如 2026-12-31', 'A date is needed, such as 2026-12-31');
      return undefined;
    }
  }
}

/** The value that a word stands for: the word itself first, then what else is said for it, then a beginning that only one word has. */
function meant(column: SheetColumn<string> & { kind: 'words' }, said: string): string | undefined {
  const word = said.toLowerCase();
  const words = Object.entries(column.words);
  const other = Object.entries(column.others ?? {}).find(([, all]) => all.includes(word));
  const begun = words.filter(([, one]) => one.startsWith(said));
  return (
    words.find(([value, one]) => [value, one].includes(said))?.[0] ??
    other?.[0] ??
    (begun.length === 1 ? begun[0]?.[0] : undefined)
  );
}

/** What a cell shows, as it was written; formulas give their result. */
function cellText(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'object') {
    if ('richText' in value)
      return value.richText
        .map((part) => part.text)
        .join('')
        .trim();
    if ('text' in value) return String(value.text).trim();
    if ('result' in value) return cellText(value.result as ExcelJS.CellValue);
    return '';
  }
  return String(value).trim();
}

function cellName(sheet: Sheet<string>, row: number, key: string): string {
  let number = sheet.columnOf.get(key) ?? 1;
  let letters = '';
  for (; number > 0; number = Math.floor((number - 1) / 26))
    letters = String.fromCharCode(65 + ((number - 1) % 26)) + letters;
  return `${letters}${row}`;
}

const text = (values: Map<string, unknown>, key: string): string | undefined => values.get(key) as string | undefined;

/** A text of which the file has the Chinese, and perhaps the English. */
const both = (zh: string | undefined, en?: string): LocalText | undefined =>
  zh === undefined ? undefined : { zh, en: en ?? zh };

function draftOf(values: Map<string, unknown>, provider: string | undefined): Draft {
  const of = <T>(key: string): T | undefined => values.get(key) as T | undefined;
  const category = of<NonNullable<Draft['class']>['category']>('category');
  const theme = both(of('theme'));
  const dueOn = of<string>('dueOn');
  return {
    title: both(of('title') ?? '', of('titleEn')) as LocalText,
    summary: both(of('summary')),
    provider,
    class: category && { category, ...(theme ? { theme } : {}) },
    code: of('code'),
    aliases: of('aliases'),
    duty: both(of('duty')),
    system: both(of('system')),
    format: of('format'),
    shareType: of('shareType'),
    shareCondition: both(of('shareCondition')),
    shareBasis: both(of('shareBasis')),
    shareModes: of('shareModes'),
    openAttribute: of('openAttribute'),
    openCondition: both(of('openCondition')),
    responsibility: dueOn === undefined ? undefined : { dueOn },
    updateCycle: of('updateCycle'),
    grade: of('grade'),
    items: [],
  };
}

function itemOf(values: Map<string, unknown>, codeTable: string | undefined): DraftItem {
  const of = <T>(key: string): T | undefined => values.get(key) as T | undefined;
  return {
    name: of('name'),
    title: both(of('title') ?? '', of('titleEn')) as LocalText,
    type: of('type'),
    maxLength: of('maxLength'),
    required: of('required'),
    codeTable,
    element: of('element'),
    dataClass: of('dataClass'),
    grade: of('grade'),
    personal: of('personal'),
    mask: of('mask'),
  };
}
