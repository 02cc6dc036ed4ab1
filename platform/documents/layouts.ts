import { drawForm } from './form-layout.ts';
import { qrModules } from './qr.ts';
import { drawTestSeal } from './seal-drawing.ts';
import type { DocumentSpec, LabelledValue } from './spec.ts';

type Page = PDFKit.PDFDocument;

export const MARGIN = 56;
const INK = '#1f2329';
const GREY = '#5c6570';
const LINE = '#d8dde3';
const DEFAULT_COLOUR = '#1d5fb8';
const LABEL_WIDTH = 118;

const widthOf = (page: Page): number => page.page.width - 2 * MARGIN;
const bottomOf = (page: Page): number => page.page.height - page.page.margins.bottom;

/** Chooses the weight, size and colour of what is written next. */
function write(page: Page, weight: 'regular' | 'bold', size: number, colour: string): Page {
  return page.font(weight).fontSize(size).fillColor(colour);
}

/** Draws the whole document except footers. */
export function drawLayout(page: Page, spec: DocumentSpec): void {
  if (spec.layout === 'card') drawCard(page, spec);
  else if (spec.layout === 'form') drawForm(page, spec, drawQr);
  else drawNotice(page, spec);
}

/** A card: a coloured head with the title, the lines and the QR code on a tinted body, the seal over the closing lines. */
function drawCard(page: Page, spec: DocumentSpec): void {
  const colour = spec.colour ?? DEFAULT_COLOUR;
  const width = widthOf(page);
  const inset = 22;
  const qrSide = spec.qr ? 112 : 0;
  const fieldsWidth = width - 2 * inset - (qrSide ? qrSide + 20 : 0);
  const heights = (spec.fields ?? []).map((field) => fieldHeight(page, field, fieldsWidth));
  const head = spec.subtitle === undefined ? 62 : 84;
  const closing = spec.closing || spec.seal ? 112 : 0;
  const body = Math.max(sum(heights), qrSide + (spec.qr?.caption ? 44 : 0)) + 2 * inset + closing;
  const top = page.y;
  const fits = top + head + body <= bottomOf(page);

  page.save();
  if (fits) page.roundedRect(MARGIN, top, width, head + body, 10).fillAndStroke(tint(colour), LINE);
  page.roundedRect(MARGIN, top, width, head, 10).fill(colour);
  if (fits) page.rect(MARGIN, top + head - 12, width, 12).fill(colour);
  page.restore();
  write(page, 'bold', 22, '#ffffff').text(spec.title, MARGIN + inset, top + 16, { width: width - 2 * inset });
  if (spec.subtitle) write(page, 'regular', 11, '#ffffff').text(spec.subtitle, { width: width - 2 * inset });

  page.y = top + head + inset;
  const bodyTop = page.y;
  if (spec.qr && fits) drawQr(page, spec.qr, MARGIN + width - inset - qrSide, bodyTop, qrSide);
  drawFields(page, spec.fields ?? [], MARGIN + inset, fieldsWidth);
  if (fits) page.y = top + head + body - closing;
  if (closing) drawClosing(page, spec, MARGIN + inset, width - 2 * inset);
  if (fits) page.y = top + head + body;
  page.y += 18;
  if (spec.number) {
    write(page, 'regular', 10.5, GREY).text(spec.number, MARGIN, page.y, { width });
    page.y += 8;
  }
  drawParagraphs(page, spec.paragraphs ?? [], 0);
  if (spec.qr && !fits) drawQr(page, spec.qr, MARGIN, roomFor(page, 160), 112);
}

