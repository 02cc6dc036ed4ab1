import { canonicalJson } from '@platform/kernel';
import { follow, readStructure } from './pdf-structure.ts';

/**
 * The value a document of ours carries (see `embedded` of the spec), without any check of signatures: use it to look a
 * document up, never to believe it. Undefined when there is none or it is not canonical JSON.
 */
export function readEmbedded(bytes: Uint8Array): unknown {
  const record = readEmbeddedBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return record === undefined ? undefined : parseCanonical(record)?.value;
}

/** The bytes of the attachment, by way of catalog, associated file and stream. */
export function readEmbeddedBytes(pdf: Buffer): Buffer | undefined {
  const structure = readStructure(pdf);
  const specification = structure && follow(structure, structure.catalog, 'AF');
  const file = structure && specification && follow(structure, specification.text, 'F');
  const length = file && /\n\/Length (\d{1,9})\n>>\nstream\n/.exec(file.text);
  if (!file || !length) return undefined;
  const start = file.start + length.index + length[0].length;
  const end = start + Number(length[1]);
  return pdf.subarray(end, end + 11).toString('latin1') === '\nendstream\n' ? pdf.subarray(start, end) : undefined;
}

/** The value of canonical JSON bytes, wrapped; undefined when they are anything else. */
export function parseCanonical(bytes: Buffer): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return Buffer.from(canonicalJson(value), 'utf8').equals(bytes) ? { value } : undefined;
  } catch {
    return undefined;
  }
}
