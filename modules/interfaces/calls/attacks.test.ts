import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson } from '@platform/kernel';
import { sm3 } from '@platform/crypto';
import { SUBJECT } from '@platform/module';
import {
  openReceiptTrust,
  startReceiptSealer,
  openReceiptArchive,
  receiptFile,
  signedHead,
  verifyReceiptFiles,
} from '@platform/receipts';
import type { Grant } from '@modules/sharing/contract';
import { signedText, signRequest } from '../domain/signature.ts';
import { madeUpId, startStand, type Signed } from '../testing/stand.ts';

// What is tried against data interfaces: each is refused, told in words, and stands in the usage record.
const KNOWN = madeUpId(7);
const source = { resource: 'players-roll', organisation: 'courts-bureau', loadId: 'l', at: '2026-11-20T01:00:00Z' };
const record = {
  key: KNOWN,
  fields: Object.fromEntries(
    Object.entries({
      citizen_id: KNOWN,
      name: '张三',
      birth_date: '1950-01-01',
      address: '一号街道',
      status: 'active',
    }).map(([name, value]) => [name, { value, source }]),
  ),
};
const FACTS: Grant = {
  id: 'shop-facts',
  request: 'request-1',
  delivery: 'interface',
  interface: 'player-facts',
  application: 'racket-shop',
  organisation: 'courts-bureau',
  fields: ['name', 'status'],
  purposes: [{ id: 'member-discount', title: { zh: '会员折扣', en: 'Discount' } }],
  legalBasis: { zh: '章程第九条', en: 'Statutes, article 9' },
};

let stand: Awaited<ReturnType<typeof startStand>>;
beforeAll(async () => {
  stand = await startStand({ record });
  stand.grants.give(FACTS);
});
afterAll(() => stand.city.stop());
beforeEach(() => stand.city.clock.advance(60_000));

const right = { purpose: 'member-discount', caseNo: 'A-1', parameters: { citizenId: KNOWN } };
const facts = (more: Partial<Signed> = {}) =>
  stand.call({ path: '/api/open/interfaces/player-facts', body: right, ...more });
/** The newest usage records, refused ones with the code. */
const recorded = async (count = 1) =>
  (await stand.city.request({ path: `/api/interfaces/player-facts/calls?limit=${count}`, as: stand.officer })).body
    .items;
const count = async (what: string): Promise<number> =>
  (await stand.city.database.pool.query(`select count(*)::int as n from ${what}`)).rows[0].n;

async function refused(
  answer: { status: number; text: string; body: { code: string; title: string } },
  status: number,
  code: string,
) {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  // In words, and without a value of anyone.
  expect(answer.body.title.length).toBeGreaterThan(10);
  expect(answer.text).not.toMatch(/张三|active/);
  // What is refused at the door is told first, and recorded with the next batch.
  await expect
    .poll(async () => (await recorded())[0])
    .toMatchObject({ outcome: code, status, rows: 0, answered: 'refused' });
}

test('a right call is answered, recorded, read by nobody unseen, and proved', async () => {
  const answer = await facts();
  expect(answer.body).toMatchObject({ mode: 'rows', rows: [{ values: { name: '张三', status: 'active' } }] });
  expect(answer.body.receipt).toMatchObject({ id: answer.body.callId, salt: expect.stringMatching(/^[0-9a-f]{32}$/) });
  await expect.poll(async () => (await recorded())[0]).toMatchObject({ outcome: 'found', rows: 1, answered: 'sent' });
  const [read] = await stand.city.database
    .forModule('interfaces')
    .read((tx) => stand.city.audit.readsOf(tx, stand.city.blindIndex(KNOWN, SUBJECT), 1));
  // The read bears the exchange's id: its receipt is found from it.
  expect(read).toMatchObject({ id: answer.body.callId, fields: ['name', 'status'], case_no: 'A-1' });
});

