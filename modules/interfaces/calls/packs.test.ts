import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { openCallDesk, type CallDesk } from '../call-interface.ts';
import { listCalls } from '../store/calls.ts';
import { unpackCalls } from '../store/packs.ts';
import { fakeBackend, fakeBook, FAKE_GRANT } from './testing/fakes.ts';

// Batches are written packed; a nonce is used once over all processes, whatever becomes of them.
let city: TestCity<Module>;
const agent = new Agent({ keepAlive: true });
const children = new Set<ChildProcess>();
beforeAll(async () => {
  const migrations = { module: 'interfaces', folder: fileURLToPath(new URL('../migrations', import.meta.url)) };
  city = await startTestCity({ modules: () => [{ name: 'interfaces', migrations }] });
});
afterAll(async () => {
  agent.destroy();
  for (const child of children) child.kill('SIGKILL');
  await city.stop();
});

const db = () => city.database.forModule('interfaces');
const openDesk = (): CallDesk =>
  openCallDesk({
    ...city,
    db: db(),
    book: fakeBook(),
    grants: { forInterface: () => FAKE_GRANT, lost: () => undefined },
    backends: () => fakeBackend(),
  });
const call = (key: string) => ({
  interface: 'look-up',
  application: 'shop',
  actor: { kind: 'application', applicationId: 'shop', organisation: 'office' } as const,
  parameters: { key },
  purpose: 'why',
  caseNo: `C-${key}`,
  trace: `t-${key}`,
});
const signed = (nonce: string) => ({ keyId: 'ak', nonce, time: 1_700_000_000_000, request: '00'.repeat(32) });
const rows = async <T>(text: string): Promise<T[]> => (await city.database.pool.query(text)).rows as T[];
const counts = async () =>
  (
    await rows<{
      seen: number;
      packed: number;
      ids: number;
    }>(`select count(*)::int as seen, count(distinct id)::int as ids,
      (select count(*)::int from interfaces.call_packed) as packed from interfaces.call_seen`)
  )[0];

async function startProcess(): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(
    join(import.meta.dirname, 'testing', 'desk-process.ts'),
    [city.database.pool.options.connectionString as string],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] },
  );
  children.add(child);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
}

const ask = (port: number, nonce: string): Promise<string> =>
  new Promise((done, failed) => {
    const sent = request({ port, host: '127.0.0.1', method: 'POST', path: nonce, agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => done(response.statusCode === 200 ? 'answered' : text));
    });
    sent.on('error', failed);
    sent.end();
  });

test('calls are listed, counted and told the same packed and unpacked, and are unpacked once, however many do it', async () => {
  const desk = openDesk();
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, n) => desk.take(call(String(n)), signed(`n${n}`))),
  );
  for (const outcome of outcomes) outcome.sent(true);
  // A refused one beside them.
  await expect(desk.take({ ...call('x'), caseNo: ' ' })).rejects.toMatchObject({ code: 'interfaces.case-missing' });
  expect(await counts()).toMatchObject({ seen: 201, ids: 201, packed: 201 });
  const list = () => db().read((tx) => listCalls(tx, { interface: 'look-up' }, undefined, 500));
  const without = (listed: Awaited<ReturnType<typeof list>>) => listed.map(({ answered_at: _, ...rest }) => rest);
  const packed = without(await list());
  expect(packed.find(({ case_no: caseNo }) => caseNo === 'C-7')).toMatchObject({
    purpose: 'why',
    outcome: 'match',
    fields: ['key'],
    status: 200,
    trace: 't-7',
    grant_id: 'grant-1',
    key_id: 'ak',
  });
  // Unpacking that fails leaves everything as it was.
  await expect(
    db().transaction(async (tx) => {
      expect((await unpackCalls(tx, 100)).packs).toBeGreaterThan(0);
      throw new Error('ended in the midst of it');
    }),
  ).rejects.toThrow('ended in the midst of it');
  expect(await counts()).toMatchObject({ seen: 201, ids: 201, packed: 201 });
  await Promise.all([
    openDesk().unpack(),
    openDesk().unpack(),
    ...Array.from({ length: 6 }, () => db().transaction((tx) => unpackCalls(tx, 1))),
  ]);
  await desk.settle();
  expect(await counts()).toEqual({ seen: 201, ids: 201, packed: 0 });
  expect(without(await list())).toEqual(packed);
});

test('of one nonce sent to two processes at once, one is answered; after kill -9 it stays used, and what was packed is unpacked by another', async () => {
  const [one, other] = await Promise.all([startProcess(), startProcess()]);
  const nonces = Array.from({ length: 150 }, (_, n) => `/nonce-${n}`);
  const said = await Promise.all(nonces.map((nonce) => Promise.all([ask(one.port, nonce), ask(other.port, nonce)])));
  for (const both of said) expect(both.toSorted()).toEqual(['answered', 'interfaces.replayed']);
  one.child.kill('SIGKILL');
  await once(one.child, 'exit');
  // By the other process, and by one that starts anew.
  const fresh = await startProcess();
  for (const port of [other.port, fresh.port])
    expect(new Set(await Promise.all(nonces.slice(0, 40).map((nonce) => ask(port, nonce))))).toEqual(
      new Set(['interfaces.replayed']),
    );
  // Another key may use the same nonce.
  const desk = openDesk();
  (await desk.take(call('k'), { ...signed('/nonce-1'), keyId: 'ak-other' })).sent(true);
  for (const { child } of [other, fresh]) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const before = await counts();
  expect(before?.seen).toBe(before?.ids);
  await desk.unpack();
  await desk.settle();
  expect(await counts()).toEqual({ ...before, packed: 0 });
  expect(
    await rows(
      `select count(*)::int as n from interfaces.call where key_id = 'ak' and status = 200 and case_no = 'K-1'`,
    ),
  ).toEqual([{ n: nonces.length }]);
}, 20_000);
