import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@platform/kernel';
import { silentLog } from '@platform/log';
import { loadPacks, type PackSet } from '@platform/packs';
import ExcelJs from 'exceljs';
import iconv from 'iconv-lite';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeData } from './change-data.ts';
import { writeFixturePack } from './fixture-pack.ts';
import { type DemoDepartments, startDemoDepartments } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'yiwang-departments-'));
const folder = join(root, 'departments');
const clock = manualClock('2026-11-22T04:00:00Z');
let packs: PackSet;
let departments: DemoDepartments | undefined;

const start = async (people: number): Promise<DemoDepartments> => {
  await departments?.stop();
  departments = undefined;
  departments = await startDemoDepartments({
    folder,
    people,
    packs,
    packsFolder: root,
    log: silentLog,
    clock,
    unsafeFast: true,
  });
  return departments;
};

async function query(text: string, values: unknown[] = []): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: departments?.deployment['FRONT_DATABASE_URL'] });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Record<string, string>[];
  } finally {
    await client.end();
  }
}

const csv = (): string => iconv.decode(readFileSync(join(folder, 'office-drop', 'list-1.csv')), 'gb18030');
const knownRow = async () =>
  (await query('select * from front.people where "ID" = $1', [departments?.demoPeople['known']?.citizenId]))[0];

beforeAll(async () => {
  // The server runs as another user when the tests run as root.
  chmodSync(root, 0o755);
  writeFixturePack(root);
  packs = loadPacks({ folder: root, ids: ['fixture'] });
  await start(400);
});
afterAll(async () => {
  await departments?.stop();
  rmSync(root, { recursive: true, force: true });
});

test('the first start fills a front database, a CSV and a workbook', async () => {
  expect(departments?.deployment['OFFICE_DROP']).toBe(join(folder, 'office-drop'));
  const [row] = await query(
    `select count(*)::text as n, count(*) filter (where "ID" = '')::text as blank from front.people`,
  );
  expect(row).toEqual({ n: String(400 + 4 + 4), blank: '4' });
  expect(csv().split('\r\n')[0]).toBe('号码,状态');
  const book = new ExcelJs.Workbook();
  await book.xlsx.readFile(join(folder, 'office-drop', 'book-1.xlsx'));
  expect(book.getWorksheet('名单')?.rowCount).toBe(26);
});

test('the hub may read the front database and not write to it', async () => {
  await expect(query('delete from front.people')).rejects.toThrow(/permission denied/);
  await expect(query('create table front.mine (x int)')).rejects.toThrow(/permission denied/);
});

test('the guaranteed people are told, and files with numbers and passwords are closed to others', () => {
  expect(departments?.demoPeople['known']).toEqual({ citizenId: expect.stringMatching(/^995502/), name: '常在' });
  for (const name of ['demo-people.json', 'deployment.json', 'password-front_reader']) {
    expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
  }
});

test('a department changes a fact, the change lives through a restart, and can be undone', async () => {
  const change = { folder, packsFolder: root, person: 'known', today: '2026-11-23' };
  const before = await knownRow();
  expect(before?.['STATE']).toBe('1');
  expect(csv()).not.toContain(departments?.demoPeople['known']?.citizenId);

  expect(await changeData({ ...change, set: { state: 'gone' } })).toEqual(['front', 'desk', 'list', 'book']);
  expect(await knownRow()).toMatchObject({ STATE: '2', TOUCHED: '2026-11-23', PLACE: '995502' });
  expect(csv()).toContain(departments?.demoPeople['known']?.citizenId);
  await changeData({ ...change, set: { division: '995501' } });
  expect(await knownRow()).toMatchObject({ STATE: '2', PLACE: '995501' });

  const filled = statSync(join(folder, 'manifest.json')).mtimeMs;
  clock.set('2027-02-01T04:00:00Z');
  await start(400);
  expect(statSync(join(folder, 'manifest.json')).mtimeMs, 'filled again').toBe(filled);
  expect(await knownRow()).toMatchObject({ STATE: '2', PLACE: '995501' });

  await changeData(change);
  expect(await knownRow()).toEqual(before);
  expect(csv()).not.toContain(departments?.demoPeople['known']?.citizenId);
  await expect(changeData(change)).rejects.toThrow(/nothing-to-undo/);
});

test('a change that the pack does not declare is refused with what is possible', async () => {
  const change = { folder, packsFolder: root, person: 'known', today: '2026-11-23' };
  await expect(changeData({ ...change, set: { state: 'lost' } })).rejects.toThrow(/here, gone/);
  await expect(changeData({ ...change, set: { since: '2020-01-01' } })).rejects.toThrow(/not-changeable/);
  await expect(changeData({ ...change, person: 'nobody', set: { state: 'gone' } })).rejects.toThrow(/known: known/);
  await expect(changeData({ ...change, folder: join(root, 'elsewhere') })).rejects.toThrow(/not-started/);
});

test('another number of people fills anew, and the guaranteed keep their numbers; 0 leaves the departments empty', async () => {
  const known = departments?.demoPeople['known'];
  await start(50);
  expect(departments?.demoPeople['known']).toEqual(known);
  expect(
    (await query('select count(distinct "ID")::text as n from front.people where "ID" <> $1', ['']))[0]?.['n'],
  ).toBe('50');
  await start(0);
  expect((await query('select count(*)::text as n from front.people'))[0]?.['n']).toBe('0');
  expect(csv()).toBe('号码,状态\r\n');
  expect(departments?.demoPeople['known']).toEqual(known);
  expect(existsSync(join(folder, 'office-drop', 'book-1.xlsx'))).toBe(true);
});
