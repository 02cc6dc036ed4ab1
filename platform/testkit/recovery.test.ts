import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineEvent } from '@platform/kernel';
import { startSequencer, verifyAudit, type Sequencer } from '@platform/audit';
import { sql, startCluster, type Cluster } from '@platform/database';
import { feature } from '@platform/http';
import { defineJob, enqueue, jobHandler } from '@platform/jobs';
import type { Module } from '@platform/module';
import { reaction } from '@platform/outbox';
import { personActor } from './actors.ts';
import { startTestCity, type TestCity } from './test-city.ts';

// A product that runs on while its database is killed under it, restarted, or loses its connections.
const done = defineEvent('alpha.thing-done', Type.Object({ n: Type.Integer() }));
const work = defineJob('alpha.do-work', Type.Object({ n: Type.Integer() }));
const folder = mkdtempSync(join(tmpdir(), 'yiwang-recovery-'));
const reacted: number[] = [];
const worked: number[] = [];
let cluster: Cluster;
let city: TestCity<Module>;
let sequencer: Sequencer;
const checkpointFile = join(folder, 'checkpoints.jsonl');
const ann = personActor('ann', 'subject-ann');
/** Work that takes long enough to be under way when the database goes. */
let hold: Promise<void> = Promise.resolve();

beforeAll(async () => {
  chmodSync(folder, 0o755);
  cluster = await startCluster({
    folder: join(folder, 'cluster'),
    unsafeFast: true,
    settings: { shared_buffers: '32MB' },
  });
  city = await startTestCity({
    superuserUrl: cluster.superuserUrl(),
    modules: (f) => [
      {
        name: 'alpha',
        features: [
          feature({
            name: 'alpha.do-thing',
            method: 'POST',
            path: '/api/things/:n',
            summary: { zh: '做', en: 'Do' },
            access: { signedIn: 'person' },
            params: Type.Object({ n: Type.Integer() }),
            response: Type.Object({ n: Type.Integer() }),
            handle: ({ actor, trace }, { params: { n } }) =>
              f.database.forModule('alpha').transaction(async (tx) => {
                await f.outbox.append(tx, done, `thing:${n % 3}`, { n }, trace);
                await f.audit.append(tx, { actor, action: 'alpha.do-thing', subject: `thing:${n}`, trace });
                await enqueue(tx, work, { n });
                return { n };
              }),
          }),
        ],
        jobs: [
          jobHandler(work, async ({ n }) => {
            await hold;
            await f.database.forModule('alpha').read((tx) => tx.one(sql`select 1`));
            worked.push(n);
          }),
        ],
      },
      {
        name: 'beta',
        reactions: [
          reaction('beta.on-thing-done', done, async (tx, event) => {
            await hold;
            await tx.one(sql`select 1`);
            reacted.push(event.payload.n);
          }),
        ],
      },
    ],
  });
  sequencer = startSequencer({
    database: city.database,
    clock: city.clock,
    keys: city.keys,
    checkpointFile,
    intervalMs: 100,
  });
}, 60_000);
afterAll(async () => {
  await sequencer.stop();
  await city.stop();
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const doThing = (n: number) =>
  city.request({ method: 'POST', path: `/api/things/${n}`, as: ann, headers: { 'idempotency-key': `thing-${n}-key` } });
const until = async (what: () => boolean | Promise<boolean>, ms: number): Promise<boolean> => {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((resume) => setTimeout(resume, 25)))
    if (await what()) return true;
  return false;
};
const listening = async (): Promise<number> => {
  const admin = new pg.Client({ connectionString: cluster.superuserUrl() });
  await admin.connect();
  const { rows } = await admin.query(
    `select count(*)::int as count from pg_stat_activity where query = 'listen yiwang_delivery'`,
  );
  await admin.end();
  return rows[0].count;
};

test('all connections cut under way: nothing is lost, and events wake their reactions again at once', async () => {
  let release = (): void => undefined;
  hold = new Promise((resume) => (release = resume));
  for (let n = 1; n <= 3; n += 1) expect((await doThing(n)).status).toBe(200);
  await new Promise((resume) => setTimeout(resume, 200));
  const admin = new pg.Client({ connectionString: cluster.superuserUrl() });
  await admin.connect();
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename like 'city_%'`,
  );
  await admin.end();
  release();
  hold = Promise.resolve();
  expect(await until(async () => (await listening()) === 1, 5_000)).toBe(true);
  // A new event is not behind the lost ones, whose lease has to run out.
  const began = performance.now();
  expect((await doThing(6 + 4)).status).toBe(200);
  expect(await until(() => worked.includes(10), 5_000)).toBe(true);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await until(() => [1, 2, 3].every((n) => worked.includes(n)), 15_000)).toBe(true);
}, 30_000);

test('the database is stopped and started again: 503 with a time to come back meanwhile, then everything goes on without a restart', async () => {
  await cluster.stop();
  const away = await doThing(20);
  expect([away.status, away.body.code]).toEqual([503, 'database.unreachable']);
  expect(Number(away.headers['retry-after'])).toBeGreaterThan(0);
  expect(await city.database.ping()).toBe(false);
  await new Promise((resume) => setTimeout(resume, 2_500));
  cluster = await startCluster({
    folder: join(folder, 'cluster'),
    unsafeFast: true,
    settings: { shared_buffers: '32MB' },
  });
  expect(await until(async () => (await doThing(20)).status === 200, 5_000)).toBe(true);
  expect(await until(() => worked.includes(20), 15_000)).toBe(true);
  expect(await until(async () => (await listening()) === 1, 6_000)).toBe(true);
  const { events } = await city.database.asPlatform.read((tx) =>
    tx.one<{ events: number }>(sql`select count(*)::int as events from platform.event where payload->>'n' = '20'`),
  );
  expect(events).toBe(1);
}, 40_000);

test('after all that each event was reacted to, in order, and the audit is whole', async () => {
  await city.database.pool.query(`update platform.delivery set leased_until = now() where leased_until > now()`);
  expect(await until(() => [1, 2, 3, 10, 20].every((n) => reacted.includes(n)), 10_000)).toBe(true);
  expect(reacted.filter((n) => n % 3 === 1)).toEqual([1, 10]);
  await sequencer.run();
  const report = await verifyAudit({ database: city.database, keys: city.keys, checkpointFile });
  expect([report.faults, report.rows]).toEqual([[], 5]);
});
