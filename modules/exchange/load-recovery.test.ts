import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCity, staffActor, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { createExchange } from './module.ts';
import { startDueLoadsJob } from './jobs/run-load-job.ts';
import { harbourCatalogue, harbourPack } from './testing/harbour.ts';

const drop = mkdtempSync(join(tmpdir(), 'yiwang-drop-'));
const officer = staffActor('data-office', ['data-officer'], { organisations: 'all' });
let city: TestCity<Module>;
let exchange: Module;

beforeAll(async () => {
  writeFileSync(join(drop, 'fees-1.csv'), '编号,缴费人,到期\n1,段一,2026/1/2\n2,段二,不知\n');
  city = await startTestCity<Module>({
    packs: harbourPack(),
    settings: { deployment: { FEES_DROP: drop } },
    modules: (f) => {
      const catalogue = harbourCatalogue(f);
      exchange = createExchange({
        ...f,
        catalogue: catalogue.port,
        organisations: { find: () => undefined, all: () => [] },
      });
      return [catalogue, exchange];
    },
  });
  await city.settle();
});
afterAll(async () => {
  await city.stop();
  rmSync(drop, { recursive: true, force: true });
});

const query = async (text: string, values: unknown[] = []) => (await city.database.pool.query(text, values)).rows;
const loads = () =>
  query(
    `select id, state, attempts, rows_rejected::int as rejected from exchange.load where source_id = 'fees-file' order by id`,
  );
const runMinute = async () => {
  const job = exchange.jobs?.find((one) => one.name === startDueLoadsJob.name);
  await job?.run({}, { jobId: '1', attempt: 1, signal: new AbortController().signal });
  await city.settle();
};

test('a load cut short by kill -9 is begun again at the next start, though its job stays locked by the dead worker', async () => {
  const [done] = await loads();
  expect(done).toMatchObject({ state: 'done', rejected: 1 });
  // As the killed process left it: running, some rows set aside, its job locked, nothing merged.
  await query(`update exchange.load set state = 'running', finished_at = null where id = $1`, [done.id]);
  await query(`delete from lake.raw_fees`);
  // In one transaction: a worker that saw the job before it was locked would run it.
  await query(`begin;
    select graphile_worker.add_job('exchange.run-load', '{"loadId":"${done.id}"}', job_key := 'exchange.load:${done.id}');
    update graphile_worker._private_jobs set locked_at = now(), locked_by = 'dead' where key = 'exchange.load:${done.id}';
    commit`);
  expect((await query(`select count(*)::int as n from exchange.rejected_row where load_id = $1`, [done.id]))[0].n).toBe(
    1,
  );

  await exchange.prepare?.();
  await city.settle();
  expect(await loads()).toEqual([{ ...done, state: 'done', attempts: 2 }]);
  expect((await query(`select count(*)::int as n from exchange.rejected_row where load_id = $1`, [done.id]))[0].n).toBe(
    1,
  );
  expect(await query(`select number from lake.raw_fees`)).toEqual([{ number: '1' }]);
});

test('a load that another process works on is left to it; when that process dies, the next minute takes it over', async () => {
  const { body } = await city.request({ path: '/api/exchange/loads?source=fees-file', as: officer });
  const id = body.items[0].id as string;
  const worker = new pg.Client(city.database.pool.options);
  worker.on('error', () => undefined);
  await worker.connect();
  await worker.query(`begin; select pg_try_advisory_xact_lock(hashtextextended('exchange.source:fees-file', 0))`);
  await query(`update exchange.load set state = 'running' where id = $1`, [id]);
  city.clock.advance(120_000);
  await runMinute();
  expect((await loads())[0]).toMatchObject({ state: 'running', attempts: 2 });
  // Asked for again meanwhile: the open one is answered, no second begins.
  const again = await city.request({ method: 'POST', path: '/api/exchange/sources/fees-file/loads', as: officer });
  expect(again.body.loadId).toBe(id);

  await query(`select pg_terminate_backend(${(worker as unknown as { processID: number }).processID})`);
  await worker.end().catch(() => undefined);
  await runMinute();
  expect((await loads())[0]).toMatchObject({ id, state: 'done', attempts: 3 });
});

test('two who start at once start one load', async () => {
  const answers = await Promise.all(
    Array.from({ length: 4 }, () =>
      city.request({ method: 'POST', path: '/api/exchange/sources/fees-file/loads', as: officer }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.body.loadId)).size).toBe(1);
  await city.settle();
  expect(await loads()).toHaveLength(2);
});

test('the clock starts what a schedule says, and only for sources this deployment has', async () => {
  await runMinute();
  // The workbook's source has no schedule and was tried at the first start; the database's has one, but no address here.
  expect(await query(`select source_id, count(*)::int as n from exchange.load group by 1 order by 1`)).toEqual([
    { source_id: 'fees-book', n: 1 },
    { source_id: 'fees-file', n: 2 },
  ]);
  (city.settings.deployment as Record<string, string>)['HARBOUR_DATABASE'] = 'postgres://nobody:x@127.0.0.1:1/none';
  await runMinute();
  const count = async () =>
    (await query(`select count(*)::int as n from exchange.load where source_id = 'holders-database'`))[0].n;
  expect(await count()).toBe(1);
  city.clock.advance(29 * 60_000);
  await runMinute();
  expect(await count()).toBe(1);
  city.clock.advance(60_000);
  await runMinute();
  expect(await count()).toBe(2);
});
