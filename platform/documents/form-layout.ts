import type { DocumentSpec, FormPart, LabelledValue } from './spec.ts';
import { wrapLines } from './wrap-lines.ts';

type Page = PDFKit.PDFDocument;
type DrawQr = (page: Page, qr: { text: string; caption?: string }, x: number, y: number, side: number) => void;

const INK = '#1f2329';
const GREY = '#5c6570';
const RULE = '#6b7480';
const SECTION = '#e6edf6';
const LABEL = '#f4f6f9';
const SIDE = 50;
const TOP = 48;
const PADDING = 5;
const SIZE = 10.5;
const LINE_HEIGHT = 15;
/** A row of more lines than this goes on over the page; a lower one moves to the next page as a whole. */
const MOST_LINES_WHOLE = 12;
const SIGNATURE_HEIGHT = 96;
const SIGNATURE_LINE = 22;

type Cell = { lines: string[]; width: number; look: 'label' | 'value' | 'head'; centred?: boolean };

/**
 * An official form: title with the QR code beside it, who receives it and its number, then ruled parts of the same width. What goes on
 * over a page has the form's name and number above it, and a table its heads.
 */
export function drawForm(page: Page, spec: DocumentSpec, drawQr: DrawQr): void {
  const sheet = new Sheet(page, spec);
  sheet.head(drawQr);
  for (const part of spec.parts ?? []) drawPart(sheet, part);
}

function drawPart(sheet: Sheet, part: FormPart): void {
  switch (part.kind) {
    case 'facts': {
      const rows = factRows(sheet, part.facts);
      sheet.title(part, rows[0]);
      for (const row of rows) sheet.row(row);
      break;
    }
    case 'table': {
      const whole = part.heads.reduce((sum, { share }) => sum + share, 0);
      const widths = part.heads.map(({ share }) => (sheet.width * share) / whole);
      const cellsOf = (texts: readonly string[], look: Cell['look']): Cell[] =>
        texts.map((text, index) => sheet.cell(text, widths[index] as number, look));
      const heads = cellsOf(
        part.heads.map(({ title }) => title),
        'head',
      );
      const rows = part.rows.map((row) => cellsOf(row, 'value'));
      sheet.title(part, heads, rows[0]);
      sheet.row(heads);
      for (const row of rows) sheet.row(row, heads);
      break;
    }
    case 'text': {
      const rows = part.paragraphs.map((text) => [sheet.cell(text, sheet.width, 'value')]);
      sheet.title(part, rows[0]);
      sheet.frame(rows.map(([cell]) => cell as Cell));
      break;
    }
    case 'signatures':
      sheet.signatures(part, part.boxes);
  }
}

const LABEL_SHARE = 0.19;

/** Two to a line where neither needs more than two lines of its half, nor is a number broken by it; else one. */
function factRows(sheet: Sheet, facts: readonly LabelledValue[]): Cell[][] {
  const label = sheet.width * LABEL_SHARE;
  const half = sheet.width / 2 - label;
  const alone = (fact: LabelledValue): Cell[] => [
    sheet.cell(fact.label, label, 'label'),
    sheet.cell(fact.value, sheet.width - label, 'value'),
  ];
  const beside = (fact: LabelledValue): Cell[] => [
    sheet.cell(fact.label, label, 'label'),
    sheet.cell(fact.value, half, 'value'),
  ];
  const isShort = (fact: LabelledValue | undefined): fact is LabelledValue =>
    fact !== undefined &&
    beside(fact).every(({ lines }) => lines.length <= 2) &&
    (/\p{Script=Han}/u.test(fact.value) || beside(fact)[1]?.lines.length === 1);
  const rows: Cell[][] = [];
  for (let index = 0; index < facts.length; index += 1) {
    const [fact, next] = [facts[index] as LabelledValue, facts[index + 1]];
    if (isShort(fact) && isShort(next)) {
      rows.push([...beside(fact), ...beside(next)]);
      index += 1;
    } else rows.push(alone(fact));
  }
  return rows;
}

