import { fileTypeFromBuffer } from 'file-type';
import type { TextEncoding } from './text-sniffer.ts';

/** A kind of file that can be taken in: its media type, the endings it may bear, what people call it. */
export type FileKind = { mime: string; endings: readonly string[] };

const OOXML = 'application/vnd.openxmlformats-officedocument';

/** The kinds we can tell apart by content. The first ending is the one that messages show. */
export const FILE_KINDS = {
  pdf: { mime: 'application/pdf', endings: ['pdf'] },
  png: { mime: 'image/png', endings: ['png'] },
  jpeg: { mime: 'image/jpeg', endings: ['jpg', 'jpeg'] },
  gif: { mime: 'image/gif', endings: ['gif'] },
  webp: { mime: 'image/webp', endings: ['webp'] },
  xlsx: { mime: `${OOXML}.spreadsheetml.sheet`, endings: ['xlsx'] },
  docx: { mime: `${OOXML}.wordprocessingml.document`, endings: ['docx'] },
  ofd: { mime: 'application/ofd', endings: ['ofd'] },
  zip: { mime: 'application/zip', endings: ['zip'] },
  office97: { mime: 'application/x-cfb', endings: ['xls', 'doc', 'wps', 'et'] },
  xml: { mime: 'application/xml', endings: ['xml'] },
  json: { mime: 'application/json', endings: ['json'] },
  csv: { mime: 'text/csv', endings: ['csv'] },
  text: { mime: 'text/plain', endings: ['txt'] },
} as const satisfies Record<string, FileKind>;

const all: readonly FileKind[] = Object.values(FILE_KINDS);
const byMime = new Map(all.map((kind) => [kind.mime, kind]));

/** What a file is by its content: a kind we know, or the name of something else (an ending, or `?`). */
export type Detected = { kind: FileKind } | { other: string };

/**
 * Tells what a file is from its first and last 64 KiB and from whether all of it is text.
 * Plain text has no mark of its own, so csv, json and txt go by the name's ending, as far as the content allows.
 */
export async function detectKind(sample: {
  head: Buffer;
  tail: Buffer;
  encoding: TextEncoding | undefined;
  ending: string;
}): Promise<Detected> {
  const found = await fileTypeFromBuffer(sample.head);
  if (found?.mime === 'application/zip') return { kind: refineZip(sample) };
  if (found !== undefined) {
    const kind = byMime.get(found.mime);
    return kind === undefined ? { other: `.${found.ext}` } : { kind };
  }
  if (sample.encoding === undefined) return { other: '?' };
  const start = sample.head
    .subarray(0, 1024)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  // A web page under a harmless ending is how scripts get onto a site's own pages.
  if (/^<(!doctype|html|script|svg|head|body)\b/.test(start)) return { other: '.html' };
  if (start.startsWith('<') && sample.ending === 'xml') return { kind: FILE_KINDS.xml };
  if (sample.ending === 'json') return { kind: /^[[{]/.test(start) ? FILE_KINDS.json : FILE_KINDS.text };
  return { kind: sample.ending === 'csv' ? FILE_KINDS.csv : FILE_KINDS.text };
}

/** Office and OFD documents are zip files; which of them, the list of entries at the end says. */
function refineZip({ head, tail }: { head: Buffer; tail: Buffer }): FileKind {
  const has = (entry: string): boolean => tail.includes(entry, 0, 'latin1') || head.includes(entry, 0, 'latin1');
  if (has('[Content_Types].xml') && has('xl/workbook.xml')) return FILE_KINDS.xlsx;
  if (has('[Content_Types].xml') && has('word/document.xml')) return FILE_KINDS.docx;
  if (has('OFD.xml')) return FILE_KINDS.ofd;
  return FILE_KINDS.zip;
}

/** The ending of a file name in lower case, without the dot; empty when it has none. */
export function endingOf(name: string): string {
  return /\.([\p{L}\p{N}]{1,12})$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Whether any kind bears this ending. */
export function isKnownEnding(ending: string): boolean {
  return all.some((kind) => kind.endings.includes(ending));
}

/** The endings of media types, for messages: `.pdf, .jpg`. */
export function endingsOf(mimes: readonly string[]): string {
  return mimes.map((mime) => `.${byMime.get(mime)?.endings[0] ?? mime}`).join(', ');
}
