import { kindOfFile, refuseChanged, type DroppedFile } from './drop-folder.ts';
import { fileSourceErrors } from './errors.ts';
import { jsonValue, parseExact } from './json-values.ts';
import { fileFault, type FileReading, type FileRecord, type TableFile } from './table-file.ts';
import { linesOf, surveyText, textOf, type ByteRange, type TextEncoding } from './text-encoding.ts';

/** Lines looked at to find the columns. A later line with a name that none of them has is told as one that does not fit, so that nothing of it is lost. */
const SAMPLE_LINES = 10_000;
const SMALLEST_RANGE = 1024 ** 2;
const LONGEST_LINE = 64 * 1024 ** 2;

/** JSON Lines: an object a line, its names being the columns. @throws source-files.wrong-kind-of-file, .unknown-encoding, .empty-file when no line is an object */
export async function openJsonLinesFile(
  file: DroppedFile,
  reading: FileReading,
  signal?: AbortSignal,
): Promise<TableFile> {
  const kind = await kindOfFile(file);
  if (kind !== 'text') throw fileSourceErrors.wrongKindOfFile({ file: file.name, found: kind, wanted: 'JSON Lines' });
  const { encoding, lines } = await surveyText(file, reading.encoding, signal);
  const sample = await sampleOf(file, encoding);
  const names = new Set(sample.flatMap((row) => Object.keys(row)));
  const heading = [...names];
  // No line at all is no row at all, which may be meant; lines of which none is an object are another kind of file.
  if (heading.length === 0 && lines > 0) throw fileSourceErrors.emptyFile({ file: file.name });
  return {
    file,
    format: 'jsonl',
    encoding,
    heading,
    estimatedRecords: lines,
    jsonSample: sample,
    ranges: (records) => lineRanges(file, Math.max(SMALLEST_RANGE, (file.size / Math.max(lines, 1)) * records), signal),
    async *read(range = { from: 0, to: file.size }, stop = signal) {
      await refuseChanged(file);
      let no = 0;
      try {
        for await (const batch of textLines(file, encoding, range, stop)) {
          const records: FileRecord[] = [];
          for (const line of batch) {
            no += 1;
            records.push(recordOf(line, no, names));
          }
          yield records;
        }
      } catch (error) {
        throw fileFault(error, file, no);
      }
      await refuseChanged(file);
    },
  };
}

function recordOf(line: string, no: number, heading: ReadonlySet<string>): FileRecord {
  if (line.trim() === '') return { no, cells: Array.from(heading, () => null) };
  const row = objectOf(line);
  if (!row || Object.keys(row).some((name) => !heading.has(name)))
    return { no, cells: [line], fault: 'wrong-column-count' };
  return { no, cells: Array.from(heading, (name) => (Object.hasOwn(row, name) ? jsonValue(row[name]) : null)) };
}

function objectOf(line: string): Record<string, unknown> | undefined {
  try {
    const value = parseExact(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

async function sampleOf(file: DroppedFile, encoding: TextEncoding): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const batch of textLines(file, encoding, undefined, undefined)) {
    for (const line of batch) {
      const row = objectOf(line);
      if (row) rows.push(row);
    }
    if (rows.length >= SAMPLE_LINES) break;
  }
  return rows.slice(0, SAMPLE_LINES);
}

/** Lines without their ends, in batches. A line feed cannot stand inside a JSON value, so each line is whole. */
async function* textLines(
  file: DroppedFile,
  encoding: TextEncoding,
  range: ByteRange | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<string[]> {
  let rest = '';
  for await (const text of textOf(file, encoding, range, signal)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() as string;
    if (rest.length > LONGEST_LINE) throw fileSourceErrors.fileTooLarge({ file: file.name, limit: '64 MB' });
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}

async function lineRanges(file: DroppedFile, bytes: number, signal?: AbortSignal): Promise<ByteRange[]> {
  if (bytes >= file.size) return [{ from: 0, to: file.size }];
  const ranges: ByteRange[] = [];
  let from = 0;
  let at = 0;
  for await (const lines of linesOf(file, undefined, signal)) {
    for (const line of lines) {
      at += line.length;
      if (at - from < bytes) continue;
      ranges.push({ from, to: at });
      from = at;
    }
  }
  if (from < at || ranges.length === 0) ranges.push({ from, to: at });
  return ranges;
}
