import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Module } from '@platform/module';
import { startTestCity, type TestCity } from '@platform/testkit';
import { defineJob, enqueue, jobHandler } from './index.ts';

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
  await expect(city.database.forModule('beta').transaction((tx) => enqueue(tx, work, { n: 1 }))).rejects.toThrow(/may not enqueue a job of module alpha/);
  await expect(city.database.forModule('alpha').transaction((tx) => enqueue(tx, work, { n: 'x' as never }))).rejects.toThrow();
});
