import { migrate, openDatabase, provision, copyRows, sql, type Database } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '@platform/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lakeColumn, lakeTable, lakeTrail, openLake, rawTable, rawView, wholeView, type Lake } from './index.ts';

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

describe('rows leave the lake as lines', () => {
  const read = (source: string, most = Number.POSITIVE_INFINITY): Promise<{ text: string; after: number }> =>
    database.forModule('harbour').read(async (tx) => {
      let text = '';
      for await (const piece of lake.readLines(tx, wholeView(boats), ['number', 'built_on', 'berths'], source)) {
        text += piece.toString('utf8');
        if (text.length >= most) break;
      }
      return { text, after: Number((await tx.one<{ n: bigint }>(sql`select 1::bigint as n`)).n) };
    });

  test('those of one source only, in the order of the columns asked for, escaped as COPY escapes', async () => {
    await lake.ensureView(wholeView(boats), ['harbour']);
    await database.forModule('exchange').transaction((tx) =>
      copyRows(tx, { schema: 'lake', table: boats.name, columns: ['number', 'built_on', 'berths', '_source'] }, [
        ['L\t1', '2020-01-02', '3', "o'hara"],
        ['L2', null, null, "o'hara"],
        ['L3', null, null, 'other'],
      ]),
    );
    const { text, after } = await read("o'hara");
    expect(text.split('\n').sort()).toEqual(['', 'L2\t\\N\t\\N', 'L\\t1\t2020-01-02\t3']);
    expect(after).toBe(1);
    await expect(
      database.forModule('base-registries').read(async (tx) => {
        for await (const piece of lake.readLines(tx, wholeView(boats), ['number'], 'x')) void piece;
      }),
    ).rejects.toThrow(/permission denied/);
  });

  test('a column that the view has not is refused; whoever stops early does not wait for the rest', async () => {
    await expect(
      database.forModule('harbour').read(async (tx) => {
        for await (const piece of lake.readLines(tx, wholeView(boats), ['_row_hash'], 'x')) void piece;
      }),
    ).rejects.toThrow(/bad-name/);
    await database.pool.query(
      `insert into lake.raw_boat_list (number, _source) select 'M' || n, 'many' from generate_series(1, 300000) n`,
    );
    // Its reading is given up, so the transaction it stood in is lost as well.
    await expect(read('many', 1)).rejects.toThrow(/current transaction is aborted/);
    expect((await read('many')).text.split('\n')).toHaveLength(300_001);
  });
});

describe('trails', () => {
  const trail = lakeTrail({ of: 'crews', table: boats, column: 'number', updates: true });
  const left = async (): Promise<string[]> =>
    (
      await database
        .forModule('base-registries')
        .transaction((tx) => tx.rows<{ key: string }>(sql`delete from ${trail.at} returning key`))
    )
      .map((row) => row.key)
      .sort();

  test('whoever removes or changes rows leaves the old values, in the same transaction', async () => {
    expect(await lake.ensureTrails([trail], 'base-registries')).toEqual([trail.name]);
    expect(await lake.ensureTrails([trail], 'base-registries')).toEqual([]);
    const exchange = database.forModule('exchange');
    for (const number of ['T1', 'T2', 'T3']) await exchange.transaction((tx) => tx.run(insert(number)));
    expect(await left()).toEqual([]);
    await exchange.transaction((tx) => tx.run(sql`delete from ${boats.at} where number = any(${['T1', 'T2']})`));
    await exchange.transaction((tx) => tx.run(sql`update ${boats.at} set number = 'T4' where number = 'T3'`));
    await exchange
      .transaction(async (tx) => {
        await tx.run(sql`delete from ${boats.at} where number = 'T4'`);
        throw new Error('changed its mind');
      })
      .catch(() => undefined);
    expect(await left()).toEqual(['T1', 'T2', 'T3']);
    await expect(
      database.forModule('harbour').transaction((tx) => tx.run(sql`delete from ${trail.at}`)),
    ).rejects.toThrow(/permission denied/);
  });

  test('a trail that nobody asks for any more is taken up', async () => {
    await lake.ensureTrails([], 'base-registries');
    await database.forModule('exchange').transaction((tx) => tx.run(sql`delete from ${boats.at} where number = 'T4'`));
    await expect(left()).rejects.toThrow(/does not exist/);
  });
});
