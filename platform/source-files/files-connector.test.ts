import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readCopyBatch, type SourceSession, type TableShape, type Value } from '@platform/sources';
import { describeConnector, type KitTable } from '@platform/sources/conformance';
import { ARRIVED_COLUMN, FILE_COLUMN, filesConnector } from './files-connector.ts';
import { testArchive } from './testing/archive.ts';

const base = mkdtempSync(join(tmpdir(), 'yiwang-files-'));
const root = join(base, 'root');
const connector = filesConnector({ deployment: { DROP: root }, uploads: join(base, 'uploads') });
afterAll(() => rmSync(base, { recursive: true, force: true }));

const quoted = (value: Value): string => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
const csvOf = (table: KitTable, rows: readonly (readonly Value[])[]): string =>
  [table.columns.map((column) => column.name), ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');

for (const format of ['csv', 'jsonl'] as const)
  describeConnector(`files (${format})`, {
    connector,
    types: ['integer', 'text', 'numeric', 'boolean', 'date', 'timestamp', 'timestamptz', 'bytes', 'json'],
    declaredTypes: false,
    nullAndEmpty: format === 'jsonl',
    keys: false,
    async start() {
      const folder = join(root, `kit-${format}`);
      mkdirSync(folder, { recursive: true });
      return {
        settings: { dropFolderFrom: 'DROP', path: `kit-${format}`, settleSeconds: 0, format },
        async createTable(table, rows) {
          const name = `${table.name}.${format}`;
          const names = table.columns.map((column) => column.name);
          const text =
            format === 'csv'
              ? csvOf(table, rows)
              : rows
                  .map((row) => `${JSON.stringify(Object.fromEntries(names.map((key, at) => [key, row[at]])))}\n`)
                  .join('');
          writeFileSync(join(folder, name), text);
          return { schema: '', table: name };
        },
        stop: async () => undefined,
      };
    },
  });

describe('a drop folder', () => {
  beforeEach(() => {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root);
  });
  const put = (name: string, content: string | Buffer): void => writeFileSync(join(root, name), content);
  const open = (settings: object = {}): Promise<SourceSession> =>
    connector.open({
      settings: { dropFolderFrom: 'DROP', settleSeconds: 0, ...settings },
      limits: { connections: 1 },
      application: 'test',
    });
  async function whole(session: SourceSession, table: string, columns: string[]): Promise<Value[][]> {
    const shape = await session.shape({ schema: '', table });
    const rows: Value[][] = [];
    for (const chunk of (await session.snapshot?.plan(shape, 1_000)) ?? []) {
      const reading = await session.snapshot?.read(shape, columns, chunk, { signal: new AbortController().signal });
      for await (const batch of reading?.batches ?? []) rows.push(...readCopyBatch(batch));
    }
    return rows;
  }

  test('offers its files and sheets, and guesses types but never takes codes for numbers', async () => {
    put('a.csv', 'code,n,price,day,ok\n007,1,1.50,2026-01-02,true\n012,-3,2,2026-02-03,f\n');
    const book = new ExcelJS.Workbook();
    book.addWorksheet('一 & 二').addRow(['x']);
    book.addWorksheet('说明').addRow(['y']);
    put('b.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
    const session = await open();
    expect((await session.tables()).map(({ table }) => table)).toEqual(['*', 'a.csv', 'b.xlsx#一 & 二', 'b.xlsx#说明']);
    const shape = await session.shape({ schema: '', table: 'a.csv' });
    expect(shape.columns.map(({ name, type }) => [name, type])).toEqual([
      ['code', 'text'],
      ['n', 'integer'],
      ['price', 'numeric'],
      ['day', 'date'],
      ['ok', 'boolean'],
    ]);
    expect(shape.estimatedRows).toBe(2);
    expect((await session.shape({ schema: '', table: 'b.xlsx#说明' })).columns.map(({ name }) => name)).toEqual(['y']);
  });

  test('leaves alone what is still written, hidden, linked, or lies elsewhere', async () => {
    put('done-1.csv', 'a\n1\n');
    put('done-2.csv.part', 'a\n2\n');
    put('done-3.tmp', 'a\n3\n');
    put('.done-4.csv', 'a\n4\n');
    symlinkSync('/etc/passwd', join(root, 'done-5.csv'));
    mkdirSync(join(root, 'done-6.csv'));
    expect((await (await open({ pattern: 'done-*' })).tables()).map(({ table }) => table)).toEqual([
      'done-*',
      'done-1.csv',
    ]);
    const settling = await open({ pattern: 'done-*', settleSeconds: 60 });
    expect(await settling.tables()).toEqual([]);
    expect((await settling.report()).findings.map(({ code }) => code)).toEqual([
      'source-files.no-file',
      'source-files.unsettled',
    ]);
    // A name that leads out of the folder or past the connection's own pattern is no table.
    for (const table of ['../root/done-1.csv', '/etc/passwd', 'other.csv'])
      await expect((await open({ pattern: 'done-*' })).shape({ schema: '', table })).rejects.toMatchObject({
        code: 'sources.table-missing',
      });
  });

  test.each([
    [{ path: '../uploads' }, 'source-files.folder-outside'],
    [{ path: 'link' }, 'source-files.folder-outside'],
    [{ path: 'nowhere' }, 'source-files.folder-missing'],
    [{ dropFolderFrom: 'OTHER' }, 'source-files.folder-missing'],
    [{ dropFolderFrom: '__PROTO__' }, 'sources.bad-settings'],
    [{ uploadFolder: 'x' }, 'sources.bad-settings'],
    [{ pattern: '../*' }, 'sources.bad-settings'],
    [{ dropFolderFrom: undefined, uploadFolder: '../x' }, 'sources.bad-settings'],
  ])('%j is refused', async (settings, code) => {
    symlinkSync('/tmp', join(root, 'link'));
    await expect(open(settings)).rejects.toMatchObject({ code });
  });

  test('a record of another width keeps all its values and has another number of them', async () => {
    put('a.csv', 'a,b\n1,2\n3,4,5\n6\n\n7,8\n');
    expect(await whole(await open(), 'a.csv', ['b'])).toEqual([['2'], ['3', '4', '5'], ['6', null], [null], ['8']]);
  });

  test('a file that changed since it was planned is not read on', async () => {
    put('a.csv', 'a\n1\n');
    const session = await open();
    const shape = await session.shape({ schema: '', table: 'a.csv' });
    const [chunk] = (await session.snapshot?.plan(shape, 10)) ?? [];
    put('a.csv', 'a\n1\n2\n');
    const signal = new AbortController().signal;
    await expect(session.snapshot?.read(shape, ['a'], chunk as never, { signal })).rejects.toMatchObject({
      code: 'source-files.file-changed',
    });
    // Nor is another one in its stead; and an empty folder is told apart from a file that should be there.
    const pattern = { ...shape, table: '*.csv' };
    const [other] = (await session.snapshot?.plan(pattern, 10)) ?? [];
    renameSync(join(root, 'a.csv'), join(root, 'b.csv'));
    await expect(session.snapshot?.read(pattern, ['a'], other as never, { signal })).rejects.toMatchObject({
      code: 'source-files.file-changed',
    });
    rmSync(join(root, 'b.csv'));
    await expect(session.shape({ schema: '', table: '*.csv' })).rejects.toMatchObject({ code: 'source-files.no-file' });
    await expect(session.shape({ schema: '', table: 'b.csv' })).rejects.toMatchObject({
      code: 'sources.table-missing',
    });
  });

  test('a heading further down, a bomb, a picture and a mixed file are dealt with', async () => {
    put('titled.csv', '某局报表,,\n2026年,,\n编号,姓名,区\n1,甲,东\n');
    expect(await whole(await open({ headingRow: 3 }), 'titled.csv', ['姓名'])).toEqual([['甲']]);
    put('bomb.xlsx', testArchive({ content: Buffer.alloc(10), stated: 600 * 1024 ** 2 }));
    await expect((await open()).shape({ schema: '', table: 'bomb.xlsx' })).rejects.toMatchObject({
      code: 'source-files.file-too-large',
    });
    put('picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]));
    await expect((await open()).shape({ schema: '', table: 'picture.csv' })).rejects.toMatchObject({
      code: 'source-files.wrong-kind-of-file',
    });
    put(
      'mixed.csv',
      Buffer.concat([Buffer.from('编号,姓名\n1,张三李四\n'), Buffer.from([0x32, 0x2c, 0xcd, 0xf5, 0xce, 0xe5, 0x0a])]),
    );
    const session = await open({ pattern: 'mixed.csv' });
    expect(await whole(session, 'mixed.csv', ['姓名'])).toEqual([['张三李四'], ['王五']]);
    expect((await session.report()).findings.map(({ code }) => code)).toEqual(['source-files.mixed-encoding']);
  });

  test('taken incrementally, each file comes once, in the order of arrival, whatever its date says', async () => {
    const session = await open({ incremental: true, pattern: '*.csv' });
    const taken = async (from: Value): Promise<{ rows: Value[][]; until: Value }> => {
      const shape: TableShape = await session.shape({ schema: '', table: '*.csv' });
      const reading = session.cursor?.readFrom(shape, ['n', FILE_COLUMN], ARRIVED_COLUMN, from, {
        signal: new AbortController().signal,
      });
      const rows: Value[][] = [];
      for await (const batch of reading?.batches ?? []) rows.push(...readCopyBatch(batch));
      return { rows, until: reading?.until() ?? null };
    };
    put('z.csv', 'n\n1\n');
    const first = await taken(null);
    expect(first.rows).toEqual([['1', 'z.csv']]);
    await new Promise((resume) => setTimeout(resume, 10));
    put('a.csv.part', 'n\n2\n');
    utimesSync(join(root, 'a.csv.part'), new Date('2020-01-01'), new Date('2020-01-01'));
    expect((await taken(first.until)).rows).toEqual([]);
    renameSync(join(root, 'a.csv.part'), join(root, 'a.csv'));
    const second = await taken(first.until);
    expect(second.rows).toEqual([['2', 'a.csv']]);
    expect(await taken(second.until)).toEqual({ rows: [], until: null });
    // Stopped in the middle of a file, a reader has its value without the mark that it was whole: it is read again.
    expect((await taken((second.until as string).replace(' ✓', ''))).rows).toEqual([['2', 'a.csv']]);
    expect((await session.report()).modes).toEqual(['snapshot', 'cursor']);
    expect(await whole(session, '*.csv', ['n', FILE_COLUMN])).toEqual([
      ['2', 'a.csv'],
      ['1', 'z.csv'],
    ]);
  });
});
