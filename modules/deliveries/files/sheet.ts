import { zipOf } from './zip.ts';

export type Format = 'csv' | 'xlsx';

/** A sheet as it leaves: the line that tells who took it, the heads, the rows. Numbers are told apart from texts for spreadsheets. */
export type Sheet = {
  readonly notice: string;
  readonly heads: readonly string[];
  readonly numeric: readonly boolean[];
  readonly rows: Iterable<readonly (string | null)[]> | AsyncIterable<readonly (string | null)[]>;
};

export const MIME: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The sheet's bytes, as they are asked for. */
export function sheetBytes(format: Format, sheet: Sheet): AsyncGenerator<Buffer> {
  return format === 'csv' ? csvBytes(sheet) : xlsxBytes(sheet);
}

const CHUNK = 64 * 1024;

/** UTF-8 with a mark, CRLF, every cell quoted, and none that a spreadsheet takes for a formula. The first line is the notice, the second the heads. */
async function* csvBytes({ notice, heads, rows }: Sheet): AsyncGenerator<Buffer> {
  let waiting = `\uFEFF${csvCell(notice)}\r\n${heads.map(csvCell).join(',')}\r\n`;
  for await (const row of rows) {
    waiting += `${row.map((cell) => csvCell(cell ?? '')).join(',')}\r\n`;
    if (waiting.length > CHUNK) {
      yield Buffer.from(waiting, 'utf8');
      waiting = '';
    }
  }
  yield Buffer.from(waiting, 'utf8');
}

function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/u.test(text) && !/^-?\d+(\.\d+)?$/u.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

const DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const PARTS: readonly [string, string][] = [
  [
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="data" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  ],
  [
    'xl/styles.xml',
    `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`,
  ],
];

/** One sheet as spreadsheets open it (ECMA-376), written row by row; a library would have gathered the whole in memory. */
function xlsxBytes(sheet: Sheet): AsyncGenerator<Buffer> {
  return zipOf([
    ...PARTS.map(([name, content]) => ({ name, content: [DECLARED + content] })),
    { name: 'xl/worksheets/sheet1.xml', content: sheetXml(sheet) },
  ]);
}

async function* sheetXml({ notice, heads, numeric, rows }: Sheet): AsyncGenerator<string> {
  const letters = heads.map((_, index) => columnName(index));
  const widths = heads.map((_, index) => `<col min="${index + 1}" max="${index + 1}" width="22" customWidth="1"/>`);
  let waiting =
    `${DECLARED}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${widths.join('')}</cols><sheetData><row r="1">${textCell('A1', notice, 1)}</row><row r="2">${heads.map((head, index) => textCell(`${letters[index]}2`, head, 1)).join('')}</row>`;
  let at = 2;
  for await (const row of rows) {
    at += 1;
    waiting += `<row r="${at}">`;
    row.forEach((cell, index) => {
      const place = `${letters[index]}${at}`;
      if (cell === null || cell === '') return;
      // A number of more than 15 digits would be rounded by the spreadsheet.
      if (numeric[index] && /^-?\d{1,15}(\.\d+)?$/u.test(cell) && cell.length <= 16)
        waiting += `<c r="${place}"><v>${cell}</v></c>`;
      else waiting += textCell(place, cell, 0);
    });
    waiting += '</row>';
    if (waiting.length > CHUNK) {
      yield waiting;
      waiting = '';
    }
  }
  yield `${waiting}</sheetData></worksheet>`;
}

/** A, B … Z, AA … */
function columnName(index: number): string {
  const before = Math.floor(index / 26);
  return (before > 0 ? columnName(before - 1) : '') + String.fromCharCode(65 + (index % 26));
}

function textCell(place: string, text: string, style: 0 | 1): string {
  return `<c r="${place}" t="inlineStr"${style === 1 ? ' s="1"' : ''}><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

// oxlint-disable-next-line no-control-regex -- exactly those characters that have to be escaped or left out
const UNUSUAL = /[&<>\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/u;

function escapeXml(text: string): string {
  if (!UNUSUAL.test(text)) return text;
  return (
    text
      // oxlint-disable-next-line no-control-regex -- exactly those characters that XML 1.0 does not know
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}
