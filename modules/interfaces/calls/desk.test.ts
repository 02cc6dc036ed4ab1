import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import type { Grant } from '@modules/sharing/contract';
import { openCallDesk, type CallDesk } from '../call-interface.ts';
import { interfaceErrors } from '../errors.ts';
import type { Backend } from '../domain/answering.ts';
import { Lanes } from './lanes.ts';
import { fakeBackend, fakeBook, FAKE_GRANT } from './testing/fakes.ts';

let city: TestCity<Module>;
const migrations = { module: 'interfaces', folder: fileURLToPath(new URL('../migrations', import.meta.url)) };
beforeAll(async () => {
  city = await startTestCity({ modules: () => [{ name: 'interfaces', migrations }] });
});
afterAll(() => city.stop());

const deskWith = (backend: Backend | ((kind: string) => Backend), grant: Grant = FAKE_GRANT): CallDesk =>
  openCallDesk({
    ...city,
    db: city.database.forModule('interfaces'),
    book: fakeBook(),
    grants: { forInterface: () => grant, lost: () => undefined },
    backends: () => (typeof backend === 'function' ? backend('') : backend),
  });
const call = (key = '1') => ({
  interface: 'look-up',
  application: 'shop',
  actor: { kind: 'application', applicationId: 'shop', organisation: 'office' } as const,
  parameters: { key },
  purpose: 'why',
  caseNo: 'D-1',
  trace: 't',
});
const rows = async <T>(text: string): Promise<T[]> => (await city.database.pool.query(text)).rows as T[];

test('calls that wait go together, each is answered once, in lanes that never hold each other up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 3 })), {
        minLength: 1,
        maxLength: 60,
      }),
      async (items) => {
        const seen: number[] = [];
        const underWay = new Map<string, number>();
        const lanes = new Lanes<number>(
          async (kind, batch) => {
            underWay.set(kind, (underWay.get(kind) ?? 0) + 1);
            expect(underWay.get(kind)).toBeLessThanOrEqual(2);
            expect([...underWay.values()].reduce((a, b) => a + b)).toBeLessThanOrEqual(3);
            expect(batch.length).toBeLessThanOrEqual(8);
            await new Promise((resume) => setImmediate(resume));
            seen.push(...batch);
            underWay.set(kind, (underWay.get(kind) ?? 0) - 1);
          },
          { most: 8, sideBySide: 2, inAll: 3, waiting: 1_000 },
        );
        for (const [index, [kind, wait]] of items.entries()) {
          expect(lanes.add(kind, index)).toBe(true);
          for (let turn = 0; turn < wait; turn += 1) await new Promise((resume) => setImmediate(resume));
        }
        await lanes.settled();
        expect(seen.toSorted((a, b) => a - b)).toEqual(items.map((_, index) => index));
      },
    ),
    { numRuns: 30 },
  );
  const full = new Lanes<number>(() => new Promise(() => undefined), { most: 1, sideBySide: 1, inAll: 1, waiting: 2 });
  expect([full.add('a', 1), full.add('a', 2), full.add('a', 3), full.add('b', 4)]).toEqual([true, true, false, true]);
});

test('many calls at once are a few transactions, and exactly as many records, receipts and reads', async () => {
  const desk = deskWith(fakeBackend());
  const outcomes = await Promise.all(Array.from({ length: 300 }, (_, n) => desk.take(call(String(n)))));
  for (const outcome of outcomes.slice(1)) outcome.sent(true);
  // One caller had gone.
  outcomes[0]?.sent(false);
  await desk.settle();
  const [kept] = await rows<
    Record<string, number>
  >(`select (select count(*)::int from interfaces.call_seen where outcome = 'match') as calls,
    (select sum(calls)::int from interfaces.usage) as usage, (select count(*)::int from platform.receipt) as receipts,
    (select count(*)::int from platform.read_seen) as reads, (select count(*)::int from interfaces.call_batch) as batches,
    (select sum(cardinality(unsent))::int from interfaces.call_batch) as unsent,
    (select count(*)::int from interfaces.call_batch where answered_at is null) as open`);
  expect(kept).toMatchObject({ calls: 300, usage: 300, receipts: 300, reads: 300, unsent: 1, open: 0 });
  expect(kept?.['batches']).toBeLessThan(30);
});

test('a call about a person and a firm is one read that both find, under the id of the one receipt that is behind it', async () => {
  const desk = deskWith(fakeBackend());
  const [both, alone] = await Promise.all([desk.take(call('ann+mill')), desk.take(call('bob'))]);
  for (const outcome of [both, alone]) outcome.sent(true);
  await desk.settle();
  const about = async (who: string) =>
    city.database.asPlatform.read((tx) => city.audit.readsOf(tx, `subject-of-${who}`, 10));
  for (const who of ['ann', 'mill'])
    expect(await about(who)).toMatchObject([
      { id: both.answer.callId, resource: 'interface:look-up', fields: ['key'] },
    ]);
  expect(await about('bob')).toMatchObject([{ id: alone.answer.callId }]);
  const receipts = await rows<{ id: string; facts: Buffer }>(
    `select id, facts from platform.receipt where id in ('${both.answer.callId}', '${alone.answer.callId}')`,
  );
  expect(receipts.map(({ id }) => id).toSorted()).toEqual([both.answer.callId, alone.answer.callId].toSorted());
  for (const { facts } of receipts) expect(facts.toString('utf8')).not.toContain('subject-of');
});

