import { systemClock, type Clock } from '@platform/kernel';
import {
  copyLine,
  rowLimiter,
  sourceErrors,
  type Chunk,
  type Connector,
  type CopyBatch,
  type Finding,
  type RowLimiter,
  type SourceSession,
  type TableName,
  type TableShape,
  type TableSummary,
  type Value,
} from '@platform/sources';
import { filePattern, listFiles, refuseChanged, type DroppedFile } from './drop-folder.ts';
import { fileSourceErrors } from './errors.ts';
import { guessType } from './guess-type.ts';
import { headingIndex } from './heading.ts';
import { jsonType } from './json-values.ts';
import { FilesSettings, filesSettings, folderOf, type FilePlaces } from './settings.ts';
import { openTableFile, type FileRecord, type TableFile } from './table-file.ts';
import type { ByteRange } from './text-encoding.ts';
import { openWorkbook } from './workbook.ts';

/** The file a row came from, and when the file arrived: columns that incremental reading adds. The second orders files. */
export const FILE_COLUMN = '_file';
export const ARRIVED_COLUMN = '_arrived';

/** A chunk: which file, as it was when planned, and which bytes. */
type Part = { readonly file: string; readonly mark: string; readonly range?: ByteRange };

const SAMPLE_RECORDS = 200;

/** Files that a department drops or uploads, as a source. Tables are named by a pattern or file, with `#sheet` for one sheet of a workbook. */
export function filesConnector(places: FilePlaces, clock: Clock = systemClock): Connector {
  return {
    kind: 'files',
    title: { zh: '文件（CSV、Excel、JSON Lines）', en: 'Files (CSV, Excel, JSON Lines)' },
    tested: {
      zh: '已实测 UTF-8、GB18030 及混合编码的 CSV，XLSX，JSON Lines；不支持旧版 XLS',
      en: 'Run with CSV in UTF-8, GB18030 and both mixed, XLSX, JSON Lines; old XLS is not supported',
    },
    settings: FilesSettings,
    async open({ settings: given, limits }) {
      const settings = filesSettings(given);
      const folder = await folderOf(settings, places);
      return session(settings, folder, rowLimiter(limits.rowsPerSecond), clock);
    },
  };
}

