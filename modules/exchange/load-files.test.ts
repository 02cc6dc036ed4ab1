import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestCity, staffActor, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { testArchive } from '@platform/source-files/testing';
import { openCsvConnector } from './adapters/csv-connector.ts';
import { createExchange } from './module.ts';
import type { Load } from './features/load-view.ts';

import { harbourCatalogue, harbourPack } from './testing/harbour.ts';

type Item = { rowNo: number; reasons: [{ code: string }] };

const drop = mkdtempSync(join(tmpdir(), 'yiwang-drop-'));
const officer = staffActor('data-office', ['data-officer'], { organisations: 'all' });
let city: TestCity<Module>;

beforeAll(async () => {
  city = await startTestCity<Module>({
    packs: harbourPack(),
    settings: { deployment: { FEES_DROP: drop } },
    modules: (f) => {
      const catalogue = harbourCatalogue(f);
      return [
        catalogue,
        createExchange({ ...f, catalogue: catalogue.port, organisations: { find: () => undefined, all: () => [] } }),
      ];
    },
  });
  await city.settle();
});
afterAll(async () => {
  await city.stop();
  rmSync(drop, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(drop, { recursive: true, force: true });
  mkdirSync(drop);
});

const put = (name: string, content: string | Buffer): void => writeFileSync(join(drop, name), content);
async function load(source = 'fees-file', body?: object): Promise<Load> {
  const answer = await city.request({
    method: 'POST',
    path: `/api/exchange/sources/${source}/loads`,
    as: officer,
    ...(body ? { body } : {}),
  });
  expect(answer.status).toBe(202);
  await city.settle();
  return (await city.request({ path: `/api/exchange/loads/${answer.body.loadId}`, as: officer })).body;
}
const raw = async () =>
  (await city.database.pool.query(`select number, payer, due_on from lake.raw_fees order by number`)).rows;
const TABLE = '编号,缴费人,到期,备注\n1,段一,2026/1/2,x\n２,"段,二",45292,\n';
const TAKEN = [
  { number: '1', payer: '段一', due_on: '2026-01-02' },
  { number: '2', payer: '段,二', due_on: '2024-01-01' },
];

describe('a dropped CSV', () => {
  test.each([
    ['UTF-8', Buffer.from(TABLE)],
    ['UTF-8 with a byte order mark and CRLF', Buffer.from(`\uFEFF${TABLE.replaceAll('\n', '\r\n')}`)],
    ['GB18030', iconv.encode(TABLE, 'gb18030')],
  ])('in %s is read', async (_, bytes) => {
    put('fees-1.csv', bytes);
    expect(await load()).toMatchObject({ state: 'done', rowsGood: 2, rowsExpected: 2 });
    expect(await raw()).toEqual(TAKEN);
  });

  test('the newest that fits the pattern is taken; other files are left alone', async () => {
    put('fees-2.csv', TABLE);
    put('fees-1.csv', '编号,缴费人,到期\n9,新,2026/1/1\n');
    put('other.csv', 'nothing');
    utimesSync(join(drop, 'fees-2.csv'), new Date('2026-01-01'), new Date('2026-01-01'));
    await load();
    expect((await raw()).map((row) => row.number)).toEqual(['9']);
  });

  test('blank rows, rows of another width and duplicates are set aside under the numbers a spreadsheet shows', async () => {
    put(
      'fees-1.csv',
      `编号,缴费人,到期\n1,段一,2026/1/2\n\n , ,\n2,段二,2026/1/2,多\n1,段一,2026/1/2\n3,"段\n三",2026/1/2\n`,
    );
    const done = await load();
    expect(done).toMatchObject({ state: 'done', rowsGood: 2, rowsRejected: 4 });
    const { body } = await city.request({ path: `/api/exchange/loads/${done.id}/rejected`, as: officer });
    expect(body.items.map((item: Item) => [item.rowNo, item.reasons[0].code])).toEqual([
      [3, 'blank-row'],
      [4, 'blank-row'],
      [5, 'wrong-column-count'],
      [6, 'duplicate-key'],
    ]);
    expect(body.items[2].preview).toEqual({ '#1': '******', '#2': '******', '#3': '******', '#4': '******' });
    const second = await city.request({ path: `/api/exchange/loads/${done.id}/rejected?limit=3`, as: officer });
    const rest = await city.request({
      path: `/api/exchange/loads/${done.id}/rejected?limit=3&cursor=${second.body.next}`,
      as: officer,
    });
    expect(rest.body.items.map((item: Item) => item.rowNo)).toEqual([6]);
  });

  test.each([
    ['a ZIP archive', Buffer.from('PK\x03\x04rest'), 'exchange.wrong-kind-of-file', 'ZIP'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'exchange.wrong-kind-of-file', 'PDF'],
    ['UTF-16 text', Buffer.from('\uFEFF编号,缴费人,到期\n', 'utf16le'), 'exchange.wrong-kind-of-file', 'UTF-16'],
    [
      'binary bytes far behind',
      Buffer.concat([Buffer.from(TABLE.padEnd(90_000, 'a')), Buffer.from([0])]),
      'exchange.wrong-kind-of-file',
      'BINARY',
    ],
    [
      'bytes of no known encoding',
      Buffer.concat([Buffer.from(TABLE), Buffer.from([0xff, 0xff, 0x81])]),
      'exchange.unknown-encoding',
      'GB18030',
    ],
    ['nothing', Buffer.alloc(0), 'exchange.empty-file', 'fees-1.csv'],
    [
      'a quote without its pair',
      Buffer.from(`编号,缴费人,到期\n1,"段一,2026/1/2\n2,段二,2026/1/2\n`),
      'exchange.malformed-file',
      'fees-1.csv',
    ],
    ['a heading that has a column twice', Buffer.from('编号,编号,缴费人,到期\n'), 'exchange.column-twice', '编号'],
    ['no such column', Buffer.from('编号,到期\n'), 'exchange.columns-missing', '缴费人'],
  ])('that holds %s is refused and says so', async (_, bytes, code, word) => {
    const before = await raw();
    put('fees-1.csv', bytes);
    const failed = await load();
    expect(failed).toMatchObject({ state: 'failed', error: { code } });
    expect(failed.error?.text.zh).toContain(word);
    expect(await raw()).toEqual(before);
  });

  test('no file, and no folder', async () => {
    expect((await load()).error).toMatchObject({
      code: 'exchange.no-file',
      text: { zh: expect.stringContaining('fees-*.csv') },
    });
    rmSync(drop, { recursive: true });
    expect((await load()).error).toMatchObject({
      code: 'exchange.folder-missing',
      text: { zh: expect.stringContaining('FEES_DROP') },
    });
  });

  test('that grows while it is read is refused', async () => {
    put('fees-1.csv', TABLE);
    const connector = await openCsvConnector({
      folder: drop,
      settings: { dropFolderFrom: 'FEES_DROP', filePattern: 'fees-*.csv' },
      columns: ['编号'],
    });
    const read = async () => {
      for await (const _batch of connector.read()) appendFileSync(join(drop, 'fees-1.csv'), '3,c,2026/1/1\n');
    };
    await expect(read()).rejects.toMatchObject({ code: 'exchange.file-changed' });
  });
});

async function workbook(rows: unknown[][], sheet = '规费'): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('说明').addRow(['看下一张表']);
  book.addWorksheet(sheet).addRows(rows);
  return Buffer.from(await book.xlsx.writeBuffer());
}