/** A letter: title in the middle, number, paragraphs with two characters' indent, lines, closing at the right with the seal. */
function drawNotice(page: Page, spec: DocumentSpec): void {
  const width = widthOf(page);
  const colour = spec.colour ?? DEFAULT_COLOUR;
  write(page, 'bold', 21, INK).text(spec.title, MARGIN, page.y, { width, align: 'center' });
  if (spec.subtitle) write(page, 'regular', 12, GREY).text(spec.subtitle, { width, align: 'center' });
  if (spec.number) {
    page.y += 4;
    write(page, 'regular', 11, GREY).text(spec.number, { width, align: 'center' });
  }
  page.y += 10;
  page
    .lineWidth(1.2)
    .moveTo(MARGIN, page.y)
    .lineTo(MARGIN + width, page.y)
    .stroke(colour);
  page.y += 18;
  drawParagraphs(page, spec.paragraphs ?? [], spec.language === 'zh' ? 24 : 0);
  if (spec.fields?.length) {
    page.y += 6;
    drawFields(page, spec.fields, MARGIN, width);
  }
  const top = roomFor(page, 150) + 14;
  if (spec.closing || spec.seal) {
    page.y = top;
    drawClosing(page, spec, MARGIN, width);
  }
  if (spec.qr) drawQr(page, spec.qr, MARGIN, top, 96);
  page.y = top + 136;
}

function drawParagraphs(page: Page, paragraphs: readonly string[], indent: number): void {
  for (const paragraph of paragraphs) {
    write(page, 'regular', 12, INK).text(paragraph, MARGIN, page.y, {
      width: widthOf(page),
      indent,
      lineGap: 5,
    });
    page.y += 7;
  }
}

function fieldHeight(page: Page, field: LabelledValue, width: number): number {
  const label = write(page, 'regular', 11, GREY).heightOfString(field.label, { width: LABEL_WIDTH - 10 });
  const value = write(page, 'regular', 13, INK).heightOfString(field.value || ' ', { width: width - LABEL_WIDTH });
  return Math.max(label + 2, value) + 9;
}

/** Label and value beside each other; a row never breaks over two pages. */
function drawFields(page: Page, fields: readonly LabelledValue[], x: number, width: number): void {
  for (const field of fields) {
    const height = fieldHeight(page, field, width);
    const y = roomFor(page, height);
    write(page, 'regular', 11, GREY).text(field.label, x, y + 2, { width: LABEL_WIDTH - 10 });
    write(page, 'regular', 13, INK).text(field.value, x + LABEL_WIDTH, y, { width: width - LABEL_WIDTH });
    page.y = y + height;
  }
}

/** Issuer and date at the right, the seal over them, as a stamp sits on paper. */
function drawClosing(page: Page, spec: DocumentSpec, x: number, width: number): void {
  const y = roomFor(page, 112);
  if (spec.closing) {
    write(page, 'regular', 12, INK).text(spec.closing.issuer, x, y + 40, { width: width - 20, align: 'right' });
    write(page, 'regular', 12, INK).text(spec.closing.date, x, page.y + 3, { width: width - 20, align: 'right' });
  }
  if (spec.seal) {
    drawTestSeal(page, { owner: spec.seal.owner, centreX: x + width - 84, centreY: y + 56, radius: 50 });
  }
}

/** A QR code with its quiet zone in a square of that side; the caption stands below it. */
function drawQr(page: Page, qr: { text: string; caption?: string }, x: number, y: number, side: number): void {
  const modules = qrModules(qr.text);
  // The quiet zone of four modules is part of the picture: without it, cameras fail on a coloured ground.
  const unit = side / (modules.size + 8);
  page.save();
  page.rect(x, y, side, side).fill('#ffffff');
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.dark(row, column)) continue;
      let run = 1;
      while (column + run < modules.size && modules.dark(row, column + run)) run += 1;
      page.rect(x + (column + 4) * unit, y + (row + 4) * unit, run * unit, unit);
      column += run - 1;
    }
  }
  page.fill('#000000');
  page.restore();
  if (qr.caption) {
    const before = page.y;
    write(page, 'regular', 9, GREY).text(qr.caption, x - 10, y + side + 4, { width: side + 20, align: 'center' });
    page.y = before;
  }
}

/** The y at which `height` fits: here, or the top of a new page. */
function roomFor(page: Page, height: number): number {
  if (page.y + height > bottomOf(page)) page.addPage();
  return page.y;
}

/** A very light shade of a colour, for the ground of a card. */
function tint(colour: string): string {
  const parts = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(255 - (255 - part) * 0.06)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