/** A page after the other, and where on it the next row stands. */
class Sheet {
  readonly width: number;
  readonly #page: Page;
  readonly #spec: DocumentSpec;
  readonly #widths = new Map<string, number>();
  #y = TOP;

  constructor(page: Page, spec: DocumentSpec) {
    this.#page = page;
    this.#spec = spec;
    this.width = page.page.width - 2 * SIDE;
  }

  cell(text: string, width: number, look: Cell['look']): Cell {
    const centred = look === 'head' || (look === 'label' && [...text].length <= 6);
    return { lines: this.#wrapped(text, width - 2 * PADDING, look === 'head'), width, look, centred };
  }

  head(drawQr: DrawQr): void {
    const { title, subtitle, number, qr } = this.#spec;
    const side = 62;
    const room = this.width - (qr ? 2 * (side + 16) : 0);
    const x = SIDE + (this.width - room) / 2;
    const whole = this.#widthOf(title, true);
    const size = whole * 20 <= room ? 20 : 17;
    const count = Math.ceil((whole * size) / room);
    // Lines of about the same length: no single character is left for the last.
    const lines = this.#wrapped(title, Math.min(room, (whole * size) / count + size), true, size);
    const height = Math.max(lines.length * 27, qr ? side : 0);
    let y = TOP + (height - lines.length * 27) / 2;
    for (const line of lines) {
      this.#text(line, x, y, room, { size, bold: true, centred: true });
      y += 27;
    }
    if (qr) drawQr(this.#page, qr, SIDE + this.width - side, TOP - 6, side);
    this.#y = TOP + height + 14;
    if (subtitle) this.#text(subtitle, SIDE, this.#y, this.width / 2, { size: 10 });
    if (number) this.#text(number, SIDE + this.width / 2, this.#y, this.width / 2, { size: 10, right: true });
    if (subtitle ?? number) this.#y += 19;
  }

  /** The title of a part, with room below it for what it stands over. */
  title(part: FormPart, first?: readonly Cell[], second?: readonly Cell[], more = 0): void {
    const below = Math.min(heightOf(first ?? []) + heightOf(second ?? []), MOST_LINES_WHOLE * LINE_HEIGHT) + more;
    const height = part.title === undefined ? 0 : LINE_HEIGHT + 2 * PADDING;
    this.#roomFor(height + below);
    if (part.title === undefined) return;
    this.#box(SIDE, this.#y, this.width, height, part.inner ? LABEL : SECTION);
    this.#text(part.title, SIDE + PADDING + 2, this.#y + PADDING, this.width - 2 * PADDING, {
      size: part.inner ? SIZE : 11.5,
      bold: true,
    });
    this.#y += height;
  }

