import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateSm2KeyPair, sm2Signer } from '@platform/crypto';
import { receiptFacts, verifyReceiptFiles, type HeldReceipts } from '@platform/receipts';
import { anonymous, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import type { Actor } from '@platform/access';
import { createReceipts } from './module.ts';

let city: TestCity<Module>;
let receipts: ReturnType<typeof createReceipts>;
const folder = mkdtempSync(join(tmpdir(), 'yiwang-receipts-'));
const shop: Actor = { kind: 'application', applicationId: 'racket-shop', organisation: 'courts-bureau' };
const officer = staffActor('courts-bureau', ['department-data-officer']);
const stranger = staffActor('elsewhere', ['department-data-officer']);
const overseer = staffActor('bureau', ['sharing-authority'], { organisations: 'all' });
const ids: string[] = [];
let held: HeldReceipts = { exchanges: [], grants: [], packages: [] };

beforeAll(async () => {
  city = await startTestCity({
    packs: { ids: ['tennis-club'] },
    settings: { keepReceiptsYears: 3 },
    resolveApplication: async () => shop,
    modules: (f) => {
      receipts = createReceipts({
        ...f,
        held: async () => held,
        organisations: { find: (id) => ({ id, name: { zh: id, en: id } }) as never },
      });
      return [receipts, { name: 'alpha' }];
    },
  });
  for (const [provider, consumer] of [
    ['tennis-association', 'racket-shop'],
    ['tennis-association', 'cases'],
    ['elsewhere', 'cases'],
  ] as const) {
    const id = city.ids.next();
    ids.push(id);
    await city.database.forModule('alpha').transaction((tx) =>
      city.receipts.append(tx, [
        {
          id,
          at: city.clock.now(),
          kind: 'call',
          provider,
          consumer,
          facts: receiptFacts({ id, consumer, kind: 'call', outcome: 'match' }),
        },
      ]),
    );
  }
});
afterAll(async () => {
  await city.stop();
  rmSync(folder, { recursive: true, force: true });
});

const list = async (as: Actor, query = '') =>
  (await city.request({ path: `/api/receipts?${query}`, as })).body.items.map((item: { id: string }) => item.id);

test('until it is sealed a receipt waits; then it is genuine, and a file of its own', async () => {
  const [id] = ids as [string];
  expect((await city.request({ path: `/api/receipts/${id}`, as: overseer })).body).toMatchObject({
    verdict: 'waiting',
    outcome: 'match',
  });
  expect((await city.request({ path: `/api/receipts/${id}/file`, as: overseer })).body.code).toBe(
    'receipts.not-sealed',
  );
  expect(await receipts.port.sealed(ids)).toEqual(new Set());
  expect(await receipts.port.receiptFor({ id })).toBeUndefined();
  await receipts.sealer().run();
  expect((await city.request({ path: `/api/receipts/${id}`, as: overseer })).body).toMatchObject({
    verdict: 'genuine',
    consumerSigned: false,
  });
  expect(await receipts.port.sealed(ids)).toEqual(new Set(ids));
  expect((await receipts.port.receiptFor({ id }))?.file).toContain('yiwang-receipt/1');
});

test('each side finds its own receipts by department, application and day; others find nothing', async () => {
  const [a, b, c] = ids;
  expect(await list(overseer)).toEqual([c, b, a]);
  expect(await list(overseer, 'limit=2')).toEqual([c, b]);
  const { body: first } = await city.request({ path: '/api/receipts?limit=2', as: overseer });
  expect(await list(overseer, `limit=2&cursor=${first.next}`)).toEqual([a]);
  expect(await list(overseer, 'organisation=elsewhere')).toEqual([c]);
  expect(await list(overseer, 'application=racket-shop')).toEqual([a]);
  expect(await list(overseer, `id=${b}`)).toEqual([b]);
  expect(await list(overseer, 'from=2026-11-01&to=2026-11-19')).toEqual([]);
  // The shop is the courts bureau's.
  expect(await list(officer)).toEqual([a]);
  expect(await list(stranger)).toEqual([c]);
  expect(await list(stranger, 'organisation=courts-bureau')).toEqual([]);
  expect((await city.request({ path: `/api/receipts/${a}`, as: stranger })).body.code).toBe('receipts.unknown-receipt');
  for (const as of [anonymous, staffActor('courts-bureau', ['clerk'])])
    expect((await city.request({ path: '/api/receipts', as })).status).toBeGreaterThanOrEqual(401);
  expect((await city.request({ path: `/api/open/receipts/${a}`, as: shop })).status).toBe(200);
  expect((await city.request({ path: `/api/open/receipts/${b}`, as: shop })).status).toBe(404);
});

test('a department registers its key and signs the heads of what it took, each once', async () => {
  const { privateKey, publicKey } = generateSm2KeyPair();
  const open = async () =>
    (await city.request({ path: '/api/open/receipts/roots?unsigned=true', as: shop })).body.items;
  const sign = (no: string, text: string, key = privateKey) =>
    city.request({
      method: 'POST',
      path: `/api/open/receipts/roots/${no}/signature`,
      as: shop,
      body: { signature: sm2Signer(key).sign(Buffer.from(text)).toString('hex') },
    });
  const [head] = await open();
  expect((await sign(head.no, head.headText)).body.code).toBe('receipts.no-signer');
  const register = (as: Actor, key: string) =>
    city.request({
      method: 'POST',
      path: '/api/receipts/signers',
      as,
      body: { application: 'racket-shop', publicKey: key },
    });
  expect((await register(stranger, publicKey.toString('hex'))).body.code).toBe('receipts.unknown-application');
  expect((await register(officer, `04${'11'.repeat(64)}`)).body.code).toBe('receipts.bad-public-key');
  expect((await register(officer, publicKey.toString('hex'))).body.certificate).toContain('BEGIN CERTIFICATE');
  expect((await sign(head.no, head.headText, generateSm2KeyPair().privateKey)).body.code).toBe(
    'receipts.signature-wrong',
  );
  expect((await sign(head.no, head.headText)).body).toEqual({ signed: true });
  expect((await sign(head.no, head.headText)).body.code).toBe('receipts.nothing-to-sign');
  expect(await open()).toEqual([]);
  expect((await city.request({ path: `/api/receipts/${ids[0]}`, as: officer })).body.consumerSigned).toBe(true);
  const { body: roots } = await city.request({ path: '/api/receipts/roots', as: overseer });
  // The platform signed for its own application when it sealed.
  expect(roots.items[0].consumers).toMatchObject([
    { application: 'cases', signedAt: expect.any(String) },
    { application: 'racket-shop', signedAt: expect.any(String) },
  ]);
});

test('of a batch others took part in, a department sees the head and no other side; its folder holds its own receipts and signatures', async () => {
  const roots = async (as: Actor) =>
    (await city.request({ path: '/api/receipts/roots', as })).body.items[0].consumers.map(
      (one: { application: string }) => one.application,
    );
  expect(await roots(overseer)).toEqual(['cases', 'racket-shop']);
  expect(await roots(officer)).toEqual(['racket-shop']);
  // It gave to cases, and took nothing.
  expect(await roots(stranger)).toEqual([]);
  const zip = await city.request({ path: '/api/receipts/folder.zip', as: stranger });
  const files = unzip(zip.bytes);
  expect(files.map(({ name }) => name)).toEqual([`${ids[2]}.json`, 'heads.json', 'authority.pem']);
  const heads = files[1]?.bytes.toString('utf8');
  expect(heads).toContain('"cases"');
  expect(heads).not.toContain('racket-shop');
  expect((await city.request({ path: `/api/receipts/${ids[0]}/file`, as: stranger })).body.code).toBe(
    'receipts.unknown-receipt',
  );
  expect((await city.request({ path: '/api/receipts/signers', as: stranger })).body).toEqual({
    items: [],
    without: [],
  });
});

test('the folder that people download is verified offline by the command, and a changed one is found out', async () => {
  const zip = await city.request({ path: '/api/receipts/folder.zip', as: overseer });
  expect(zip.headers['content-type']).toBe('application/zip');
  for (const { name, bytes } of unzip(zip.bytes)) writeFileSync(join(folder, name), bytes);
  const verify = (...more: string[]) =>
    spawnSync(process.execPath, ['tools/receipts/run.ts', folder, ...more], {
      cwd: join(import.meta.dirname, '..', '..'),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
  const good = verify('--trust', join(folder, 'authority.pem'));
  expect(`${good.status} ${good.stderr}`).toBe('0 ');
  expect(good.stdout).toContain('All 3 receipt(s) are genuine');
  const file = join(folder, `${ids[1]}.json`);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"outcome":"match"', '"outcome":"match2"'));
  const bad = verify('--json');
  expect(bad.status).toBe(1);
  expect(JSON.parse(bad.stdout).files.find((one: { file: string }) => one.file === `${ids[1]}.json`)).toMatchObject({
    genuine: false,
    fault: { what: 'not-in-root' },
  });
});

test('exchanges whose term is over go batch by batch, once each was found whole; what is named in a dispute stays, and what went is said under a signature', async () => {
  const forget = () =>
    receipts.jobs
      ?.find(({ name }) => name === 'receipts.forget-receipts')
      ?.run({}, { jobId: '1', attempt: 1, signal: new AbortController().signal });
  const show = async (id: string) => (await city.request({ path: `/api/receipts/${id}`, as: overseer })).body;
  const exchange = async (facts: object): Promise<string> => {
    const id = city.ids.next();
    await city.database.forModule('alpha').transaction((tx) =>
      city.receipts.append(tx, [
        {
          id,
          at: city.clock.now(),
          kind: 'call',
          provider: 'tennis-association',
          consumer: 'cases',
          facts: receiptFacts({ id, consumer: 'cases', kind: 'call', ...facts }),
        },
      ]),
    );
    await receipts.sealer().run();
    return id;
  };
  const named = await exchange({ grant: 'g-1' });
  const questioned = await exchange({ grant: 'g-2' });
  const altered = await exchange({ grant: 'g-3' });
  const old = await exchange({ grant: 'g-4' });
  held = { exchanges: [questioned], grants: ['g-1'], packages: [] };
  city.clock.set('2029-11-19T02:00:00Z');
  const young = await exchange({ grant: 'g-5' });
  await forget();
  // Its three years are not over.
  expect(await show(old)).toMatchObject({ verdict: 'genuine' });
  city.clock.set('2029-12-01T02:00:00Z');
  const row = await city.database.pool.query(
    `update platform.receipt_chunk set facts = array['{"forged":1}'::bytea] where $1 = any(ids) returning batch`,
    [altered],
  );
  await forget();
  for (const id of [...ids, old])
    expect(await show(id)).toMatchObject({ code: 'receipts.removed', title: expect.stringContaining('2029-12-01') });
  expect(await receipts.port.removed(old)).toEqual(city.clock.now());
  expect(await receipts.port.removed(young)).toBeUndefined();
  for (const id of [named, questioned, young]) expect(await show(id)).toMatchObject({ verdict: 'genuine' });
  // What was not what its head says stays for whoever looks into it.
  expect(await show(altered)).toMatchObject({ verdict: 'forged' });
  expect(row.rows).toHaveLength(1);
  const told = await city.database.pool.query(
    `select detail from platform.audit_entry where action = 'receipts.forget-receipts'`,
  );
  expect(told.rows.map(({ detail }) => detail)).toMatchObject([{ removed: 4, broken: 1 }]);

  // The folder of what is left verifies offline, with the platform's word for what went; that word cannot be changed.
  const zip = await city.request({ path: '/api/receipts/folder.zip?from=2026-01-01&to=2029-12-31', as: overseer });
  const files = unzip(zip.bytes).filter(({ name }) => name !== `${altered}.json`);
  expect(files.map(({ name }) => name)).toContain('removals.json');
  const verdict = verifyReceiptFiles(files);
  expect(verdict.files.filter(({ genuine }) => !genuine)).toEqual([]);
  expect(verdict.files.find(({ file }) => file === 'removals.json')).toMatchObject({ kind: 'removals' });
  const changed = files.map(({ name, bytes }) => ({
    name,
    bytes:
      name === 'removals.json'
        ? Buffer.from(bytes.toString('utf8').replace('"before":"2026', '"before":"2016'))
        : bytes,
  }));
  expect(verifyReceiptFiles(changed).files.find(({ file }) => file === 'removals.json')).toMatchObject({
    genuine: false,
    fault: { what: 'signature-wrong' },
  });
  held = { exchanges: [], grants: [], packages: [] };
  await forget();
  expect(await show(named)).toMatchObject({ code: 'receipts.removed' });
});

/** Reads what `zipOf` writes by the central directory, as any unpacker does. */
function unzip(zip: Buffer): { name: string; bytes: Buffer }[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const size = zip.readUInt32LE(at + 20);
    const length = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + length);
    const local = zip.readUInt32LE(at + 42);
    at += 46 + length;
    const begin = local + 30 + zip.readUInt16LE(local + 26);
    return { name, bytes: zip.subarray(begin, begin + size) };
  });
}