describe('a dropped workbook', () => {
  test('is read from its named sheet, real dates and numbers as well as text', async () => {
    await city.database.pool.query('truncate lake.raw_fees');
    put(
      'fees-1.xlsx',
      await workbook([
        ['编号', '缴费人', '到期'],
        [1, { richText: [{ text: '段' }, { text: '一' }] }, new Date('2026-01-02T00:00:00Z')],
        ['２', '段,二', 45_292],
        [],
        [' ', '　', null],
        [3, '段三', '2026/2/30'],
      ]),
    );
    const done = await load('fees-book');
    expect(done).toMatchObject({ state: 'done', rowsGood: 2, rowsRejected: 2 });
    expect(done.reasons.map((reason) => reason.code).sort()).toEqual(['blank-row', 'not-a-date']);
    expect(await raw()).toEqual(TAKEN);
    const { body } = await city.request({
      path: `/api/exchange/loads/${done.id}/rejected?reason=not-a-date`,
      as: officer,
    });
    expect(body.items).toMatchObject([{ rowNo: 6, preview: { 编号: '3', 缴费人: '******', 到期: '2026/2/30' } }]);
  });

  test.each([
    ['a CSV renamed', () => Buffer.from(TABLE), 'exchange.wrong-kind-of-file', 'TEXT / CSV'],
    [
      'an old or encrypted workbook',
      () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]),
      'exchange.wrong-kind-of-file',
      'XLS',
    ],
    ['a ZIP of something else', () => Buffer.from('PK\x03\x04 and nothing more'), 'exchange.wrong-kind-of-file', 'ZIP'],
    [
      'a bomb that says it unpacks to 600 MB',
      () => testArchive({ content: Buffer.alloc(10), stated: 600 * 1024 ** 2 }),
      'exchange.file-too-large',
      '512 MB',
    ],
    ['a workbook without the sheet', () => workbook([['编号']], '别的'), 'exchange.sheet-missing', '规费'],
    ['an empty sheet', () => workbook([]), 'exchange.empty-file', 'fees-1.xlsx'],
  ])('that is %s is refused and says so', async (_, bytes, code, word) => {
    put('fees-1.xlsx', await bytes());
    const failed = await load('fees-book');
    expect(failed).toMatchObject({ state: 'failed', error: { code } });
    expect(failed.error?.text.zh).toContain(word);
  });

  test('something hidden between the entries of the archive is found', async () => {
    const sound = await workbook([['编号', '缴费人', '到期']]);
    const directory = sound.readUInt32LE(sound.length - 22 + 16);
    const hidden = Buffer.concat([sound.subarray(0, directory), Buffer.alloc(5_000, 65), sound.subarray(directory)]);
    hidden.writeUInt32LE(directory + 5_000, hidden.length - 22 + 16);
    put('fees-1.xlsx', hidden);
    expect((await load('fees-book')).error?.code).toBe('exchange.wrong-kind-of-file');
  });
});

