import { DomainError } from '@platform/kernel';
import type { DroppedFile } from './drop-folder.ts';
import { fileSourceErrors } from './errors.ts';
import { openCsvFile } from './csv-file.ts';
import { openJsonLinesFile } from './json-lines-file.ts';
import { headOf, kindOfFile } from './drop-folder.ts';
import { lineDecoder, type ByteRange, type TextEncoding } from './text-encoding.ts';
import { openWorkbook } from './workbook.ts';

export type FileFormat = 'csv' | 'xlsx' | 'jsonl';

/** A record of a file. `cells` stand in the order of the heading; there are as many unless `fault` is told. */
export type FileRecord = {
  /** As a spreadsheet or editor numbers it: the first row of the file is 1. Within a range that does not begin the file it is relative. */
  readonly no: number;
  readonly cells: readonly (string | null)[];
  /** The record does not fit the heading; its cells (or its whole line) are given as they stand. */
  readonly fault?: 'wrong-column-count';
};

/** A file as a table. Reading may begin at any range that `ranges` gave. */
export type TableFile = {
  readonly file: DroppedFile;
  readonly format: FileFormat;
  /** For text only. */
  readonly encoding?: TextEncoding;
  readonly heading: readonly string[];
  /** Records after the heading; undefined where only reading would tell. */
  readonly estimatedRecords?: number;
  /** The type of each column where the format itself says it (JSON). */
  readonly jsonSample?: readonly Readonly<Record<string, unknown>>[];
  /** Ranges of bytes that begin and end between records, about `records` in each; one undefined range where the file cannot be divided. */
  ranges(records: number): Promise<(ByteRange | undefined)[]>;
  read(range: ByteRange | undefined, signal?: AbortSignal): AsyncGenerator<FileRecord[]>;
};

export type FileReading = {
  readonly format: 'auto' | FileFormat;
  readonly encoding: 'auto' | 'utf-8' | 'gb18030';
  /** One character, or undefined to find it out. */
  readonly delimiter?: string;
  readonly sheet?: string;
  /** The row that holds the columns' names, from 1; rows before it are titles and are passed over. */
  readonly headingRow: number;
};

/** Records of one batch: enough that a batch's overhead vanishes, few enough that memory does not matter. */
export const BATCH_RECORDS = 1_000;

/** Opens a dropped file as a table, judged by its content and never by its ending alone. @throws what `errors.ts` lists */
export async function openTableFile(file: DroppedFile, reading: FileReading, signal?: AbortSignal): Promise<TableFile> {
  const format = reading.format === 'auto' ? await formatOf(file) : reading.format;
  switch (format) {
    case 'xlsx':
      return openSheet(file, reading);
    case 'csv':
      return openCsvFile(file, reading, signal);
    case 'jsonl':
      return openJsonLinesFile(file, reading, signal);
  }
}

async function formatOf(file: DroppedFile): Promise<FileFormat> {
  const kind = await kindOfFile(file);
  if (kind === 'ZIP') return 'xlsx';
  if (kind !== 'text')
    throw fileSourceErrors.wrongKindOfFile({ file: file.name, found: kind, wanted: 'CSV, XLSX, JSON Lines' });
  const head = await headOf(file);
  const lineEnd = head.indexOf(0x0a);
  const line = lineDecoder().decode(lineEnd < 0 ? head : head.subarray(0, lineEnd)) ?? '';
  return /^\uFEFF?\s*\{\s*("|\}|$)/.test(line) ? 'jsonl' : 'csv';
}

async function openSheet(file: DroppedFile, reading: FileReading): Promise<TableFile> {
  const workbook = await openWorkbook(file);
  const first = async (): Promise<string[]> => {
    for await (const { number, cells } of workbook.rows(reading.sheet)) {
      if (number === reading.headingRow) return cells.map((cell) => cell?.trim() ?? '');
      if (number > reading.headingRow) break;
    }
    throw fileSourceErrors.emptyFile({ file: file.name });
  };
  const heading = await first();
  return {
    file,
    format: 'xlsx',
    heading,
    // Sheets state their size where they like, and often wrongly; and a sheet is one stream that cannot be entered in the middle.
    ranges: async () => [undefined],
    async *read(_range, signal) {
      let batch: FileRecord[] = [];
      for await (const { number, cells } of workbook.rows(reading.sheet)) {
        if (number <= reading.headingRow) continue;
        if (cells.length > heading.length && cells.slice(heading.length).some((cell) => cell?.trim()))
          batch.push({ no: number, cells, fault: 'wrong-column-count' });
        else batch.push({ no: number, cells: heading.map((_, place) => cells[place] ?? null) });
        if (batch.length === BATCH_RECORDS) {
          signal?.throwIfAborted();
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    },
  };
}

/** A fault of reading as one of this package. */
export function fileFault(error: unknown, file: DroppedFile, line: number): Error {
  if (error instanceof DomainError) return error;
  if ((error as Error).name === 'AbortError') return error as Error;
  if ((error as { code?: string }).code === undefined)
    return fileSourceErrors.malformedFile({ file: file.name, line: Math.max(line, 1) }, { cause: error });
  return fileSourceErrors.fileChanged({ file: file.name }, { cause: error });
}
