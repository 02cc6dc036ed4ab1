import { createReadStream } from 'node:fs';
import { fileSourceErrors } from './errors.ts';
import type { DroppedFile } from './drop-folder.ts';

/** `mixed`: lines of both encodings in one file (two exports put together); each line is then read in its own. */
export type TextEncoding = 'utf-8' | 'gb18030' | 'mixed';

const READ_BYTES = 262_144;

/** Characters that Chinese text in UTF-8 is made of: ASCII, general and CJK punctuation, ideographs, full-width forms. */
const CHINESE_UTF8 =
  /^[\u0009-\u007E\u00B7\u2010-\u2030\u3000-\u303F\u3400-\u9FFF\uFE30-\uFE4F\uFF00-\uFFEF\u{20000}-\u{323AF}]*$/u;

/** Decodes lines that may be in either encoding; `utf8` tells whether a line can only be meant as UTF-8. */
export function lineDecoder(): { decode(line: Buffer): string | undefined; utf8(line: Buffer): boolean } {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const gb = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true });
  const attempt = (decoder: TextDecoder, line: Buffer): string | undefined => {
    try {
      return decoder.decode(line);
    } catch {
      return undefined;
    }
  };
  // Bytes of GB18030 text form valid UTF-8 by chance only in a short word, and hardly ever such that all of it is Chinese again:
  // six bytes would have to fall into the right ranges. One ideograph alone proves nothing where the other encoding can read it too.
  const asUtf8 = (line: Buffer): string | undefined => {
    const text = attempt(utf8, line);
    if (text === undefined) return undefined;
    if (attempt(gb, line) === undefined) return text;
    return CHINESE_UTF8.test(text) && (text.match(/[^\u0000-\u007F]/gu)?.length ?? 0) >= 2 ? text : undefined;
  };
  return {
    decode: (line) => asUtf8(line) ?? attempt(gb, line),
    utf8: (line) => asUtf8(line) !== undefined,
  };
}

/**
 * One pass over the bytes (two where it is not UTF-8): which encoding they are in, and how many lines there are.
 * `wanted` other than auto is taken at its word, but must fit.
 * @throws source-files.unknown-encoding, .wrong-kind-of-file for bytes that are no text
 */
export async function surveyText(
  file: DroppedFile,
  wanted: 'auto' | 'utf-8' | 'gb18030',
  signal?: AbortSignal,
): Promise<{ encoding: TextEncoding; lines: number }> {
  const candidates = (wanted === 'auto' ? (['utf-8', 'gb18030'] as const) : [wanted]).map((name) => ({
    name,
    decoder: new TextDecoder(name, { fatal: true }),
    fits: true,
  }));
  let lines = 0;
  let last = 0x0a;
  const attempt = (candidate: (typeof candidates)[number], chunk?: Buffer): void => {
    if (!candidate.fits) return;
    try {
      candidate.decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      candidate.fits = false;
    }
  };
  for await (const chunk of chunksOf(file, undefined, signal)) {
    // 0x0A never occurs inside a character of either encoding.
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
    last = chunk.at(-1) ?? last;
    for (const candidate of candidates) attempt(candidate, chunk);
    if (chunk.includes(0)) throw fileSourceErrors.wrongKindOfFile({ file: file.name, found: 'BINARY', wanted: 'CSV' });
  }
  for (const candidate of candidates) attempt(candidate);
  if (last !== 0x0a) lines += 1;
  if (candidates[0]?.fits) return { encoding: candidates[0].name, lines };
  if (wanted !== 'auto') throw fileSourceErrors.unknownEncoding({ file: file.name });
  return { encoding: await gbOrMixed(file, signal), lines };
}

async function gbOrMixed(file: DroppedFile, signal?: AbortSignal): Promise<TextEncoding> {
  const { decode, utf8 } = lineDecoder();
  let mixed = false;
  for await (const lines of linesOf(file, undefined, signal)) {
    for (const line of lines) {
      if (isAscii(line)) continue;
      if (utf8(line)) mixed = true;
      else if (decode(line) === undefined) throw fileSourceErrors.unknownEncoding({ file: file.name });
    }
  }
  return mixed ? 'mixed' : 'gb18030';
}

function isAscii(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte > 0x7f) return false;
  return true;
}

export type ByteRange = { readonly from: number; readonly to: number };

async function* chunksOf(file: DroppedFile, range?: ByteRange, signal?: AbortSignal): AsyncGenerator<Buffer> {
  if (range && range.to <= range.from) return;
  const stream = createReadStream(file.path, {
    highWaterMark: READ_BYTES,
    ...(range ? { start: range.from, end: range.to - 1 } : {}),
    ...(signal ? { signal } : {}),
  });
  yield* stream as AsyncIterable<Buffer>;
}

/** Whole lines as bytes, each with its line feed; the last as it is. */
export async function* linesOf(file: DroppedFile, range?: ByteRange, signal?: AbortSignal): AsyncGenerator<Buffer[]> {
  let rest: Buffer[] = [];
  for await (const chunk of chunksOf(file, range, signal)) {
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) {
      const end = chunk.subarray(from, at + 1);
      lines.push(rest.length > 0 ? Buffer.concat([...rest, end]) : end);
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [Buffer.concat(rest)];
}

/** The text of a file or of a range that begins at a line; without its byte order mark. @throws source-files.unknown-encoding */
export async function* textOf(
  file: DroppedFile,
  encoding: TextEncoding,
  range?: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  let first = (range?.from ?? 0) === 0;
  const clean = (text: string): string => {
    if (!first || text === '') return text;
    first = false;
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  };
  if (encoding === 'mixed') {
    const { decode } = lineDecoder();
    for await (const lines of linesOf(file, range, signal)) {
      let text = '';
      for (const line of lines) {
        const read = decode(line);
        if (read === undefined) throw fileSourceErrors.unknownEncoding({ file: file.name });
        text += read;
      }
      yield clean(text);
    }
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const decode = (chunk?: Buffer): string => {
    try {
      return clean(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch (error) {
      throw fileSourceErrors.unknownEncoding({ file: file.name }, { cause: error });
    }
  };
  for await (const chunk of chunksOf(file, range, signal)) yield decode(chunk);
  const rest = decode();
  if (rest) yield rest;
}