describe('refused, logged, explained', () => {
  test('a stolen key, from the moment it is revoked, though it was in use a moment before', async () => {
    const { keyId } = await stand.newKey();
    expect((await facts()).status).toBe(200);
    await stand.city.request({
      method: 'POST',
      path: `/api/applications/racket-shop/keys/${keyId}/revoke`,
      as: stand.officer,
    });
    await refused(await facts(), 401, 'interfaces.key-refused');
    // Revoked by another process, of which this one has heard nothing: the transaction that would answer looks again.
    const other = await stand.newKey();
    expect((await facts()).status).toBe(200);
    await stand.city.database.pool.query('update interfaces.application_key set revoked_at = now() where key_id = $1', [
      other.keyId,
    ]);
    await refused(await facts(), 401, 'interfaces.key-refused');
    await stand.newKey();
  });

  test('a replay, once and many times at once', async () => {
    const nonce = randomUUID();
    expect((await facts({ nonce })).status).toBe(200);
    await refused(await facts({ nonce }), 401, 'interfaces.replayed');
    // Kept back and sent again later, in other company: the time it was signed with is still good, but it was used.
    const kept = { nonce: randomUUID(), time: String(stand.city.clock.now().getTime()) };
    expect((await facts(kept)).status).toBe(200);
    stand.city.clock.advance(4 * 60_000);
    await refused(await facts(kept), 401, 'interfaces.replayed');
    const again = randomUUID();
    const before = await count('platform.read_seen');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => facts({ nonce: n % 3 === 0 ? randomUUID() : again })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ body }) => body.code === 'interfaces.replayed')).toHaveLength(7);
    expect((await count('platform.read_seen')) - before).toBe(5);
  });

  test('another purpose, and a field beyond the grant', async () => {
    await refused(await facts({ body: { ...right, purpose: 'marketing' } }), 403, 'interfaces.purpose-not-granted');
    await refused(
      await facts({ body: { ...right, parameters: { ...right.parameters, fields: 'name,address' } } }),
      403,
      'interfaces.field-not-granted',
    );
    expect(Object.keys((await facts()).body.rows[0].values)).toEqual(['name', 'status']);
  });

  test('SQL in parameters is a value like any other, and a wrong one', async () => {
    for (const citizenId of [`${KNOWN}' or '1'='1`, `'; drop table interfaces.call; --`, '%'])
      await refused(await facts({ body: { ...right, parameters: { citizenId } } }), 400, 'interfaces.bad-parameters');
    // Where any text may stand it is compared, never run.
    const asName = await stand.call({
      path: '/api/open/interfaces/player-check',
      body: { ...right, parameters: { citizenId: KNOWN, name: `张三' or 'a'='a` } },
    });
    expect(asName.body).toMatchObject({ result: 'no-match' });
    const inCase = await facts({ body: { ...right, caseNo: `A'); delete from interfaces.call; --` } });
    expect(inCase.status).toBe(200);
    expect((await recorded())[0].caseNo).toBe(`A'); delete from interfaces.call; --`);
    // A text that no table can hold harms nobody who is answered in the same batch.
    const [bad, good] = await Promise.all([facts({ body: { ...right, caseNo: 'A\u0000' } }), facts()]);
    expect([bad.status, good.status]).toEqual([400, 200]);
  });

  test('a clock that is off, either way; and a request that was changed on its way', async () => {
    for (const off of [-301_000, 301_000])
      await refused(await facts({ time: String(stand.city.clock.now().getTime() + off) }), 401, 'interfaces.time-off');
    await refused(await facts({ signed: { ...right, caseNo: 'A-2' } }), 401, 'interfaces.signature-wrong');
    await refused(await facts({ secret: 'sk_guess' }), 401, 'interfaces.signature-wrong');
    // Guessing in great numbers fills no table.
    const before = await count('interfaces.call_seen');
    await Promise.all(Array.from({ length: 80 }, () => facts({ secret: 'sk_guess' })));
    await expect.poll(() => count('interfaces.call_seen')).toBeGreaterThan(before + 50);
    expect((await count('interfaces.call_seen')) - before).toBeLessThanOrEqual(60);
  });

  test('a grant that ended, is suspended, is not there yet, or is revoked between two pages', async () => {
    expect((await facts()).status).toBe(200);
    stand.grants.take(FACTS.id);
    for (const [state, code] of [
      ['revoked', 'interfaces.grant-revoked'],
      ['suspended', 'interfaces.grant-suspended'],
      ['ended', 'interfaces.grant-ended'],
      ['not-yet', 'interfaces.grant-not-yet'],
    ] as const) {
      stand.grants.lost = () => ({ id: FACTS.id, state, at: new Date('2026-11-19T16:00:00Z'), reason: '提供部门决定' });
      await refused(await facts(), 403, code);
    }
    stand.grants.lost = () => undefined;
    await refused(await facts(), 403, 'interfaces.not-granted');
    stand.grants.give(FACTS);
  });
});