test('a look-up that takes too long is cancelled in the database, told and recorded; other kinds go on meanwhile', async () => {
  const backends = new Map([
    ['slow', fakeBackend({ kind: 'slow', seconds: 20, timeoutMs: 800 })],
    ['quick', fakeBackend({ kind: 'quick' })],
  ]);
  let kind = 'slow';
  const desk = deskWith(() => backends.get(kind) as Backend);
  let over = false;
  const slow = Promise.allSettled(Array.from({ length: 4 }, () => desk.take(call()))).finally(() => (over = true));
  kind = 'quick';
  (await desk.take(call())).sent(true);
  expect(over).toBe(false);
  for (const outcome of await slow)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'interfaces.too-slow', retryAfter: 2 } });
  expect(
    await rows(
      `select 1 from pg_stat_activity where query like '%pg_sleep%' and state = 'active' and pid <> pg_backend_pid()`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select count(*)::int as n from interfaces.call_seen where outcome = 'interfaces.too-slow' and status = 503`,
    ),
  ).toEqual([{ n: 4 }]);
});

test('what lies beyond the network is asked outside any transaction; a call that waits there holds up none that came after', async () => {
  const waiting: (() => void)[] = [];
  let asked = 0;
  const outside: Backend = {
    kind: 'outside',
    where: 'outside',
    provider: () => 'above',
    checked: (_definition, given) => ({ ...given }),
    async answer({ id, parameters }) {
      asked += 1;
      if (parameters['key'] === 'slow') await new Promise<void>((resume) => waiting.push(resume));
      if (parameters['key'] === 'bad') throw interfaceErrors.busy({ seconds: 9 }, { retryAfter: 9 });
      return {
        answer: { callId: id, mode: 'verify', result: 'match' },
        outcome: 'match',
        fields: [],
        rows: 0,
        subjects: [],
      };
    },
  };
  const desk = deskWith(outside);
  const use = (nonce: string) => ({ keyId: 'ak-outside', nonce, time: 1_700_000_000_000, request: '00'.repeat(32) });
  const slow = desk.take(call('slow'), use('1'));
  const bad = expect(desk.take(call('bad'), use('2'))).rejects.toMatchObject({ code: 'interfaces.busy' });
  expect((await desk.take(call('quick'), use('3'))).answer).toMatchObject({ result: 'match' });
  await bad;
  // A replay does not go beyond the network a second time.
  await expect(desk.take(call('quick'), use('3'))).rejects.toMatchObject({ code: 'interfaces.replayed' });
  expect(asked).toBe(3);
  for (const resume of waiting) resume();
  expect((await slow).answer).toMatchObject({ result: 'match' });
  await desk.settle();
});

test('kill -9 in the midst of it: every answer that arrived is recorded once; what was recorded and not told to have left is marked', async () => {
  await rows(
    'truncate interfaces.call, interfaces.call_pack, interfaces.call_batch, interfaces.usage, interfaces.nonce_use',
  );
  const child = fork(
    join(import.meta.dirname, 'testing', 'desk-process.ts'),
    [city.database.pool.options.connectionString as string],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [],
    },
  );
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const agent = new Agent({ keepAlive: true, maxSockets: 24 });
  const arrived: string[] = [];
  let over = false;
  const ask = (): Promise<void> =>
    new Promise((done) => {
      const sent = request({ port, host: '127.0.0.1', method: 'POST', agent }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          if (response.complete && response.statusCode === 200)
            arrived.push((JSON.parse(text) as { callId: string }).callId);
          done();
        });
        response.on('error', () => done());
      });
      sent.on('error', () => done());
      sent.end();
    });
  const callers = Array.from({ length: 24 }, async () => {
    while (!over) await ask();
  });
  await expect.poll(() => arrived.length, { timeout: 8_000, interval: 20 }).toBeGreaterThan(300);
  child.kill('SIGKILL');
  await once(child, 'exit');
  over = true;
  await Promise.all(callers);
  agent.destroy();
  // The server of the database may still be ending what the killed process had begun.
  await expect
    .poll(
      async () =>
        (
          await rows(
            `select 1 from pg_stat_activity where application_name = 'yiwang' and state <> 'idle' and pid <> pg_backend_pid()`,
          )
        ).length,
    )
    .toBe(0);
  const recorded = await rows<{ id: string; marked: boolean }>(
    `select c.id, b.answered_at is not null and not c.id = any(b.unsent) as marked from interfaces.call_seen c join interfaces.call_batch b on b.id = c.batch`,
  );
  const ids = recorded.map(({ id }) => id);
  expect(new Set(arrived).size).toBe(arrived.length);
  expect(new Set(ids).size).toBe(ids.length);
  // Each answer that arrived was durable before it left.
  expect(arrived.filter((id) => !ids.includes(id))).toEqual([]);
  // What is marked as sent did arrive; so all that did not is among the unmarked.
  const got = new Set(arrived);
  expect(recorded.filter(({ id, marked }) => marked && !got.has(id))).toEqual([]);
  expect(await rows(`select sum(calls)::int as usage from interfaces.usage`)).toEqual([{ usage: ids.length }]);
  expect(
    await rows(`select count(*)::int as n from platform.receipt where id = any (select id from interfaces.call_seen)`),
  ).toEqual([{ n: ids.length }]);
  expect(
    await rows(
      `select count(*)::int as n from platform.read_seen where id = any (select id from interfaces.call_seen)`,
    ),
  ).toEqual([{ n: ids.length }]);
}, 20_000);