test('figures count what was taken in and set aside, and open to the loads behind them', async () => {
  const exchange = city.modules[1] as Module;
  const [takenIn, rejected] = exchange.measures ?? [];
  const period = { from: new Date('2026-11-20T00:00:00Z'), to: new Date('2026-11-21T00:00:00Z') };
  const { rows } = await city.database.pool.query<{ good: number; bad: number; loads: number }>(
    `select sum(rows_good)::int as good, sum(rows_rejected)::int as bad, count(*) filter (where rows_good > 0)::int as loads from exchange.load where state = 'done'`,
  );
  expect((await takenIn?.value(period))?.value).toBe(rows[0]?.good);
  expect((await rejected?.value(period))?.value).toBe(rows[0]?.bad);
  expect((await takenIn?.value({ from: period.to, to: new Date('2026-11-22T00:00:00Z') }))?.value).toBe(0);
  expect(await takenIn?.series?.(period)).toEqual([{ at: new Date('2026-11-20T02:00:00Z'), value: rows[0]?.good }]);
  expect(await takenIn?.byOrganisation?.(period)).toEqual([{ organisation: 'fee-office', value: rows[0]?.good }]);
  const first = await takenIn?.records(period, { limit: 2 });
  expect(first?.rows).toHaveLength(2);
  expect(first?.rows[0]?.['source']).toMatchObject({
    zh: expect.stringContaining('规费'),
    en: expect.stringContaining('fees'),
  });
  const rest = await takenIn?.records(period, { limit: 100, cursor: first?.next as string });
  expect(2 + (rest?.rows.length ?? 0)).toBe(rows[0]?.loads);
});
