import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 30_000);
afterAll(() => stage.stop(), 30_000);

const boats = {
  items: [
    { name: 'number', type: 'integer' as const },
    { name: 'name', type: 'text' as const, maxLength: 20 },
    { name: 'built_on', type: 'date' as const },
  ],
  key: ['number'],
};
const inLake = (resource: string): Promise<object[]> =>
  stage.hubSql(`select number::int, name, built_on::text from lake.raw_${resource} order by 1`);
const inSource = async (table: string): Promise<object[]> =>
  (await stage.source.query(`select number, name, built_on::text from ${table} order by 1`)).rows;

test('a table comes whole, then follows every change: new, changed, gone, moved to another key, emptied', async () => {
  await stage.source.query(`create table boats (number int primary key, name text, built_on date)`);
  await stage.source.query(
    `insert into boats select n, '船' || n, date '2000-01-01' + n from generate_series(1, 1000) n`,
  );
  await stage.connect('harbour', { boats });
  const rail = stage.rail();
  await stage.until(async () => (await stage.line('harbour-boats')).state === 'live', 20_000);
  expect(await inLake('boats')).toEqual(await inSource('boats'));
  await stage.source.query(`insert into boats values (2001, 'new', null), (2002, 'brief', null)`);
  await stage.source.query(`update boats set name = 'changed 😀 𠮷' where number <= 10`);
  await stage.source.query(`delete from boats where number between 100 and 199 or number = 2002`);
  await stage.source.query(`update boats set number = 5000 where number = 500`);
  await stage.source.query(
    `begin; update boats set number = -1 where number = 1; update boats set number = 1 where number = 2; update boats set number = 2 where number = -1; commit`,
  );
  await stage.caughtUp('harbour');
  expect(await inLake('boats')).toEqual(await inSource('boats'));
  const [figures] = await stage.hubSql<{ rows: number; there: number }>(
    `select (select rows_in_lake::int from exchange.line where id = 'harbour-boats') as rows, count(*)::int as there from lake.raw_boats`,
  );
  expect(figures?.rows).toBe(figures?.there);
  await stage.source.query(
    `begin; insert into boats values (7000, 'before', null); truncate boats; insert into boats values (1, 'after', '2020-02-02'); commit`,
  );
  await stage.caughtUp('harbour');
  expect(await inLake('boats')).toEqual([{ number: 1, name: 'after', built_on: '2020-02-02' }]);
  await rail.stop();
}, 60_000);
