import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { DomainError } from '@platform/kernel';
import type { CsvSettings } from '@platform/packs';
import { exchangeErrors } from '../domain/errors.ts';
import type { SourceRow } from '../domain/row-checker.ts';
import { BATCH_ROWS, type Connector } from './connector.ts';
import { kindOfFile, newestFile, refuseChanged, type DroppedFile } from './drop-folder.ts';
import { headingIndex } from './heading.ts';

type Encoding = 'utf-8' | 'gb18030';

/** One record may not be longer; a quote without its pair would else swallow the rest of the file. */
const LONGEST_RECORD = 1_000_000;
const LARGEST_FILE = 4 * 1024 ** 3;

/**
 * The newest CSV file of a drop folder (RFC 4180), in UTF-8 or GB18030.
 * @throws exchange.folder-missing, .no-file, .wrong-kind-of-file, .unknown-encoding, .empty-file, .column-twice;
 * from read() also .malformed-file, .file-changed
 */
export async function openCsvConnector(options: {
  folder: string;
  settings: CsvSettings;
  columns: readonly string[];
}): Promise<Connector> {
  const { settings } = options;
  const file = await newestFile(options.folder, settings.filePattern, settings.dropFolderFrom);
  if (file.size > LARGEST_FILE) throw exchangeErrors.fileTooLarge({ file: file.name, limit: '4 GB' });
  const kind = await kindOfFile(file);
  if (kind !== 'text') throw exchangeErrors.wrongKindOfFile({ file: file.name, found: kind, wanted: 'CSV' });
  const { encoding, lines } = await survey(file, settings.encoding ?? 'auto');
  const delimiter = settings.delimiter ?? ',';
  const heading = await readHeading(file, encoding, delimiter);
  const places = headingIndex(heading, options.columns, file.name);
  let stream: Readable | undefined;

  return {
    describe: async () => ({ place: file.name, columns: heading }),
    count: async () => Math.max(0, lines - 1),
    async *read() {
      await refuseChanged(file);
      stream = recordsOf(file, encoding, delimiter);
      let batch: SourceRow[] = [];
      // Numbered as a spreadsheet shows them: the heading is row 1.
      let rowNo = 0;
      try {
        for await (const record of stream as AsyncIterable<string[]>) {
          rowNo += 1;
          if (rowNo === 1) continue;
          batch.push(rowOf(record, rowNo, heading.length, places));
          if (batch.length === BATCH_ROWS) {
            yield batch;
            batch = [];
          }
        }
      } catch (error) {
        throw coded(error, file, rowNo);
      }
      if (batch.length > 0) yield batch;
      await refuseChanged(file);
    },
    async close() {
      stream?.destroy();
    },
  };
}

function rowOf(
  record: string[],
  rowNo: number,
  width: number,
  places: readonly (readonly [string, number])[],
): SourceRow {
  const blank = record.every((cell) => cell.trim() === '');
  if (record.length !== width && !blank) {
    // Nobody can say which cell belongs where, so all are kept as they stand.
    return {
      rowNo,
      values: Object.fromEntries(record.map((cell, index) => [`#${index + 1}`, cell])),
      fault: 'wrong-column-count',
    };
  }
  const values: Record<string, string | null> = {};
  for (const [column, place] of places) values[column] = record[place] || null;
  return { rowNo, values };
}

/** One pass over the bytes: which encoding they are in, and how many lines. */
async function survey(file: DroppedFile, wanted: 'auto' | Encoding): Promise<{ encoding: Encoding; lines: number }> {
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
  for await (const chunk of createReadStream(file.path, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
    // 0x0A never occurs inside a character of either encoding.
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
    last = chunk.at(-1) ?? last;
    for (const candidate of candidates) attempt(candidate, chunk);
    if (chunk.includes(0)) throw exchangeErrors.wrongKindOfFile({ file: file.name, found: 'BINARY', wanted: 'CSV' });
  }
  for (const candidate of candidates) attempt(candidate);
  const fitting = candidates.find((candidate) => candidate.fits);
  if (!fitting) throw exchangeErrors.unknownEncoding({ file: file.name });
  return { encoding: fitting.name, lines: lines + (last === 0x0a ? 0 : 1) };
}

async function readHeading(file: DroppedFile, encoding: Encoding, delimiter: string): Promise<string[]> {
  const records = recordsOf(file, encoding, delimiter);
  try {
    for await (const record of records as AsyncIterable<string[]>) return record.map((cell) => cell.trim());
  } catch (error) {
    throw coded(error, file, 1);
  } finally {
    records.destroy();
  }
  throw exchangeErrors.emptyFile({ file: file.name });
}

function recordsOf(file: DroppedFile, encoding: Encoding, delimiter: string): Readable {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_RECORD,
    bom: true,
  });
  // The parser carries any error to whoever reads it, and is destroyed with its source.
  pipeline(Readable.from(textOf(file, encoding)), parser, () => undefined);
  return parser;
}

async function* textOf(file: DroppedFile, encoding: Encoding): AsyncIterable<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(file.path, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
    yield decoder.decode(chunk, { stream: true });
  }
  const rest = decoder.decode();
  if (rest) yield rest;
}

function coded(error: unknown, file: DroppedFile, row: number): Error {
  if (error instanceof DomainError) return error;
  if (error instanceof CsvError)
    return exchangeErrors.malformedFile({ file: file.name, line: Math.max(row, 1) }, { cause: error });
  return exchangeErrors.fileChanged({ file: file.name }, { cause: error });
}
