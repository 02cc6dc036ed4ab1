import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Module } from '@platform/module';
import { startTestCity, type TestCity } from '@platform/testkit';
import { copyRows, sql, type ModuleDatabase, type Tx } from './index.ts';

let city: TestCity<Module>;
let alpha: ModuleDatabase;

beforeAll(async () => {
  city = await startTestCity({ modules: () => [{ name: 'alpha' }] });
  alpha = city.database.forModule('alpha');
  const owner = `"${city.database.name}_alpha"`;
  await city.database.pool.query(`create schema if not exists alpha`);
  await city.database.pool.query(
    `create table alpha.thing (n int primary key); grant usage on schema alpha to ${owner}; grant all on alpha.thing to ${owner}`,
  );
});
afterAll(() => city.stop());

const put = (tx: Tx, n: number): Promise<number> => tx.run(sql`insert into alpha.thing (n) values (${n})`);
const kept = async (): Promise<number[]> =>
  (await city.database.pool.query<{ n: number }>('select n from alpha.thing order by n')).rows.map(({ n }) => n);
const emptied = (): Promise<unknown> => city.database.pool.query('delete from alpha.thing');

test('statements given side by side run in their order, in one transaction, under the module’s role', async () => {
  await emptied();
  const counts = await alpha.transaction(async (tx) => {
    const answers = await Promise.all(
      [1, 2, 3].flatMap((n) => [
        put(tx, n),
        tx.one<{ count: number }>(sql`select count(*)::int as count from alpha.thing`),
      ]),
    );
    return answers.map((one) => (typeof one === 'number' ? one : one.count));
  });
  expect(counts).toEqual([1, 1, 1, 2, 1, 3]);
  const { role } = await alpha.transaction((tx) => tx.one<{ role: string }>(sql`select current_user as role`));
  expect(role).toBe(`${city.database.name}_alpha`);
});

test('one that fails undoes those before and behind it, tells its own fault, and leaves the connection fit for the next', async () => {
  await emptied();
  for (let round = 0; round < 25; round += 1) {
    await expect(alpha.transaction((tx) => Promise.all([put(tx, 1), put(tx, 1), put(tx, 2)]))).rejects.toMatchObject({
      code: '23505',
    });
  }
  expect(await kept()).toEqual([]);
  await alpha.transaction((tx) => put(tx, 5));
  expect(await kept()).toEqual([5]);
});

test('a failure nobody looked at is not taken for success', async () => {
  await emptied();
  const careless = alpha.transaction(async (tx) => {
    await put(tx, 1);
    await put(tx, 1).catch(() => undefined);
  });
  await expect(careless).rejects.toThrow('failed unnoticed');
  expect(await kept()).toEqual([]);
});

test('a statement after the end of its transaction is refused, so that it cannot run as the login', async () => {
  await emptied();
  let leaked: Tx | undefined;
  await alpha.transaction(async (tx) => {
    leaked = tx;
    await put(tx, 1);
  });
  await expect(put(leaked as Tx, 2)).rejects.toThrow('after the end');
  expect(await kept()).toEqual([1]);
});

test('a transaction that cannot begin says why, and nothing of it runs', async () => {
  await emptied();
  const nobody = city.database.forModule('nobody');
  await expect(nobody.transaction((tx) => put(tx, 1))).rejects.toThrow(/role ".*_nobody" does not exist/);
  expect(await kept()).toEqual([]);
});

test('a read of one statement answers it, refuses a second, and cannot write', async () => {
  await emptied();
  await alpha.transaction((tx) => put(tx, 7));
  const one = (tx: Tx): Promise<{ n: number }> => tx.one<{ n: number }>(sql`select n from alpha.thing`);
  expect(await alpha.readOnce(one)).toEqual({ n: 7 });
  await expect(alpha.readOnce(async (tx) => [await one(tx), await one(tx)])).rejects.toThrow('after the end');
  await expect(alpha.readOnce((tx) => put(tx, 8))).rejects.toMatchObject({ code: '25006' });
  expect(await alpha.readOnce(one)).toEqual({ n: 7 });
});

