import { signCms, sm3Stream, type CertifiedSigner } from '@platform/crypto';
import { documentErrors } from './errors.ts';
import { follow, readStructure } from './pdf-structure.ts';
import { CONTENTS_DIGITS, EMPTY_DATE, EMPTY_RANGE, RANGE_WIDTH } from './signature-slot.ts';

/** Where the signature of a file is, in bytes from its beginning. */
export type SignaturePlace = {
  /** The text of the date, of the byte range, and of the contents with its angle brackets. */
  date: { start: number; text: string };
  range: { start: number; text: string };
  contents: { start: number; end: number };
};

/** The signature's place by way of catalog, form and field; undefined where the file is not of our making. */
export function findSignature(pdf: Buffer): SignaturePlace | undefined {
  const structure = readStructure(pdf);
  if (structure === undefined) return undefined;
  const form = /\/AcroForm <<\n\/Fields \[\d+ 0 R\]\n\/SigFlags 3\n>>/.exec(structure.catalog)?.[0];
  const field = form === undefined ? undefined : follow(structure, form, 'Fields');
  const value = field === undefined ? undefined : follow(structure, field.text, 'V');
  if (value === undefined) return undefined;
  const parts = new RegExp(
    `\\n/M (\\(D:\\d{14}Z\\))\\n/ByteRange (.{${RANGE_WIDTH}})\\n/Contents <[^>]{${CONTENTS_DIGITS}}>\\n>>$`,
  ).exec(value.text);
  if (parts === null) return undefined;
  const [whole, date = '', range = ''] = parts;
  const dateStart = value.start + parts.index + '\n/M '.length;
  const rangeStart = dateStart + date.length + '\n/ByteRange '.length;
  const end = value.start + parts.index + whole.length - '\n>>'.length;
  return {
    date: { start: dateStart, text: date },
    range: { start: rangeStart, text: range },
    contents: { start: end - CONTENTS_DIGITS - 2, end },
  };
}

/** The only byte range there is: all of the file but the contents with its brackets. */
export function byteRange(place: SignaturePlace, length: number): string {
  const { start, end } = place.contents;
  return `[0 ${start} ${end} ${length - end}]`.padEnd(RANGE_WIDTH);
}

/** SM3 of all that the byte range covers. */
export function signedDigest(pdf: Buffer, place: SignaturePlace): Buffer {
  return sm3Stream().update(pdf.subarray(0, place.contents.start)).update(pdf.subarray(place.contents.end)).digest();
}

/** A date as PDF writes it, in UTC and whole seconds. */
export function pdfDate(at: Date): string {
  return `(D:${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z)`;
}

/**
 * Fills the signature reserved by `renderPdf`: a detached CMS SignedData with SM2 and SM3 over all other bytes.
 * @param at the signing time (whole seconds); it must lie in the certificate's validity for the file to verify
 * @throws documents.no-signature-slot, documents.already-signed, documents.signature-too-long
 */
export function signPdf(pdf: Uint8Array, signer: CertifiedSigner, at: Date): Buffer {
  const signed = Buffer.from(pdf);
  const place = findSignature(signed);
  if (place === undefined) throw documentErrors.noSignatureSlot();
  if (place.range.text !== EMPTY_RANGE || place.date.text !== EMPTY_DATE) throw documentErrors.alreadySigned();
  signed.write(pdfDate(at), place.date.start, 'latin1');
  signed.write(byteRange(place, signed.length), place.range.start, 'latin1');
  const cms = signCms(signedDigest(signed, place), signer, at);
  if (cms.length * 2 > CONTENTS_DIGITS) {
    throw documentErrors.signatureTooLong({ length: cms.length, room: CONTENTS_DIGITS / 2 });
  }
  signed.write(contentsOf(cms), place.contents.start, 'latin1');
  return signed;
}

/** The contents a signature must have: lower-case hex, filled up with zeros. */
export function contentsOf(cms: Uint8Array): string {
  return `<${Buffer.from(cms).toString('hex').padEnd(CONTENTS_DIGITS, '0')}>`;
}
