import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BY_SYSTEM, casesAmongFakes, demoCitizenId, DRAWN, PROCESSES } from '@modules/cases/testing';
import { createInterfaces } from '@modules/interfaces';
import { silentLog } from '@platform/log';
import { SUBJECT, type Foundations, type Module } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { createClient } from '@tools/sdk';
import { fateOf, HABITS, startSystem, type Habits } from '@apps/systems-simulator';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
/** Handled by the police in their own system. */
const STAY = { ...BY_SYSTEM, id: 'kite-stay', organisation: 'police', codes: { ...BY_SYSTEM.codes, taskCode: 'STAY' } };
const folder = mkdtempSync(join(tmpdir(), 'yiwang-systems-'));
let interfaces: ReturnType<typeof createInterfaces>;
let city: TestCity<Module>;
let origin = '';

function writePack(): void {
  const files = {
    'pack.yaml': 'id: kites\nversion: 1.0.0\ntitle: { zh: 风筝, en: Kites }\nrequires: []\n',
    'organisations/all.yaml':
      'organisations:\n  - { id: police, creditCode: 11990200MB0099020M, name: { zh: 公安局, en: Police }, short: { zh: 公安, en: Police }, division: "990200", kind: department }\n',
    'applications/all.yaml':
      'applications:\n  - { id: police-desk, title: { zh: 勘验系统, en: Desk }, organisation: police }\n',
    'divisions/all.yaml': 'divisions:\n  - { code: "990200", name: { zh: 风筝市, en: Kite City }, level: city }\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, 'kites', path, '..'), { recursive: true });
    writeFileSync(join(folder, 'kites', path), text);
  }
}

const none = <T>(): T => new Proxy({}, { get: () => () => [] }) as T;
const withInterfaces = (f: Foundations) =>
  createInterfaces({
    ...f,
    organisations: none(),
    catalogue: none(),
    registries: none(),
    grants: none(),
    upstreams: none(),
  });

beforeAll(async () => {
  writePack();
  city = await startTestCity<Module>({
    packs: { folder, ids: ['kites'] },
    now: new Date().toISOString(),
    resolveApplication: (request, body) => interfaces.resolveApplication(request, body),
    modules: (f) => {
      interfaces = withInterfaces(f);
      return [interfaces, casesAmongFakes({ ann }, [...DRAWN, STAY], PROCESSES).create(f)];
    },
  });
  await city.http.listen({ port: 0, host: '127.0.0.1' });
  origin = `http://127.0.0.1:${(city.http.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await city.stop();
  rmSync(folder, { recursive: true, force: true });
});

const submitted = async (): Promise<string> => {
  const as = personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
  const post = (path: string, body: object) => city.request({ method: 'POST', path, body, as });
  const { id } = (await post('/api/cases', { matter: 'kite-survey' })).body;
  await post(`/api/cases/${id}/submit`, { form: { name: ann.name, colour: 'blue' } });
  return id;
};
const survey = async (id: string) =>
  (await city.request({ path: `/api/work/cases/${id}`, as: staffActor('kite-window', ['clerk']) })).body.tasks[0];
const timesDone = async (id: string): Promise<number> => {
  const { rows } = await city.database.pool.query(
    `select count(*)::int as n from platform.event where type = 'cases.task-done' and aggregate = $1`,
    [`case:${id}`],
  );
  return rows[0].n;
};
const quick: Habits = {
  ...HABITS,
  lookMs: 20,
  slowMs: [0, 20],
  doubled: 0,
  lost: 0,
  forgotten: 0,
  failed: 0,
  returnMs: 0,
};
async function at<T>(
  habits: Partial<Habits>,
  look: (system: ReturnType<typeof startSystem>) => Promise<T>,
): Promise<T> {
  const key = await interfaces.demoKeys.renew('police-desk', 'test');
  if (!key) throw new Error('no key');
  const { keyId, secret } = key;
  const how = { ...quick, ...habits };
  const system = startSystem({
    origin,
    application: 'police-desk',
    key: keyId,
    secret,
    habits: how,
    log: silentLog,
    taskCodes: ['STAY'],
  });
  try {
    return await look(system);
  } finally {
    await system.stop();
  }
}

test('what happens to a task follows from the seed', () => {
  const told = Array.from({ length: 200 }, (_, n) => fateOf(HABITS, `C-${n}`, 1));
  expect(told).toEqual(Array.from({ length: 200 }, (_, n) => fateOf(HABITS, `C-${n}`, 1)));
  expect(new Set(told.map(({ fate }) => fate)).size).toBe(5);
  expect(told.every(({ takesMs }) => takesMs >= 2_000 && takesMs <= 12_000)).toBe(true);
  expect(told).not.toEqual(Array.from({ length: 200 }, (_, n) => fateOf({ ...HABITS, seed: 'other' }, `C-${n}`, 1)));
});

test.each(['doubled', 'lost'] as const)('a result that is %s ends the task once', async (habit) => {
  const ids = [await submitted(), await submitted()];
  await at({ [habit]: 1 }, (system) => vi.waitFor(() => expect(system.counts().sent).toBe(4), 10_000));
  for (const id of ids) {
    expect(await survey(id)).toMatchObject({ state: 'done', result: 'agree', system: 'police-desk' });
    expect(await timesDone(id)).toBe(1);
  }
});

test('what it forgets is given again after five minutes; what it cannot do waits for people', async () => {
  // Signatures are good for five minutes on either side of the clock.
  city.clock.set(new Date(Date.now() - 200_000));
  const id = await submitted();
  await at({ forgotten: 1 }, (system) => vi.waitFor(() => expect(system.counts().forgotten).toBe(1), 10_000));
  expect(await survey(id)).toMatchObject({ state: 'open' });
  city.clock.set(new Date(Date.now() + 40_000));
  await at({ failed: 1 }, async () => {
    await new Promise((resume) => setTimeout(resume, 60));
    expect(await survey(id)).toMatchObject({ state: 'open' });
    city.clock.set(new Date(Date.now() + 150_000));
    await vi.waitFor(async () => expect(await survey(id)).toMatchObject({ state: 'failed' }), 10_000);
  });
  expect(await timesDone(id)).toBe(0);
});

test('cases it handles by itself are returned, signed, twice or late or wrong, and each counts once', async () => {
  city.clock.set(new Date());
  await at({ returnMs: 20 }, (system) =>
    vi.waitFor(() => expect(system.counts().returned).toBeGreaterThan(12), 10_000),
  );
  const { rows } = await city.database.pool.query(
    `select own_no, version::int as version, state from cases.returned where system = 'police-desk'`,
  );
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.every(({ version, state }) => state === (version === 2 ? 'closed' : 'received'))).toBe(true);
  const leader = staffActor('police', ['leader'], { organisations: 'all' });
  const { body } = await city.request({ path: '/api/work/volumes?origin=returned', as: leader });
  expect(body.total.received.count).toBe(rows.length);
});

test('keys come to demos alone; the one before is stopped', async () => {
  city.clock.set(new Date());
  const first = await interfaces.demoKeys.renew('police-desk', 'test');
  await interfaces.demoKeys.renew('police-desk', 'test');
  const { keyId: key, secret } = first as { keyId: string; secret: string };
  await expect(createClient({ origin, key, secret }).takeTasks()).rejects.toMatchObject({ status: 401 });
  expect(await interfaces.demoKeys.renew('unknown-desk', 'test')).toBeUndefined();
  const inEarnest = withInterfaces({ ...city, settings: { ...city.settings, demo: false } });
  expect(await inEarnest.demoKeys.renew('police-desk', 'test')).toBeUndefined();
});
