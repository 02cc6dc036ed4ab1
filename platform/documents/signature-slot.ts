/** Room for the signature: hex digits between `<` and `>`. A SignedData with one certificate takes some 900 bytes. */
export const CONTENTS_DIGITS = 4096;
/** `/ByteRange` and its value take these many characters, the value followed by spaces. */
export const RANGE_WIDTH = 48;
export const EMPTY_RANGE = '[0 0 0 0]'.padEnd(RANGE_WIDTH);
export const EMPTY_DATE = '(D:00000000000000Z)';

/** A piece of PDF syntax written as it is: pdfkit writes what is not a plain object by its `toString`. */
class Verbatim {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  get [Symbol.toStringTag](): string {
    return 'Verbatim';
  }
  toString(): string {
    return this.text;
  }
}

/**
 * Adds an invisible signature field whose value is still empty: date, byte range and contents are written by `signPdf`
 * over placeholders of the same length.
 */
export function reserveSignature(page: PDFKit.PDFDocument, about: { name: string; reason: string }): void {
  const value = page.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'adbe.pkcs7.detached',
    Name: new String(about.name),
    Reason: new String(about.reason),
    M: new Verbatim(EMPTY_DATE),
    ByteRange: new Verbatim(EMPTY_RANGE),
    Contents: new Verbatim(`<${'0'.repeat(CONTENTS_DIGITS)}>`),
  });
  closeObject(value);
  const field = page.ref({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    T: new String('Signature'),
    Rect: [0, 0, 0, 0],
    // Print and locked (PDF 1.7 §12.5.3).
    F: 132,
    V: value,
  });
  closeObject(field);
  const document = page as unknown as {
    page: { annotations: unknown[] };
    _root: { data: Record<string, unknown> };
    endAcroForm: () => unknown;
  };
  document.page.annotations.push(field);
  // pdfkit's own form support would add fonts and NeedAppearances, which makes readers alter the file; ours is whole.
  document._root.data.AcroForm = { Fields: [field], SigFlags: 3 };
  document.endAcroForm = () => document;
}

/** Writes an object that has no stream; pdfkit's types ask for one. */
export function closeObject(object: PDFKit.PDFKitReference): void {
  (object as unknown as { end(): void }).end();
}
