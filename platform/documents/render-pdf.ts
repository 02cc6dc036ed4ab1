import { canonicalJson } from '@platform/kernel';
import { sm3 } from '@platform/crypto';
import PDFDocument from 'pdfkit';
import { documentErrors } from './errors.ts';
import { face, showable } from './fonts.ts';
import { drawLayout, MARGIN } from './layouts.ts';
import { closeObject, reserveSignature } from './signature-slot.ts';
import type { DocumentSpec, FormPart } from './spec.ts';

/** The attachment's name inside the file. */
export const EMBEDDED_NAME = 'record.json';

/**
 * Draws a document as PDF 1.7 (A4) with Noto Sans SC embedded as a subset, so that Chinese text shows and can be
 * copied anywhere. Equal specs give equal bytes. With `signature` the file has an empty place that `signPdf` fills.
 * @throws documents.colour-invalid, documents.qr-text-too-long
 */
export async function renderPdf(input: DocumentSpec): Promise<Buffer> {
  if (input.colour !== undefined && !/^#[0-9a-f]{6}$/i.test(input.colour)) {
    throw documentErrors.colourInvalid({ colour: input.colour });
  }
  const regular = face('regular');
  const bold = face('bold');
  const spec = mapTexts(input, (text) => showable(text, regular, bold));
  const page = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 72 },
    bufferPages: true,
    pdfVersion: '1.7',
    lang: spec.language === 'zh' ? 'zh-CN' : 'en',
    displayTitle: true,
    // No default font: pdfkit would take Helvetica.
    font: null as never,
    info: {
      Title: spec.title,
      Producer: 'Yiwang',
      Creator: 'Yiwang',
      CreationDate: wholeSecond(spec.createdAt),
      // The file's ID is computed from this dictionary, so it must tell two documents apart.
      ContentDigest: contentDigest(spec),
    } as PDFKit.DocumentInfo,
  });
  // pdfkit would write the title into XML as it stands, where a `&` breaks it.
  (page as unknown as { endMetadata: () => void }).endMetadata = () => {};
  page.registerFont('regular', regular.source as never);
  page.registerFont('bold', bold.source as never);
  const chunks: Buffer[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    page.on('data', (chunk: Buffer) => chunks.push(chunk));
    page.on('end', resolve);
    page.on('error', reject);
  });

  drawLayout(page, spec);
  drawFooters(page, spec);
  if (input.embedded !== undefined) embed(page, Buffer.from(canonicalJson(input.embedded), 'utf8'), input.createdAt);
  if (spec.signature !== undefined) reserveSignature(page, spec.signature);
  page.end();
  await finished;
  return Buffer.concat(chunks);
}

function contentDigest(spec: DocumentSpec): string {
  return sm3(canonicalJson({ ...spec, createdAt: wholeSecond(spec.createdAt).toISOString() })).toString('hex');
}

/** Footers and page numbers on every page, once it is known how many there are. */
function drawFooters(page: PDFKit.PDFDocument, spec: DocumentSpec): void {
  const { count } = page.bufferedPageRange();
  const width = page.page.width - 2 * MARGIN;
  for (let index = 0; index < count; index += 1) {
    page.switchToPage(index);
    // Text below the bottom margin would open a new page.
    page.page.margins.bottom = 0;
    page.font('regular').fontSize(8.5).fillColor('#5c6570');
    const lines = [...(spec.footers ?? []), ...pageNumber(spec, index + 1, count)];
    let y = page.page.height - 28 - lines.length * 13;
    for (const line of lines) {
      page.text(line, MARGIN, y, { width, align: 'center', height: 12, ellipsis: true });
      y += 13;
    }
  }
}

/** A form says of every page which of how many it is, so that none is missed on paper; others only where there are several. */
function pageNumber({ layout, language }: DocumentSpec, page: number, count: number): string[] {
  if (layout !== 'form') return count > 1 ? [`${page} / ${count}`] : [];
  return [language === 'zh' ? `第 ${page} 页，共 ${count} 页` : `Page ${page} of ${count}`];
}

/** Keeps the record as an uncompressed attachment, where a reader finds it and a person can save it. */
function embed(page: PDFKit.PDFDocument, bytes: Buffer, at: Date): void {
  const date = wholeSecond(at);
  const file = page.ref({
    Type: 'EmbeddedFile',
    Subtype: 'application#2Fjson',
    Params: { Size: bytes.length, CreationDate: date, ModDate: date },
  });
  (file as unknown as { compress: boolean }).compress = false;
  file.end(bytes);
  const specification = page.ref({
    Type: 'Filespec',
    AFRelationship: 'Data',
    F: new String(EMBEDDED_NAME),
    UF: new String(EMBEDDED_NAME),
    EF: { F: file },
  });
  closeObject(specification);
  const document = page as unknown as {
    addNamedEmbeddedFile(name: string, ref: unknown): void;
    _root: { data: Record<string, unknown> };
  };
  document.addNamedEmbeddedFile(EMBEDDED_NAME, specification);
  document._root.data.AF = [specification];
}

/** The spec with every shown text passed through `change`; the embedded value and the QR's text stay as they are. */
function mapTexts(spec: DocumentSpec, change: (text: string) => string): DocumentSpec {
  const { embedded: _, ...shown } = spec;
  return {
    ...shown,
    title: change(spec.title),
    ...(spec.subtitle === undefined ? {} : { subtitle: change(spec.subtitle) }),
    ...(spec.number === undefined ? {} : { number: change(spec.number) }),
    ...(spec.fields && {
      fields: spec.fields.map(({ label, value }) => ({ label: change(label), value: change(value) })),
    }),
    ...(spec.paragraphs && { paragraphs: spec.paragraphs.map(change) }),
    ...(spec.parts && { parts: spec.parts.map((part) => mapPart(part, change)) }),
    ...(spec.closing && { closing: { issuer: change(spec.closing.issuer), date: change(spec.closing.date) } }),
    ...(spec.seal && { seal: { owner: change(spec.seal.owner) } }),
    ...(spec.qr?.caption && { qr: { text: spec.qr.text, caption: change(spec.qr.caption) } }),
    ...(spec.footers && { footers: spec.footers.map(change) }),
  };
}

function mapPart(part: FormPart, change: (text: string) => string): FormPart {
  const title = part.title === undefined ? {} : { title: change(part.title) };
  switch (part.kind) {
    case 'facts':
      return {
        ...part,
        ...title,
        facts: part.facts.map(({ label, value }) => ({ label: change(label), value: change(value) })),
      };
    case 'table':
      return {
        ...part,
        ...title,
        heads: part.heads.map((head) => ({ ...head, title: change(head.title) })),
        rows: part.rows.map((row) => row.map(change)),
      };
    case 'text':
      return { ...part, ...title, paragraphs: part.paragraphs.map(change) };
    case 'signatures':
      return {
        ...part,
        ...title,
        boxes: part.boxes.map((box) => ({
          heading: change(box.heading),
          ...(box.text === undefined ? {} : { text: change(box.text) }),
          lines: box.lines.map(change),
        })),
      };
  }
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