  /** A row of cells; `heads` stand again above it where a page begins with it. */
  row(cells: readonly Cell[], heads: readonly Cell[] = []): void {
    const lines = Math.max(1, ...cells.map((cell) => cell.lines.length));
    if (lines <= MOST_LINES_WHOLE) {
      if (this.#roomFor(heightOf(cells))) this.#cells(heads);
      this.#cells(cells);
      return;
    }
    for (let from = 0; from < lines; ) {
      if (this.#roomFor(3 * LINE_HEIGHT + 2 * PADDING)) this.#cells(heads);
      const fits = Math.max(1, Math.floor((this.#left() - 2 * PADDING) / LINE_HEIGHT));
      this.#cells(cells.map((cell) => ({ ...cell, lines: cell.lines.slice(from, from + fits) })));
      from += fits;
    }
  }

  /** Paragraphs in one frame. */
  frame(cells: readonly Cell[]): void {
    const lines = cells.flatMap((cell) => cell.lines);
    const [first] = cells;
    if (first) this.row([{ ...first, lines }]);
  }

  /** Boxes beside each other, never over two pages, their title with them. */
  signatures(part: FormPart, boxes: readonly { heading: string; text?: string; lines: readonly string[] }[]): void {
    const width = this.width / Math.max(1, boxes.length);
    const inner = width - 2 * PADDING - 6;
    const texts = boxes.map(({ text }) => (text === undefined ? [] : this.#wrapped(text, inner, false, 9.5)));
    const most = Math.max(0, ...texts.map((lines) => lines.length));
    const foot = Math.max(0, ...boxes.map(({ lines }) => lines.length)) * SIGNATURE_LINE;
    const height = Math.max(SIGNATURE_HEIGHT, 26 + most * 14 + 8 + foot);
    this.title(part, [], [], height);
    for (const [index, box] of boxes.entries()) {
      const x = SIDE + index * width;
      this.#box(x, this.#y, width, height);
      this.#text(box.heading, x + PADDING + 3, this.#y + PADDING + 2, inner, { bold: true });
      for (const [at, line] of (texts[index] ?? []).entries())
        this.#text(line, x + PADDING + 3, this.#y + 26 + at * 14, inner, { size: 9.5, colour: GREY });
      const from = this.#y + height - box.lines.length * SIGNATURE_LINE;
      for (const [at, line] of box.lines.entries())
        this.#text(line, x + PADDING + 3, from + at * SIGNATURE_LINE, inner);
    }
    this.#y += height;
  }

  #cells(cells: readonly Cell[]): void {
    if (cells.length === 0) return;
    const height = heightOf(cells);
    let x = SIDE;
    for (const { lines, width, look, centred } of cells) {
      this.#box(x, this.#y, width, height, look === 'value' ? undefined : LABEL);
      const top = this.#y + (height - lines.length * LINE_HEIGHT) / 2;
      for (const [index, line] of lines.entries())
        this.#text(line, x + PADDING, top + index * LINE_HEIGHT, width - 2 * PADDING, {
          bold: look === 'head',
          ...(centred ? { centred } : {}),
        });
      x += width;
    }
    this.#y += height;
  }

  #left(): number {
    return this.#page.page.height - this.#page.page.margins.bottom - this.#y;
  }

  /** Begins a page where there is no room for `height`; whether it did. */
  #roomFor(height: number): boolean {
    if (height <= this.#left()) return false;
    this.#page.addPage();
    const { title, number = '' } = this.#spec;
    this.#text(title, SIDE, TOP - 16, this.width * 0.6, { size: 9, colour: GREY });
    this.#text(number, SIDE, TOP - 16, this.width, { size: 9, colour: GREY, right: true });
    this.#y = TOP;
    return true;
  }

  #box(x: number, y: number, width: number, height: number, fill?: string): void {
    this.#page.lineWidth(0.6);
    if (fill) this.#page.rect(x, y, width, height).fillAndStroke(fill, RULE);
    else this.#page.rect(x, y, width, height).stroke(RULE);
  }

  #text(
    text: string,
    x: number,
    y: number,
    width: number,
    look: { size?: number; bold?: boolean; colour?: string; centred?: boolean; right?: boolean } = {},
  ): void {
    const { size = SIZE, bold = false, colour = INK } = look;
    const used = this.#widthOf(text, bold) * size;
    const from = look.right ? x + width - used : look.centred ? x + (width - used) / 2 : x;
    this.#page
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(colour);
    this.#page.text(text, from, y, { lineBreak: false });
  }

  #wrapped(text: string, width: number, bold: boolean, size = SIZE): string[] {
    return wrapLines(text, width, (character) => this.#widthOf(character, bold) * size);
  }

  /** At a size of one. */
  #widthOf(text: string, bold: boolean): number {
    return [...text].reduce((sum, character) => {
      const key = `${bold ? 'b' : 'r'}${character}`;
      let width = this.#widths.get(key);
      if (width === undefined) {
        width =
          this.#page
            .font(bold ? 'bold' : 'regular')
            .fontSize(100)
            .widthOfString(character) / 100;
        this.#widths.set(key, width);
      }
      return sum + width;
    }, 0);
  }
}

function heightOf(cells: readonly Cell[]): number {
  if (cells.length === 0) return 0;
  return Math.max(1, ...cells.map(({ lines }) => lines.length)) * LINE_HEIGHT + 2 * PADDING;
}
