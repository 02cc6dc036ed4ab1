import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage.stop(), 60_000);

const pair = {
  items: [
    { name: 'id', type: 'integer' as const },
    { name: 'name', type: 'text' as const, maxLength: 20 },
  ],
  key: ['id'],
};
const lake = (table: string, columns = 'id::int, name'): Promise<object[]> =>
  stage.hubSql(`select ${columns} from lake.raw_${table} order by id`);
const live = (id: string) => stage.until(async () => (await stage.line(id)).state === 'live', 20_000);

test('a new column is held with its values, a dropped one holds its own line only, and after mending the line is whole again', async () => {
  const sql = (text: string) => stage.source.query(text);
  await sql(`create table shops (id int primary key, name text); create table stalls (id int primary key, name text)`);
  await sql(`insert into shops values (1, 'a'); insert into stalls values (1, 'a')`);
  await stage.connect('market', { shops: pair, stalls: pair });
  const rail = stage.rail();
  await live('market-shops');
  await live('market-stalls');
  await sql(
    `begin; insert into shops values (2, 'b'); alter table shops add column phone text; insert into shops values (3, 'c', '13800000000'); commit`,
  );
  await sql(`update shops set phone = '139' where id = 1`);
  await stage.caughtUp('market');
  expect(await lake('shops')).toEqual([
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
    { id: 3, name: 'c' },
  ]);
  const held = await stage.hubSql<{ key: string[]; sealed: Buffer }>(
    `select key, sealed from exchange.held_value where line_id = 'market-shops' and column_name = 'phone' order by key`,
  );
  expect(
    held.map(({ key, sealed }) => [
      key,
      stage.deps.sealer.openText(sealed, `exchange.held_value:market-shops:phone:${JSON.stringify(key)}`),
    ]),
  ).toEqual([
    [['1'], '139'],
    [['3'], '13800000000'],
  ]);
  expect(
    await stage.hubSql(`select kind from exchange.line_event where line_id = 'market-shops' and kind = 'drift'`),
  ).toHaveLength(1);

  await sql(
    `alter table shops drop column name; insert into shops (id) values (4); insert into stalls values (2, 'b')`,
  );
  await stage.until(async () => (await stage.line('market-shops')).state === 'held');
  await stage.caughtUp('market');
  expect((await stage.line('market-shops')).fault).toMatchObject({
    code: 'exchange.column-dropped',
    mend: { zh: expect.stringContaining('恢复') },
  });
  expect(await lake('stalls')).toHaveLength(2);
  expect((await stage.line('market-stalls')).state).toBe('live');
  expect(await lake('shops')).toHaveLength(3);

  await sql(`alter table shops add column name text; update shops set name = 'again ' || id`);
  await stage.hubSql(
    `update exchange.line set state = 'waiting', fault = null, shape = null, version = version + 1 where id = 'market-shops'`,
  );
  rail.wake();
  await live('market-shops');
  await sql(`insert into shops (id, name) values (5, 'e')`);
  await stage.caughtUp('market');
  expect(await lake('shops')).toEqual(
    [1, 2, 3, 4].map((id) => ({ id, name: `again ${id}` })).concat([{ id: 5, name: 'e' }]),
  );
  await rail.stop();
}, 90_000);

test('a column whose type means something else, and a renamed table, hold the line and say what to do', async () => {
  await stage.source.query(
    `create table typed (id int primary key, name text); create table named (id int primary key, name text)`,
  );
  await stage.connect('types', { typed: pair, named: pair });
  const rail = stage.rail();
  await live('types-typed');
  await live('types-named');
  await stage.source.query(
    `alter table typed alter column name type bytea using null; insert into typed values (1, '\\x00'); alter table named rename to renamed; insert into renamed values (1, 'x')`,
  );
  await stage.until(
    async () =>
      (await stage.line('types-typed')).state === 'held' && (await stage.line('types-named')).state === 'held',
  );
  expect((await stage.line('types-typed')).fault).toMatchObject({
    code: 'exchange.column-changed',
    text: { en: expect.stringContaining('text → bytea') },
  });
  expect((await stage.line('types-named')).fault).toMatchObject({ code: 'exchange.table-renamed' });
  await rail.stop();
}, 60_000);

