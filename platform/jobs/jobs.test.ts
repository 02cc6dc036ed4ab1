import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Module } from '@platform/module';
import { startTestCity, type TestCity } from '@platform/testkit';
import { defineJob, enqueue, jobHandler, startJobs } from './index.ts';

const work = defineJob('alpha.do-work', Type.Object({ n: Type.Integer() }));
const seen: number[] = [];
let failures = 0;
let city: TestCity<Module>;

beforeAll(async () => {
  city = await startTestCity({
    modules: () => [
      {
        name: 'alpha',
        jobs: [
          jobHandler(work, async ({ n }) => {
            if (failures-- > 0) throw new Error('a passing fault');
            seen.push(n);
          }),
        ],
      },
      { name: 'beta' },
    ],
  });
});
afterAll(() => city.stop());

test('a job exists if and only if its transaction commits', async () => {
  await city.database.forModule('alpha').transaction((tx) => enqueue(tx, work, { n: 1 }));
  await expect(
    city.database.forModule('alpha').transaction(async (tx) => {
      await enqueue(tx, work, { n: 2 });
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  await city.settle();
  expect(seen).toEqual([1]);
});

test('a failed job is kept with its error and tried again later', async () => {
  failures = 1;
  await city.database.forModule('alpha').transaction((tx) => enqueue(tx, work, { n: 3 }));
  await expect(city.settle()).rejects.toThrow('a passing fault');
  const { rows } = await city.database.pool.query(`select attempts, last_error from graphile_worker._private_jobs`);
  expect(rows).toEqual([{ attempts: 1, last_error: expect.stringContaining('a passing fault') }]);
});

test('a module cannot enqueue another’s job, nor one that does not fit', async () => {
  await expect(city.database.forModule('beta').transaction((tx) => enqueue(tx, work, { n: 1 }))).rejects.toThrow(
    /may not enqueue a job of module alpha/,
  );
  await expect(
    city.database.forModule('alpha').transaction((tx) => enqueue(tx, work, { n: 'x' as never })),
  ).rejects.toThrow();
});

test('a job that a killed process held runs again at the next start, but never while another process is there', async () => {
  const held = defineJob('alpha.be-held', Type.Object({}));
  let ran = 0;
  const start = () => startJobs({ database: city.database, handlers: [jobHandler(held, async () => void (ran += 1))] });
  await city.database.forModule('alpha').transaction((tx) => enqueue(tx, held, {}));
  const kill = () =>
    city.database.pool.query(
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'killed', attempts = 1`,
    );
  await kill();
  // The city's own runner is there: the lock may be its own.
  const second = await start();
  await new Promise((resume) => setTimeout(resume, 300));
  await second.stop();
  expect(ran).toBe(0);
  await city.database.pool.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 73577005 and database = (select oid from pg_database where datname = current_database())`,
  );
  const alone = await start();
  for (let waited = 0; ran === 0 && waited < 3_000; waited += 20) await new Promise((resume) => setTimeout(resume, 20));
  await alone.stop();
  expect(ran).toBe(1);
});
