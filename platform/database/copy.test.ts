import { createTestDatabase, type TestDatabase } from '@platform/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyBytes, copyRows, openDatabase, type Database } from './index.ts';

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await createTestDatabase('copy');
  database = await openDatabase({ url: own.url, maxConnections: 2 });
  await database.pool.query('create schema ware; create table ware.row (id int primary key, name text)');
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

const target = { schema: 'ware', table: 'row', columns: ['id', 'name'] };
const names = async (): Promise<string[]> =>
  (await database.pool.query<{ name: string }>('select name from ware.row order by id')).rows.map(({ name }) => name);

test('rows go in behind statements whose answers nobody has waited for', async () => {
  await database.asPlatform.transaction(async (tx) => {
    const sent = ['savepoint one', 'select 1', 'savepoint two', 'select 2'].map((text) => tx.client.query(text));
    async function* pieces(): AsyncGenerator<Buffer> {
      yield Buffer.from('1\tone\n2\t');
      yield Buffer.from('two\n');
    }
    await copyBytes(tx, target, pieces());
    const more = ['select 3', 'select 4', 'select 5'].map((text) => tx.client.query(text));
    await copyRows(tx, target, [['3', 'three']]);
    await Promise.all([...sent, ...more]);
  });
  expect(await names()).toEqual(['one', 'two', 'three']);
});
