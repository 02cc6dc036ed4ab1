import { verifyCms, type Certificate, type CmsFault } from '@platform/crypto';
import { readEmbeddedBytes, parseCanonical } from './embedded.ts';
import { byteRange, contentsOf, findSignature, pdfDate, signedDigest } from './sign-pdf.ts';

/** Why a file is not genuine. `not-signed`: no signature of our form at all; the others speak of a signature that fails. */
export type PdfFault = 'not-signed' | 'embedded-not-canonical' | CmsFault;

export type PdfVerdict =
  | {
      verdict: 'genuine';
      signerCertificate: Certificate;
      /** The signer's own word: there is no time-stamp authority. */
      signedAt: Date;
      /** The value given to `renderPdf` as `embedded`; undefined when there was none. */
      embedded: unknown;
    }
  | { verdict: 'forged'; reason: PdfFault };

/**
 * Judges a file: genuine only when every byte is as signed and the signature stands in its one canonical form (byte
 * range over all but the contents, lower-case hex, zeros behind, canonical DER) by a certificate that `roots` trust.
 * Whether the document still holds (revoked, suspended) is not in the file: ask the register. Never throws.
 */
export function verifyPdf(bytes: Uint8Array, roots: readonly Certificate[]): PdfVerdict {
  const forged = (reason: PdfFault): PdfVerdict => ({ verdict: 'forged', reason });
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const place = findSignature(pdf);
  if (place === undefined) return forged('not-signed');
  if (place.range.text !== byteRange(place, pdf.length)) return forged('not-canonical');
  const contents = pdf.subarray(place.contents.start, place.contents.end).toString('latin1');
  const cms = firstElement(Buffer.from(contents.slice(1, -1), 'hex'));
  // Node reads hex of either case and stops at what is no hex: writing it anew shows any difference.
  if (cms === undefined || contentsOf(cms) !== contents) return forged('not-canonical');
  const verdict = verifyCms(cms, signedDigest(pdf, place), roots);
  if (!verdict.genuine) return forged(verdict.reason);
  if (place.date.text !== pdfDate(verdict.signedAt)) return forged('not-canonical');
  const record = readEmbeddedBytes(pdf);
  const embedded = record === undefined ? { value: undefined } : parseCanonical(record);
  if (embedded === undefined) return forged('embedded-not-canonical');
  const { signerCertificate, signedAt } = verdict;
  return { verdict: 'genuine', signerCertificate, signedAt, embedded: embedded.value };
}

/** The first DER element (a long SEQUENCE) of some bytes, by its own length. */
function firstElement(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 4 || bytes[0] !== 0x30 || bytes[1] !== 0x82) return undefined;
  const length = 4 + bytes.readUInt16BE(2);
  return length > bytes.length ? undefined : bytes.subarray(0, length);
}