test('rows copied in stand between what was written before and behind them', async () => {
  await emptied();
  const target = { schema: 'alpha', table: 'thing', columns: ['n'] };
  await alpha.transaction(async (tx) => {
    await put(tx, 1);
    expect(await copyRows(tx, target, [['2'], ['3']])).toBe(2);
    await Promise.all([put(tx, 4), put(tx, 5)]);
  });
  expect(await kept()).toEqual([1, 2, 3, 4, 5]);
  await expect(alpha.transaction((tx) => copyRows(tx, target, [['9'], ['not a number']]))).rejects.toThrow(
    /invalid input syntax/,
  );
  await alpha.transaction(async (tx) => void (await Promise.all([put(tx, 6), put(tx, 7)])));
  expect(await kept()).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('what ends a transaction goes with its end: kept whole, or not at all with its own fault, and nothing comes after it', async () => {
  await emptied();
  const add = (n: number) => sql`insert into alpha.thing (n) values (${n})`;
  let leaked: Tx | undefined;
  await alpha.transaction(async (tx) => {
    leaked = tx;
    await put(tx, 1);
    await tx.ending([add(2), add(3)]);
  });
  expect(await kept()).toEqual([1, 2, 3]);
  await expect(put(leaked as Tx, 4)).rejects.toThrow('after the end');
  const twice = alpha.transaction(async (tx) => {
    await put(tx, 4);
    await tx.ending([add(5), add(5), add(6)]);
  });
  await expect(twice).rejects.toMatchObject({ code: '23505' });
  expect(await kept()).toEqual([1, 2, 3]);
  // The connection is fit for the next, and a fault that is not listened to is one all the same.
  const careless = alpha.transaction(async (tx) => {
    await tx.ending([add(7), add(1)]).catch(() => undefined);
  });
  await expect(careless).rejects.toThrow('failed unnoticed');
  expect(await kept()).toEqual([1, 2, 3]);
});

test('code that gives its statements side by side ends its transaction with them: whole, or not at all, also when it fails before an answer came', async () => {
  await emptied();
  // As code does that has others' promises in between; none of them waits for the database.
  const later = async (tx: Tx, n: number): Promise<number> => {
    await Promise.resolve();
    return put(tx, await Promise.resolve(n));
  };
  let leaked: Tx | undefined;
  const counts = await alpha.transaction(async (tx) => {
    leaked = tx;
    await put(tx, 1);
    return tx.closing(() => Promise.all([put(tx, 2), later(tx, 3)]));
  });
  expect([counts, await kept()]).toEqual([
    [1, 1],
    [1, 2, 3],
  ]);
  await expect(put(leaked as Tx, 4)).rejects.toThrow('after the end');
  const refused = alpha.transaction((tx) => tx.closing(() => Promise.all([put(tx, 4), later(tx, 4), put(tx, 5)])));
  await expect(refused).rejects.toMatchObject({ code: '23505' });
  const faulty = alpha.transaction((tx) =>
    tx.closing(async () => {
      await Promise.all([put(tx, 6), Promise.reject(new Error('a fault of the code'))]);
    }),
  );
  await expect(faulty).rejects.toThrow('a fault of the code');
  expect(await kept()).toEqual([1, 2, 3]);
  await alpha.transaction((tx) => tx.closing(() => put(tx, 7)));
  expect(await kept()).toEqual([1, 2, 3, 7]);
});

test('a bell rings once when what was done is kept, and not when it is not', async () => {
  await emptied();
  let rung = 0;
  const ring = (): void => void (rung += 1);
  const doing = (n: number) =>
    alpha.transaction(async (tx) => {
      tx.afterCommit(ring);
      await put(tx, n);
      tx.afterCommit(ring);
      expect(rung).toBe(0);
      await put(tx, 9);
    });
  await alpha.transaction((tx) => put(tx, 9));
  await expect(doing(1)).rejects.toMatchObject({ code: '23505' });
  expect([rung, await kept()]).toEqual([0, [9]]);
  await emptied();
  await doing(1);
  expect([rung, await kept()]).toEqual([1, [1, 9]]);
});

test('planned once, a statement answers for any values as it does otherwise', async () => {
  await emptied();
  for (let n = 0; n < 8; n += 1) {
    const found = await alpha.transaction(
      async (tx) => {
        await put(tx, n);
        return tx.rows<{ n: number }>(sql`select n from alpha.thing where n = any(${[0, n]}::int[]) order by n`);
      },
      { plannedOnce: true, statementMs: 5_000 },
    );
    expect(found.map((row) => row.n)).toEqual([...new Set([0, n])]);
  }
});
