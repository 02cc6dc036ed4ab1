import ExcelJS from 'exceljs';
import { isPlainDate, normaliseText, type LocalText } from '@platform/kernel';
import { matterErrors } from '../errors.ts';
import { FAQ_COLUMNS, LINK_COLUMNS, LIST_COLUMNS, MATERIAL_COLUMNS, SHEETS, type Column } from './columns.ts';
import { checkWorkbook } from './workbook.ts';

/** What is wrong with one cell, as people find it: sheet, cell (`C5`), text. */
export type CellFault = { sheet: string; row: number; cell: string; code: string; message: LocalText };
export type Row = { no: number; values: ReadonlyMap<string, unknown> };
export type Sheet = { name: string; rows: Row[]; columnOf: Map<string, number>; columns: readonly Column[] };
export type Workbook = { list: Sheet; materials: Sheet; links: Sheet; faq: Sheet; faults: CellFault[] };

const MOST_ROWS = 20_000;

/** Reads the four sheets; those beside the list may be left out. @throws matters.not-a-workbook, matters.sheet-missing */
export async function readWorkbook(bytes: Buffer): Promise<Workbook> {
  checkWorkbook(bytes);
  const book = new ExcelJS.Workbook();
  try {
    await book.xlsx.load(bytes as never);
  } catch {
    throw matterErrors.notAWorkbook();
  }
  const faults: CellFault[] = [];
  if (!book.getWorksheet(SHEETS.list)) throw matterErrors.sheetMissing({ sheet: SHEETS.list });
  return {
    list: readSheet(book, SHEETS.list, LIST_COLUMNS, faults),
    materials: readSheet(book, SHEETS.materials, MATERIAL_COLUMNS, faults),
    links: readSheet(book, SHEETS.links, LINK_COLUMNS, faults),
    faq: readSheet(book, SHEETS.faq, FAQ_COLUMNS, faults),
    faults,
  };
}

function readSheet(book: ExcelJS.Workbook, name: string, columns: readonly Column[], faults: CellFault[]): Sheet {
  const sheet = book.getWorksheet(name);
  const read: Sheet = { name, rows: [], columnOf: new Map(), columns };
  if (!sheet) return read;
  sheet.getRow(1).eachCell((cell, number) => {
    const heading = normaliseText(cellText(cell.value)).replaceAll(/[*＊\s()（）]/g, '');
    const column = columns.find((one) => one.heading.replaceAll(/[()（）]/g, '') === heading);
    if (column && !read.columnOf.has(column.key)) read.columnOf.set(column.key, number);
  });
  const tell = (row: number, key: string, code: string, zh: string, en: string): void => {
    faults.push({ sheet: name, row, cell: cellName(read, row, key), code, message: { zh, en } });
  };
  for (const { needed, key, heading } of columns) {
    if (needed && !read.columnOf.has(key))
      tell(1, key, 'no-column', `缺少“${heading}”一列`, `The column "${heading}" is missing`);
  }
  if (sheet.rowCount > MOST_ROWS) {
    tell(MOST_ROWS, '', 'too-many-rows', `一次至多导入 ${MOST_ROWS} 行`, `At most ${MOST_ROWS} rows at once`);
    return read;
  }
  sheet.eachRow((row, no) => {
    if (no === 1) return;
    const shown = new Map(
      columns.flatMap(({ key }) => {
        const number = read.columnOf.get(key);
        const text = number === undefined ? '' : cellText(row.getCell(number).value);
        return text === '' ? [] : [[key, text] as const];
      }),
    );
    if (shown.size === 0) return;
    const values = new Map<string, unknown>();
    for (const column of columns) {
      const text = shown.get(column.key);
      if (text === undefined) {
        if (column.needed && read.columnOf.has(column.key))
          tell(no, column.key, 'required', `请填写“${column.heading}”`, `"${column.heading}" is needed`);
        continue;
      }
      values.set(
        column.key,
        parsed(column, text, (code, zh, en) => tell(no, column.key, code, zh, en)),
      );
    }
    read.rows.push({ no, values });
  });
  return read;
}

type Tell = (code: string, zh: string, en: string) => void;

function parsed(column: Column, written: string, tell: Tell): unknown {
  // Prose stays as it was written; what has one form is read in full width and half width alike.
  const text = column.kind === 'text' || column.kind === 'lines' ? written : normaliseText(written);
  switch (column.kind) {
    case 'text':
      if ([...text].length > 2000) tell('too-long', '至多 2000 个字', 'At most 2000 characters');
      return text;
    case 'lines':
      return text.split('\n').flatMap((line) => line.trim() || []);
    case 'list':
      return text.split(/[、，,;；\s]+/).filter(Boolean);
    case 'words': {
      const parts = column.many ? text.split(/[、，,;；]/).map((part) => part.trim()) : [text];
      const values = parts.filter(Boolean).map((part) => {
        const plain = (word: string): string => normaliseText(word).toUpperCase();
        const value = Object.entries(column.words).find(
          ([key, said]) => plain(key) === plain(part) || plain(said) === plain(part),
        )?.[0];
        const all = Object.values(column.words).join('、');
        if (value === undefined) tell('unknown', `“${part}”不在可选值内：${all}`, `"${part}" is none of: ${all}`);
        return value;
      });
      return column.many ? values.filter((value) => value !== undefined) : values[0];
    }
    case 'whole': {
      const number = Number(text);
      if (Number.isInteger(number) && number >= 0) return number;
      tell('number', '请填写非负整数', 'A whole number from 0 on is needed');
      return undefined;
    }
    case 'yuan': {
      const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.replaceAll(',', ''));
      if (found) return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
      tell('yuan', '请填写金额，如 120 或 15.50', 'An amount is needed, such as 120 or 15.50');
      return undefined;
    }
    case 'day': {
      if (text === column.open) return null;
      const [, ...parts] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? [];
      const day = parts.map((part) => part.padStart(2, '0')).join('-');
      if (isPlainDate(day)) return day;
      const [orZh, orEn] = column.open ? [`，或“${column.open}”`, `, or ${column.open}`] : ['', ''];
      tell(
        'day',
        `“${text}”不是日期，请填写如 2026-12-01${orZh}`,
        `"${text}" is no day; write it as 2026-12-01${orEn}`,
      );
      return undefined;
    }
    case 'yes-no':
      if (/^(是|y|yes|true|1|√)$/i.test(text)) return true;
      if (/^(否|n|no|false|0|×|x)$/i.test(text)) return false;
      tell('yes-no', '请填写“是”或“否”', 'Say 是 or 否');
      return undefined;
  }
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

export function cellName(sheet: Pick<Sheet, 'columnOf'>, row: number, key: string): string {
  let number = sheet.columnOf.get(key) ?? 1;
  let letters = '';
  for (; number > 0; number = Math.floor((number - 1) / 26))
    letters = String.fromCharCode(65 + ((number - 1) % 26)) + letters;
  return `${letters}${row}`;
}