function session(settings: FilesSettings, folder: string, pace: RowLimiter, clock: Clock): SourceSession {
  const closed = new AbortController();
  const opened = new Map<string, Promise<TableFile>>();
  const pattern = settings.pattern ?? '*';
  const incremental = settings.incremental ?? false;

  const list = (of = pattern) =>
    listFiles({
      folder,
      pattern: of,
      setting: settings.dropFolderFrom ?? settings.uploadFolder ?? '',
      settleMs: (settings.settleSeconds ?? 5) * 1_000,
      now: () => clock.now().getTime(),
    });

  /** A file as a table; looked through once while it stays as it is. */
  const tableOf = (file: DroppedFile, sheet: string | undefined): Promise<TableFile> => {
    const name = `${file.mark} ${file.name}#${sheet ?? ''}`;
    const known = opened.get(name);
    if (known) return known;
    if (opened.size >= 8) opened.delete(opened.keys().next().value as string);
    const { delimiter } = settings;
    const opening = openTableFile(
      file,
      {
        format: settings.format ?? 'auto',
        encoding: settings.encoding ?? 'auto',
        headingRow: settings.headingRow ?? 1,
        ...(delimiter === undefined || delimiter === 'auto' ? {} : { delimiter }),
        ...(sheet === undefined ? {} : { sheet }),
      },
      closed.signal,
    );
    opening.catch(() => opened.delete(name));
    opened.set(name, opening);
    return opening;
  };

  /** Files of a table, the oldest first. @throws sources.table-missing */
  const filesOf = async (table: TableName): Promise<{ files: DroppedFile[]; sheet: string | undefined }> => {
    if (table.schema !== '') throw sourceErrors.tableMissing({ table: `${table.schema}.${table.table}` });
    const { name, sheet } = partsOf(table.table);
    const inside = filePattern(pattern);
    const files = (await list(name)).files.filter((file) => inside.test(file.name));
    return { files, sheet: sheet ?? settings.sheet };
  };
  const newestOf = async (table: TableName) => {
    const { files, sheet } = await filesOf(table);
    const newest = files.at(-1);
    if (!newest) throw missing(table);
    return { file: newest, sheet };
  };

  const shape = async (table: TableName): Promise<TableShape> => {
    const { file, sheet } = await newestOf(table);
    return shapeOf(await tableOf(file, sheet), table, incremental);
  };

  /** Rows of one file as lines of COPY; extra columns are told for each. */
  async function* batchesOf(
    file: TableFile,
    columns: readonly string[],
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<CopyBatch> {
    const stop = AbortSignal.any([signal, closed.signal]);
    const arrived = arrivalOf(file.file);
    const places = new Map(headingIndex(file.heading, columns, file.file.name));
    const own = columns.filter((name) => incremental && (name === FILE_COLUMN || name === ARRIVED_COLUMN));
    const missing = columns.filter((name) => !places.has(name) && !own.includes(name));
    // A file of no row (JSON Lines) has no columns either, and lacks none.
    if (missing.length > 0 && file.heading.length > 0)
      throw sourceErrors.columnsMissing({ table: file.file.name, columns: missing.join('、') });
    const take = columns.map((name) => places.get(name) ?? (name === FILE_COLUMN ? FROM_FILE : FROM_ARRIVAL));
    const lineOf = (record: FileRecord): string => {
      if (record.fault) return oddLine(record.cells, columns.length);
      return copyLine(
        take.map((place) =>
          place === FROM_FILE ? file.file.name : place === FROM_ARRIVAL ? arrived : (record.cells[place] ?? null),
        ),
      );
    };
    for await (const records of file.read(range, stop)) {
      for (let from = 0; from < records.length; from += pace.batchRows) {
        const some = pace.batchRows >= records.length ? records : records.slice(from, from + pace.batchRows);
        await pace.take(some.length, stop);
        stop.throwIfAborted();
        let lines = '';
        for (const record of some) lines += lineOf(record);
        yield { bytes: Buffer.from(lines, 'utf8'), rows: some.length };
        if (some === records) break;
      }
    }
  }

  return {
    async report() {
      const { files, unsettled } = await list();
      const findings: Finding[] = [];
      if (files.length === 0)
        findings.push({
          code: 'source-files.no-file',
          level: 'warning',
          text: {
            zh: `目录中还没有符合 ${pattern} 的完整文件`,
            en: `The folder has no whole file that matches ${pattern} yet`,
          },
        });
      if (unsettled > 0)
        findings.push({
          code: 'source-files.unsettled',
          level: 'info',
          text: {
            zh: `${unsettled} 个文件刚刚改动过，可能还在写，稍后再取`,
            en: `${unsettled} files changed just now and may still be written; they are left for later`,
          },
        });
      const newest = files.at(-1);
      if (newest) findings.push(...(await findingsOf(newest, tableOf, settings.sheet)));
      return {
        server: `${files.length} files / 个文件`,
        findings,
        modes: incremental ? ['snapshot', 'cursor'] : ['snapshot'],
      };
    },
    async tables() {
      const { files } = await list();
      const found: TableSummary[] = [];
      if (/[*?]/.test(pattern) && files.length > 0)
        found.push({
          schema: '',
          table: pattern,
          kind: 'file',
          comment: incremental
            ? `每个新文件一次（现有 ${files.length} 个） / each new file once`
            : `其中最新的一个：${files.at(-1)?.name} / the newest of them`,
        });
      for (const file of files) found.push(...(await summariesOf(file, settings.format ?? 'auto')));
      return found;
    },
    shape,
    async sample(table, columns, rows) {
      const { file, sheet } = await newestOf(table);
      const opening = await tableOf(file, sheet);
      const values: Value[][] = [];
      const places = new Map(headingIndex(opening.heading, columns, file.name));
      for await (const records of opening.read(undefined, closed.signal)) {
        for (const record of records) {
          if (record.fault) continue;
          values.push(columns.map((name) => ownValue(name, file) ?? record.cells[places.get(name) ?? -1] ?? null));
          if (values.length >= rows) return values;
        }
      }
      return values;
    },
    snapshot: {
      async plan(table, rowsPerChunk) {
        const { files, sheet } = await filesOf(table);
        // A whole is the newest file; where files come one after another, all of them are.
        const taken = incremental ? files : files.slice(-1);
        if (taken.length === 0) throw missing(table);
        const chunks: Chunk[] = [];
        for (const file of taken) {
          const opening = await tableOf(file, sheet);
          for (const range of await opening.ranges(rowsPerChunk)) {
            const part: Part = { file: file.name, mark: file.mark, ...(range ? { range } : {}) };
            const share = range ? (range.to - range.from) / Math.max(file.size, 1) : 1;
            const estimatedRows =
              opening.estimatedRecords === undefined ? undefined : Math.round(opening.estimatedRecords * share);
            chunks.push({ no: chunks.length, part, ...(estimatedRows === undefined ? {} : { estimatedRows }) });
          }
        }
        return chunks;
      },
      async read(table, columns, chunk, { signal }) {
        const part = chunk.part as Part;
        const { files, sheet } = await filesOf(table);
        const file = files.find((one) => one.name === part.file);
        // Another file may have taken its place: then the reading has to begin anew with that one.
        if (!file) throw files.length > 0 ? fileSourceErrors.fileChanged({ file: part.file }) : missing(table);
        await refuseChanged({ ...file, mark: part.mark });
        return { batches: batchesOf(await tableOf(file, sheet), columns, part.range, signal), mark: () => undefined };
      },
    },
    ...(incremental
      ? {
          cursor: {
            readFrom(table: TableShape, columns: readonly string[], cursor: string, from: Value, options) {
              if (cursor !== FILE_COLUMN && cursor !== ARRIVED_COLUMN)
                throw sourceErrors.columnsMissing({ table: table.table, columns: cursor });
              const orderOf = (file: DroppedFile): string => (cursor === FILE_COLUMN ? file.name : arrivalOf(file));
              // All rows of a file bear its value. Told with the mark, it says that the file was read to its end; without (a reader
              // was stopped in the middle of it), the file is read again.
              const whole = from?.endsWith(WHOLE) ?? false;
              const reached = whole ? (from as string).slice(0, -WHOLE.length) : from;
              const isDue = (order: string): boolean =>
                reached === null || order > reached || (order === reached && !whole);
              let until: Value = null;
              async function* batches(): AsyncGenerator<CopyBatch> {
                const { files, sheet } = await filesOf(table);
                const due = files.filter((file) => isDue(orderOf(file)));
                due.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
                for (const file of due) {
                  yield* batchesOf(await tableOf(file, sheet), columns, undefined, options.signal);
                  until = `${orderOf(file)}${WHOLE}`;
                }
              }
              return { batches: batches(), until: () => until };
            },
          } satisfies SourceSession['cursor'],
        }
      : {}),
    async close() {
      closed.abort();
      opened.clear();
    },
  };
}

/** Stands behind a cursor's value when the file it names was read to its end. */
const WHOLE = ' ✓';
const FROM_FILE = -1;
const FROM_ARRIVAL = -2;

function ownValue(column: string, file: DroppedFile): string | undefined {
  return column === FILE_COLUMN ? file.name : column === ARRIVED_COLUMN ? arrivalOf(file) : undefined;
}

/** No file that fits a pattern is nothing out of the way; a file that was named and is not there is. */
function missing(table: TableName): Error {
  return /[*?]/.test(table.table)
    ? fileSourceErrors.noFile({ pattern: table.table })
    : sourceErrors.tableMissing({ table: table.table });
}

/** When a file arrived, in UTC to the nanosecond, with its name: greater for every later file. */
export function arrivalOf(file: Pick<DroppedFile, 'arrivedAt' | 'name'>): string {
  const seconds = new Date(Number(file.arrivedAt / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(file.arrivedAt % 1_000_000_000n).padStart(9, '0')}Z ${file.name}`;
}

/**
 * A record that does not fit its heading, as a line with another number of values than asked for: whoever checks the line sees that it is
 * not whole, and keeps all of it.
 */
function oddLine(cells: readonly (string | null)[], asked: number): string {
  return copyLine(cells.length === asked ? [...cells, null] : cells);
}

function partsOf(table: string): { name: string; sheet: string | undefined } {
  const at = table.lastIndexOf('#');
  return at > 0 ? { name: table.slice(0, at), sheet: table.slice(at + 1) } : { name: table, sheet: undefined };
}

async function shapeOf(file: TableFile, table: TableName, incremental: boolean): Promise<TableShape> {
  const names = [...new Set(file.heading)].filter((name) => name !== '');
  const cells: (readonly (string | null)[])[] = [];
  if (!file.jsonSample)
    for await (const records of file.read(undefined)) {
      for (const record of records) if (!record.fault && cells.length < SAMPLE_RECORDS) cells.push(record.cells);
      if (cells.length >= SAMPLE_RECORDS) break;
    }
  const columns = names.map((name) => {
    const place = file.heading.indexOf(name);
    const type = file.jsonSample
      ? jsonType(file.jsonSample.map((row) => row[name]))
      : guessType(cells.map((row) => row[place] ?? null));
    return { name, type, nativeType: file.format === 'jsonl' ? 'json' : 'text', nullable: true };
  });
  const own = incremental
    ? [
        {
          name: FILE_COLUMN,
          type: 'text' as const,
          nativeType: 'text',
          nullable: false,
          comment: '文件名 / file name',
        },
        {
          name: ARRIVED_COLUMN,
          type: 'text' as const,
          nativeType: 'text',
          nullable: false,
          comment: '到达时间 / time of arrival',
        },
      ]
    : [];
  return {
    ...table,
    columns: [...columns, ...own],
    key: [],
    identity: 'none',
    estimatedBytes: file.file.size,
    ...(file.estimatedRecords === undefined ? {} : { estimatedRows: file.estimatedRecords }),
  };
}

async function summariesOf(file: DroppedFile, format: string): Promise<TableSummary[]> {
  const one: TableSummary = { schema: '', table: file.name, kind: 'file' };
  if (format !== 'xlsx' && !(format === 'auto' && /\.xlsx$/iu.test(file.name))) return [one];
  const sheets = await openWorkbook(file).then(
    (workbook) => workbook.sheets,
    () => [],
  );
  return sheets.length < 2 ? [one] : sheets.map((sheet) => ({ ...one, table: `${file.name}#${sheet}` }));
}

async function findingsOf(
  file: DroppedFile,
  tableOf: (file: DroppedFile, sheet: string | undefined) => Promise<TableFile>,
  sheet: string | undefined,
): Promise<Finding[]> {
  const opened = await tableOf(file, sheet);
  if (opened.encoding !== 'mixed') return [];
  return [
    {
      code: 'source-files.mixed-encoding',
      level: 'warning',
      text: {
        zh: `文件 ${file.name} 中 UTF-8 与 GB18030 的行混在一起，已逐行识别；请提供部门统一编码`,
        en: `Lines of ${file.name} are partly UTF-8, partly GB18030; each is read in its own. Ask the department for one encoding`,
      },
    },
  ];
}
