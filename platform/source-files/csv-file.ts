import { createReadStream } from 'node:fs';
import { csvReader, guessDelimiter, MalformedCsv } from './csv-text.ts';
import { kindOfFile, refuseChanged, type DroppedFile } from './drop-folder.ts';
import { fileSourceErrors } from './errors.ts';
import { BATCH_RECORDS, fileFault, type FileReading, type FileRecord, type TableFile } from './table-file.ts';
import { surveyText, textOf, type ByteRange, type TextEncoding } from './text-encoding.ts';

const LARGEST_FILE = 64 * 1024 ** 3;
const SAMPLE_CHARACTERS = 65_536;
/** A range smaller than this costs more than it is worth. */
const SMALLEST_RANGE = 1024 ** 2;

/** A CSV file (RFC 4180) in UTF-8, GB18030, or lines of both. @throws source-files.wrong-kind-of-file, .unknown-encoding, .empty-file, .malformed-file */
export async function openCsvFile(file: DroppedFile, reading: FileReading, signal?: AbortSignal): Promise<TableFile> {
  if (file.size > LARGEST_FILE) throw fileSourceErrors.fileTooLarge({ file: file.name, limit: '64 GB' });
  const kind = await kindOfFile(file);
  if (kind !== 'text') throw fileSourceErrors.wrongKindOfFile({ file: file.name, found: kind, wanted: 'CSV' });
  const { encoding, lines } = await surveyText(file, reading.encoding, signal);
  const delimiter = reading.delimiter ?? guessDelimiter(await sampleOf(file, encoding));
  const heading = await readHeading(file, encoding, delimiter, reading.headingRow);
  return {
    file,
    format: 'csv',
    encoding,
    heading,
    estimatedRecords: Math.max(0, lines - reading.headingRow),
    async ranges(records) {
      const bytes = Math.max(SMALLEST_RANGE, Math.ceil((file.size / Math.max(lines, 1)) * records));
      return bytes >= file.size ? [{ from: 0, to: file.size }] : recordRanges(file, bytes, signal);
    },
    async *read(range = { from: 0, to: file.size }, stop = signal) {
      await refuseChanged(file);
      const reader = csvReader(delimiter);
      const skip = range.from === 0 ? reading.headingRow : 0;
      let no = 0;
      let batch: FileRecord[] = [];
      const put = (record: string[]): void => {
        no += 1;
        if (no > skip) batch.push(recordOf(record, no, heading.length));
      };
      try {
        for await (const text of textOf(file, encoding, range, stop)) {
          for (const record of reader.push(text)) put(record);
          while (batch.length >= BATCH_RECORDS) yield batch.splice(0, BATCH_RECORDS);
        }
        for (const record of reader.end()) put(record);
      } catch (error) {
        throw fileFault(error, file, error instanceof MalformedCsv ? error.record + 1 : no);
      }
      if (batch.length > 0) yield batch;
      batch = [];
      await refuseChanged(file);
    },
  };
}

function recordOf(record: string[], no: number, width: number): FileRecord {
  if (record.length !== width) {
    // Nobody can say which cell belongs where, so all are kept as they stand; a blank line is a blank row.
    if (record.every((cell) => cell.trim() === '')) return { no, cells: Array.from({ length: width }, () => null) };
    return { no, cells: record, fault: 'wrong-column-count' };
  }
  return { no, cells: record.map((cell) => cell || null) };
}

async function sampleOf(file: DroppedFile, encoding: TextEncoding): Promise<string> {
  let sample = '';
  for await (const text of textOf(file, encoding)) {
    sample += text;
    if (sample.length >= SAMPLE_CHARACTERS) break;
  }
  return sample;
}

async function readHeading(
  file: DroppedFile,
  encoding: TextEncoding,
  delimiter: string,
  row: number,
): Promise<string[]> {
  const reader = csvReader(delimiter);
  const records: string[][] = [];
  try {
    for await (const text of textOf(file, encoding)) {
      records.push(...reader.push(text).slice(0, row));
      if (records.length >= row) break;
    }
    if (records.length < row) records.push(...reader.end());
  } catch (error) {
    throw fileFault(error, file, row);
  }
  const heading = records[row - 1]?.map((cell) => cell.trim());
  if (!heading?.some((cell) => cell !== '')) throw fileSourceErrors.emptyFile({ file: file.name });
  return heading;
}

/**
 * Ranges of about `bytes` that end at a line end outside quotes. Neither the quote (0x22) nor the line feed (0x0A) occurs inside a
 * character of either encoding, and in a sound file quotes come in pairs, so that counting them tells inside from outside. In an
 * unsound one the reader of the range with the odd quote stops at it.
 */
export async function recordRanges(file: DroppedFile, bytes: number, signal?: AbortSignal): Promise<ByteRange[]> {
  const ranges: ByteRange[] = [];
  let from = 0;
  let base = 0;
  let inside = false;
  for await (const chunk of createReadStream(file.path, {
    highWaterMark: 1024 ** 2,
    ...(signal ? { signal } : {}),
  }) as AsyncIterable<Buffer>) {
    let at = 0;
    while (at < chunk.length) {
      const quote = chunk.indexOf(0x22, at);
      const stop = quote < 0 ? chunk.length : quote;
      if (!inside) {
        // Line ends between here and the next quote, sought only where a range is long enough.
        for (let seek = Math.max(at, from + bytes - base); seek < stop; seek = Math.max(seek, from + bytes - base)) {
          const lineEnd = chunk.indexOf(0x0a, seek);
          if (lineEnd < 0 || lineEnd >= stop) break;
          ranges.push({ from, to: base + lineEnd + 1 });
          from = base + lineEnd + 1;
        }
      }
      if (quote < 0) break;
      inside = !inside;
      at = quote + 1;
    }
    base += chunk.length;
  }
  if (from < base || ranges.length === 0) ranges.push({ from, to: base });
  return ranges;
}