test('what does not pass is kept, sealed, with the reason; a good row of its key supersedes it; odd values go through whole', async () => {
  const items = [
    { name: 'id', type: 'integer' as const },
    { name: 'name', type: 'text' as const },
    { name: 'amount', type: 'text' as const },
    { name: 'at', type: 'text' as const },
    { name: 'day', type: 'date' as const },
  ];
  await stage.source.query(
    `create table odd (id int primary key, name text, amount numeric(38,10), at timestamptz, day date)`,
  );
  await stage.connect('odds', { odd: { items, key: ['id'] } });
  const rail = stage.rail();
  await live('odds-odd');
  await stage.source.query(
    `insert into odd values (1, '😀 𠮷 龘\t\\ tab', 1234567890123456789012345678.0123456789, 'infinity', '2020-02-29'), (2, 'b', 'NaN', '-infinity', 'infinity')`,
  );
  await stage.source.query(`insert into odd values (3, repeat('长', 4000000), null, null, null)`);
  await stage.caughtUp('odds', 40_000);
  expect(await lake('odd', 'id::int, name, amount, at, day::text')).toEqual([
    {
      id: 1,
      name: '😀 𠮷 龘\t\\ tab',
      amount: '1234567890123456789012345678.0123456789',
      at: 'infinity',
      day: '2020-02-29',
    },
  ]);
  const kept = () =>
    stage.hubSql<{ id: string; op: string; reasons: object; state: string; sealed: Buffer }>(
      `select id, op, reasons, state, sealed from exchange.quarantined where line_id = 'odds-odd' order by id`,
    );
  const rows = await kept();
  expect(rows.map(({ op, reasons, state }) => [op, reasons, state])).toEqual([
    ['insert', [{ item: 'day', code: 'not-a-date' }], 'kept'],
    ['insert', [{ item: 'name', code: 'too-long' }], 'kept'],
  ]);
  const long = stage.deps.sealer.openJson(rows[1]?.sealed as Buffer, `exchange.quarantined:${rows[1]?.id}`) as {
    columns: string[];
    values: string[];
  };
  expect([long.columns, long.values[1]?.length]).toEqual([['id', 'name', 'amount', 'at', 'day'], 4_000_000]);
  await stage.source.query(`update odd set day = '2021-01-01' where id = 2; delete from odd where id = 3`);
  await stage.caughtUp('odds');
  expect((await kept()).map(({ state }) => state)).toEqual(['superseded', 'superseded']);
  expect(await lake('odd', 'id::int, day::text')).toEqual([
    { id: 1, day: '2020-02-29' },
    { id: 2, day: '2021-01-01' },
  ]);
  await rail.stop();
}, 120_000);

test('a long value that an update did not touch stays; a table without a key needs to tell whole rows', async () => {
  const items = [
    { name: 'id', type: 'integer' as const },
    { name: 'small', type: 'text' as const },
    { name: 'large', type: 'text' as const },
  ];
  await stage.source.query(
    `create table toast (id int primary key, small text, large text); alter table toast alter column large set storage external`,
  );
  await stage.source.query(
    `create table bare (id int, name text); create table bare_told (id int, name text); alter table bare_told replica identity full`,
  );
  await stage.connect('wide', { toast: { items, key: ['id'] }, bare: pair, bare_told: pair });
  const rail = stage.rail();
  await live('wide-toast');
  await live('wide-bare-told');
  await stage.source.query(`insert into toast values (1, 'a', repeat('龘', 3000)), (2, 'b', repeat('x', 9000))`);
  await stage.caughtUp('wide');
  await stage.source.query(`update toast set small = 'changed'; update toast set id = 10 where id = 1`);
  await stage.source.query(
    `insert into bare_told values (1, 'one'), (2, 'two'); update bare_told set name = 'two!' where id = 2; update bare_told set id = 3 where id = 1; delete from bare_told where id = 2`,
  );
  await stage.caughtUp('wide');
  expect(await lake('toast', 'id::int, small, length(large)::int as length, left(large, 1) as first')).toEqual([
    { id: 2, small: 'changed', length: 9000, first: 'x' },
    { id: 10, small: 'changed', length: 3000, first: '龘' },
  ]);
  expect(await lake('bare_told')).toEqual([{ id: 3, name: 'one' }]);
  expect(await stage.line('wide-bare')).toMatchObject({
    state: 'held',
    fault: { code: 'exchange.key-not-told', mend: { en: expect.stringContaining('REPLICA IDENTITY FULL') } },
  });
  // It was not published, so the department's own updates go on.
  await stage.source.query(`insert into bare values (1, 'x'); update bare set name = 'y'`);
  await rail.stop();
}, 60_000);

test('a streamed line tells each change in the Debezium way, with what was before', async () => {
  await stage.source.query(`create table told (id int primary key, name text); insert into told values (1, 'a')`);
  await stage.connect('streams', { told: { ...pair, streamed: true } });
  const rail = stage.rail();
  await live('streams-told');
  await stage.source.query(
    `begin; insert into told values (2, 'b'); update told set name = 'B' where id = 2; update told set name = 'A' where id = 1; commit`,
  );
  await stage.source.query(`delete from told where id = 2; update told set id = 7 where id = 1; truncate told`);
  await stage.caughtUp('streams');
  const told = await stage.hubSql<{ op: string; before: object; after: object; key: object; position: string }>(
    `select op, key, before, after, position from exchange.change where line_id = 'streams-told' and op <> 'r' order by seq`,
  );
  expect(told.map(({ op, key, before, after }) => [op, key, before, after])).toEqual([
    ['c', { id: '2' }, null, { id: '2', name: 'b' }],
    ['u', { id: '2' }, { id: '2', name: 'b' }, { id: '2', name: 'B' }],
    ['u', { id: '1' }, { id: '1', name: 'a' }, { id: '1', name: 'A' }],
    ['d', { id: '2' }, { id: '2', name: 'B' }, null],
    ['d', { id: '1' }, { id: '1', name: 'A' }, null],
    ['c', { id: '7' }, null, { id: '7', name: 'A' }],
    ['t', null, null, null],
  ]);
  expect(new Set(told.map(({ position }) => position)).size).toBe(2);
  await rail.stop();
}, 60_000);