test('quotas of a grant, with the wait until midnight; a restart forgets nothing that was used', async () => {
  const { calls: used } = (
    await stand.city.database.pool.query(
      `select sum(calls)::int as calls from interfaces.usage where interface = 'player-facts'`,
    )
  ).rows[0];
  const limited = { ...FACTS, callsPerDay: used + 2 };
  stand.grants.give(limited);
  // Three at once: the day's use is read first, and two are left.
  const answers = await Promise.all([facts(), facts(), facts()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  const over = await facts();
  await refused(over, 429, 'interfaces.quota-used');
  // 10:xx in Shanghai.
  expect(Number(over.headers['retry-after'])).toBeGreaterThan(12 * 3_600);
  stand.grants.give({ ...FACTS, rowsPerDay: 0 });
  await refused(await facts(), 429, 'interfaces.quota-used');
  stand.city.clock.advance(24 * 3_600_000);
  stand.grants.give(limited);
  expect((await facts()).status).toBe(200);
  stand.grants.give(FACTS);
});

test('a forged receipt is found out; the true one proves the very bytes of request and answer', async () => {
  const { city } = stand;
  const key = await stand.newKey();
  const body = Buffer.from(JSON.stringify(right));
  const parts = {
    method: 'POST',
    path: '/api/open/interfaces/player-facts',
    time: String(city.clock.now().getTime()),
    nonce: randomUUID(),
    body,
  };
  const answer = await city.request({
    method: 'POST',
    path: parts.path,
    body: right,
    headers: {
      'x-yiwang-key': key.keyId,
      'x-yiwang-time': parts.time,
      'x-yiwang-nonce': parts.nonce,
      'x-yiwang-signature': signRequest(parts, key.secret, 'sm3'),
    },
  });
  const trust = openReceiptTrust(city);
  const sealer = startReceiptSealer({ ...city, trust, own: [], intervalMs: 3_600_000 });
  await sealer.run();
  await sealer.stop();
  const archive = openReceiptArchive();
  const file = await city.database.asPlatform.read(async (tx) => {
    const [row] = await archive.find(tx, [answer.body.callId]);
    const [batch] = await archive.batches(tx, row?.batch as bigint, row?.batch as bigint);
    const place = row?.place as number;
    const path = (await archive.tree(tx, row?.batch as bigint)).path(place);
    const facts = JSON.parse(String(row?.facts));
    // What stands in the path of every call is written out by hand: it is canonical all the same.
    expect(canonicalJson(facts)).toBe(String(row?.facts));
    return receiptFile({ facts, place, path, ...signedHead(batch as never, []) }, trust.roots()[0] as never);
  });
  const verdict = (text: string) =>
    verifyReceiptFiles([{ name: 'r.json', bytes: Buffer.from(text) }], trust.roots()).files[0];
  const good = verdict(file);
  expect(good).toMatchObject({
    genuine: true,
    facts: {
      answer: sm3(answer.text).toString('hex'),
      request: sm3(signedText(parts, 'sm3')).toString('hex'),
      caseNo: 'A-1',
      consumer: 'racket-shop',
      grant: 'shop-facts',
      outcome: 'found',
    },
  });
  expect(file).not.toMatch(/张三/);
  expect(file).not.toContain(KNOWN);
  for (const forged of [
    file.replace('A-1', 'A-9'),
    file.replace('"rows":1', '"rows":0'),
    file.replace('"place":', '"place": '),
  ])
    expect(verdict(forged)).toMatchObject({ genuine: false });
});
