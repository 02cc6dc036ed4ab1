import QRCode from 'qrcode';
import { documentErrors } from './errors.ts';

const LONGEST = 1200;

/** A QR code as a PNG picture, about `width` pixels wide, error correction M, with the quiet zone of four modules. */
export async function qrPng(text: string, width = 320): Promise<Buffer> {
  checkLength(text);
  return QRCode.toBuffer(text, { type: 'png', errorCorrectionLevel: 'M', margin: 4, width });
}

/** A QR code as an SVG picture that takes the size of its place. */
export async function qrSvg(text: string): Promise<string> {
  checkLength(text);
  return QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
}

/** The modules of a QR code, row by row, without quiet zone; true is dark. */
export function qrModules(text: string): { size: number; dark(row: number, column: number): boolean } {
  checkLength(text);
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  return { size: modules.size, dark: (row, column) => modules.get(row, column) === 1 };
}

function checkLength(text: string): void {
  const length = Buffer.byteLength(text, 'utf8');
  if (length > LONGEST) throw documentErrors.qrTextTooLong({ length });
}
