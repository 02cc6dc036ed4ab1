import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@platform/testkit';
import { openDatabase, openLeadership, openSessionLocks, type Database } from './index.ts';

const LOCK = 4_711;
let test1: TestDatabase;
let database: Database;
beforeAll(async () => {
  test1 = await createTestDatabase('locks');
  database = await openDatabase({ url: test1.url, maxConnections: 4 });
});
afterAll(async () => {
  await database?.close();
  await test1?.drop();
});
/** Ends the connections that hold locks, as when the way to the database breaks. */
const cut = (): Promise<unknown> =>
  database.pool.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()
    and database = (select oid from pg_database where datname = current_database())`);
const until = async (what: () => boolean): Promise<void> => {
  for (const end = Date.now() + 5_000; !what(); await new Promise((resume) => setTimeout(resume, 5)))
    if (Date.now() > end) throw new Error('Waited in vain');
};

test('a lock is one connection’s until that is lost, and whoever held it is told, once', async () => {
  let told = 0;
  const first = await openSessionLocks(database, () => (told += 1));
  const second = await openSessionLocks(database, () => undefined);
  expect(await first.tryLock(LOCK, 'a')).toBe(true);
  expect(await second.tryLock(LOCK, 'a')).toBe(false);
  expect(await second.tryLock(LOCK, 'b')).toBe(true);
  second.close();
  await cut();
  await until(() => told > 0);
  expect(first.lost).toBe(true);
  await expect(first.tryLock(LOCK, 'b')).rejects.toThrow('lost');
  await first.drop(LOCK, 'a');
  const third = await openSessionLocks(database, () => undefined);
  expect(await third.tryLock(LOCK, 'a')).toBe(true);
  third.close();
  expect(told).toBe(1);
});

test('who shares a lock is counted, and what is notified is heard', async () => {
  const [one, two] = await Promise.all([1, 2].map(() => openSessionLocks(database, () => undefined)));
  let heard = 0;
  await one?.hear('yiwang_test', () => (heard += 1));
  await one?.share(LOCK);
  await two?.share(LOCK);
  expect(await one?.sharing(LOCK)).toBe(2);
  two?.close();
  await database.pool.query('notify yiwang_test');
  await until(() => heard === 1);
  one?.close();
  // Its connection went with it: nobody else is lent one that listens and holds locks.
  await until(() => database.pool.totalCount <= 2);
});

test('an answer that does not come counts as the loss of the connection', async () => {
  const alone = await database.pool.connect();
  await alone.query('select pg_advisory_lock($1)', [LOCK]);
  let told = 0;
  const waiting = await openSessionLocks(database, () => (told += 1), { answerMs: 100 });
  await expect(waiting.share(LOCK)).rejects.toThrow();
  expect([waiting.lost, told]).toEqual([true, 1]);
  alone.release(true);
});

test('one leads; when its connection is lost it leads no more, and another may', async () => {
  const [one, two] = [openLeadership(database, LOCK), openLeadership(database, LOCK)];
  expect([await one.lead(), await two.lead(), one.leads(), two.leads()]).toEqual([true, false, true, false]);
  await cut();
  await until(() => !one.leads());
  expect([await two.lead(), await one.lead()]).toEqual([true, false]);
  two.resign();
  await expect.poll(() => one.lead()).toBe(true);
  one.resign();
});
