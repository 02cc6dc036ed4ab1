import { migrate, openDatabase, provision, copyRows, sql, type Database } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '@platform/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lakeColumn, lakeTable, openLake, rawTable, rawView, type Lake } from './index.ts';

let testDatabase: TestDatabase;
let database: Database;
let lake: Lake;

const boats = rawTable({
  id: 'boat-list',
  key: ['number'],
  items: [
    { name: 'number', type: 'text' },
    { name: 'built_on', type: 'date' },
    { name: 'berths', type: 'integer' },
  ],
});

beforeAll(async () => {
  testDatabase = await createTestDatabase('lake');
  database = await openDatabase({ url: testDatabase.url });
  await provision(database, ['exchange', 'harbour', 'base-registries']);
  await migrate(database, []);
  lake = openLake(database);
  await lake.ensureTable(boats, [['_load']]);
  await lake.grantWrite(boats, 'exchange');
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const insert = (number: string) => sql`insert into ${boats.at} (${lakeColumn('number')}) values (${number})`;

describe('who may write and read', () => {
  test('the writer writes; any other role is refused by the database itself', async () => {
    await database.forModule('exchange').transaction((tx) => tx.run(insert('B1')));
    await expect(database.forModule('harbour').transaction((tx) => tx.run(insert('B2')))).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      database.forModule('base-registries').transaction((tx) => tx.run(sql`delete from ${boats.at}`)),
    ).rejects.toThrow(/permission denied/);
    await expect(database.forModule('harbour').read((tx) => tx.rows(sql`select * from ${boats.at}`))).rejects.toThrow(
      /permission denied/,
    );
  });

  test('a module reads only the columns of a view granted to it, and no longer once the grant is gone', async () => {
    const view = rawView(boats, ['number']);
    await lake.ensureView(view, ['base-registries', 'no-such-module-here']);
    const rows = await database.forModule('base-registries').read((tx) => tx.rows(sql`select number from ${view.at}`));
    expect(rows).toEqual([{ number: 'B1' }]);
    await expect(database.forModule('harbour').read((tx) => tx.rows(sql`select * from ${view.at}`))).rejects.toThrow(
      /permission denied/,
    );
    const wider = rawView(boats, ['number', 'berths']);
    await lake.ensureView(wider, ['harbour']);
    expect(
      await database.forModule('harbour').read((tx) => tx.rows(sql`select number, berths from ${wider.at}`)),
    ).toEqual([{ number: 'B1', berths: null }]);
    await expect(
      database.forModule('base-registries').read((tx) => tx.rows(sql`select number from ${wider.at}`)),
    ).rejects.toThrow(/permission denied/);
  });

  test('a second writer is refused', async () => {
    await lake.grantWrite(boats, 'exchange');
    await expect(lake.grantWrite(boats, 'harbour')).rejects.toMatchObject({ code: 'lake.second-writer' });
  });
});

describe('tables follow their declarations', () => {
  test('a new item becomes a column, and rows stay', async () => {
    const wider = lakeTable({ ...boats, columns: [...boats.columns, { name: 'owner', type: 'text' }] });
    await lake.ensureTable(wider);
    await Promise.all([lake.ensureTable(wider), lake.ensureTable(boats)]);
    const row = await database
      .forModule('exchange')
      .read((tx) => tx.one(sql`select ${lakeColumn('number')}, owner from ${wider.at}`));
    expect(row).toEqual({ number: 'B1', owner: null });
  });

  test('a changed type or key is refused and says which', async () => {
    const other = rawTable({
      id: 'boat-list',
      key: ['number'],
      items: [
        { name: 'number', type: 'text' },
        { name: 'berths', type: 'text' },
      ],
    });
    await expect(lake.ensureTable(other)).rejects.toMatchObject({
      code: 'lake.column-changed-type',
      params: { column: 'berths', before: 'bigint' },
    });
    const keyed = rawTable({
      id: 'boat-list',
      key: ['number', 'built_on'],
      items: [
        { name: 'number', type: 'text' },
        { name: 'built_on', type: 'date' },
      ],
    });
    await expect(lake.ensureTable(keyed)).rejects.toMatchObject({ code: 'lake.key-changed' });
  });

  test.each(['drop table x', 'A', '1a', 'a"b', ''])('%j is no name', (name) => {
    expect(() =>
      lakeTable({ name: `raw_${name}`.replace('raw_1a', '1a').replace(/^raw_$/, ''), columns: [], key: [] }),
    ).toThrow(/lake.bad-name/);
    expect(() => lakeColumn(name)).toThrow(/lake.bad-name/);
  });
});

test('a stage takes rows by COPY in the module’s role and is gone with its transaction', async () => {
  const exchange = database.forModule('exchange');
  const stage = await exchange.transaction(async (tx) => {
    const made = await lake.openStage(tx, boats);
    const target = { ...made.target, columns: ['number', 'berths'] };
    await copyRows(tx, target, [
      ['S1', '3'],
      ['S2', null],
    ]);
    expect(await tx.rows(sql`select ${lakeColumn('number')}, berths from ${made.at} order by 1`)).toEqual([
      { number: 'S1', berths: 3n },
      { number: 'S2', berths: null },
    ]);
    return made;
  });
  await expect(exchange.read((tx) => tx.rows(sql`select * from ${stage.at}`))).rejects.toThrow(/does not exist/);
});
