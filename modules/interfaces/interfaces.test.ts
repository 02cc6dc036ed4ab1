import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { citizenIdCheckDigit } from '@platform/kernel';
import { sql } from '@platform/database';
import { SUBJECT } from '@platform/module';
import { anonymous, staffActor, type TestCity } from '@platform/testkit';
import { startStand, type Interfaces, type Signed } from './testing/stand.ts';

const first17 = '99020319500101001';
const KNOWN = first17 + citizenIdCheckDigit(first17);
const unknown17 = '99020319500101003';
const UNKNOWN = unknown17 + citizenIdCheckDigit(unknown17);
const source = {
  resource: 'players-roll',
  organisation: 'courts-bureau',
  loadId: 'load-1',
  at: '2026-11-20T01:00:00Z',
};
const record = {
  key: KNOWN,
  fields: Object.fromEntries(
    Object.entries({
      citizen_id: KNOWN,
      name: '张三',
      birth_date: '1950-01-01',
      address: '球场市一号街道',
      status: 'active',
    }).map(([name, value]) => [name, { value, source }]),
  ),
};

let city: TestCity<Interfaces>;
let interfaces: Interfaces;
let stand: Awaited<ReturnType<typeof startStand>>;
let key: { keyId: string; secret: string };
const officer = staffActor('courts-bureau', ['data-officer'], { organisations: 'all' });

beforeAll(async () => {
  stand = await startStand({ record });
  ({ city, interfaces } = stand);
  key = await stand.newKey();
});
afterAll(() => city.stop());
beforeEach(() => city.clock.advance(60_000));

async function call({ id = 'player-check', ...options }: { id?: string } & Partial<Signed> = {}) {
  const body = {
    purpose: 'member-discount',
    caseNo: 'RS-1',
    parameters: { citizenId: KNOWN, name: '张三' },
  };
  return stand.call({ path: `/api/open/interfaces/${id}`, body, ...options });
}
const usage = async () =>
  (await city.request({ path: '/api/interfaces/player-check/calls?limit=100', as: officer })).body.items;

describe('verify', () => {
  test.each(['sm3', 'sha256'] as const)('answers yes or no and never a value, signed with %s', async (algorithm) => {
    expect((await call({ algorithm })).body).toMatchObject({ mode: 'verify', result: 'match' });
    const wrong = await call({
      body: { purpose: 'member-discount', caseNo: 'RS-1', parameters: { citizenId: KNOWN, name: '李四' } },
    });
    expect(wrong.body).toMatchObject({ result: 'no-match' });
    expect(wrong.text).not.toContain('张三');
    const none = await call({
      body: { purpose: 'member-discount', caseNo: 'RS-1', parameters: { citizenId: UNKNOWN, name: '张三' } },
    });
    expect(none.body).toMatchObject({ result: 'not-found' });
  });
});

describe('what a department must bring', () => {
  test('a right signature over what was sent, in time, and only once', async () => {
    expect((await call({ signed: { purpose: 'other' } })).body.code).toBe('interfaces.signature-wrong');
    expect((await call({ secret: 'sk_wrong' })).body.code).toBe('interfaces.signature-wrong');
    expect((await call({ headers: { 'x-yiwang-key': 'ak_nobody' } })).body.code).toBe('interfaces.key-refused');
    expect((await call({ time: String(city.clock.now().getTime() - 301_000) })).body.code).toBe('interfaces.time-off');
    const nonce = randomUUID();
    expect((await call({ nonce })).status).toBe(200);
    expect((await call({ nonce })).body).toMatchObject({ status: 401, code: 'interfaces.replayed' });
    const bare = await city.request({ method: 'POST', path: '/api/open/interfaces/player-check', body: {} });
    expect(bare.body).toMatchObject({ status: 401, code: 'interfaces.signature-missing' });
  });

  test('a purpose that was granted, a case, and parameters that can be right', async () => {
    const with_ = (change: object) =>
      call({
        body: { purpose: 'member-discount', caseNo: 'RS-1', parameters: { citizenId: KNOWN, name: '张三' }, ...change },
      });
    expect((await with_({ purpose: 'curiosity' })).body.code).toBe('interfaces.purpose-not-granted');
    expect((await with_({ caseNo: ' ' })).body.code).toBe('interfaces.case-missing');
    const bad = await with_({
      parameters: { citizenId: `${first17}${KNOWN.endsWith('1') ? '2' : '1'}`, nickname: 'x' },
    });
    expect(bad.body.errors.map((fault: { pointer: string; code: string }) => `${fault.pointer} ${fault.code}`)).toEqual(
      ['/parameters/nickname unknown', '/parameters/citizenId citizen-id', '/parameters/name required'],
    );
    expect((await call({ id: 'player-facts' })).body.code).toBe('interfaces.not-granted');
    expect((await call({ id: 'nothing' })).body.code).toBe('interfaces.unknown-interface');
  });

  test('no more calls a minute than agreed', async () => {
    const limit = city.packs.get('interfaces', 'player-check').value.limits.perMinute;
    const actor = { kind: 'system', name: 'flood' } as const;
    const one = () =>
      interfaces.port.call({
        interface: 'player-check',
        application: 'racket-shop',
        actor,
        purpose: 'member-discount',
        caseNo: 'F',
        parameters: { citizenId: UNKNOWN, name: 'x' },
        trace: 't',
      });
    await Promise.all(Array.from({ length: limit }, one));
    await expect(one()).rejects.toMatchObject({ code: 'interfaces.too-many-calls', retryAfter: expect.any(Number) });
    city.clock.advance(60_000);
    await expect(one()).resolves.toMatchObject({ result: 'not-found' });
  });
});

test('each call, answered or refused, leaves one usage record; the person sees answered ones with the office', async () => {
  const before = (await usage()).length;
  await call();
  await call({ body: { purpose: 'curiosity', caseNo: 'RS-2', parameters: { citizenId: KNOWN, name: '张三' } } });
  const records = await usage();
  expect(records.length).toBe(Math.min(100, before + 2));
  expect(records[0]).toMatchObject({ outcome: 'interfaces.purpose-not-granted', status: 403, caseNo: 'RS-2' });
  expect(records[1]).toMatchObject({ outcome: 'match', status: 200, application: 'racket-shop', caseNo: 'RS-1' });
  expect(JSON.stringify(records)).not.toContain(KNOWN);
  const [read] = await city.database
    .forModule('interfaces')
    .read((tx) => city.audit.readsOf(tx, city.blindIndex(KNOWN, SUBJECT), 1));
  expect(read).toMatchObject({
    organisation: 'courts-bureau',
    channel: 'interface',
    case_no: 'RS-1',
    fields: ['citizen_id', 'name'],
  });
});

test('the platform’s own call gets only granted fields, with their sources, and is recorded for its case', async () => {
  const answer = await interfaces.port.call({
    interface: 'player-facts',
    application: 'cases',
    actor: { kind: 'system', name: 'cases' },
    purpose: 'tennis-membership',
    caseNo: 'C-1',
    parameters: { citizenId: KNOWN },
    trace: 't',
  });
  expect(answer).toMatchObject({
    mode: 'rows',
    rows: [
      {
        values: { name: '张三', birth_date: '1950-01-01', status: 'active' },
        sources: { name: { organisation: 'courts-bureau' } },
      },
    ],
  });
  expect(Object.keys((answer as { rows: { values: object }[] }).rows[0]?.values ?? {})).not.toContain('citizen_id');
  // Whoever reads the record sees the platform by its name, the same as among the grants.
  const own = { application: 'cases', applicationTitle: { zh: '一网平台·办件', en: 'Yiwang platform, cases' } };
  const { body: calls } = await city.request({ path: '/api/interfaces/player-facts/calls', as: officer });
  expect(calls.items[0]).toMatchObject({ ...own, caseNo: 'C-1' });
  const { body: listed } = await city.request({ path: '/api/interfaces', as: officer });
  expect(listed.items.find(({ id }: { id: string }) => id === 'player-facts').grants).toContainEqual(
    expect.objectContaining(own),
  );
});

test('a revoked key is refused, a secret is told once, and keys are not for everyone', async () => {
  const made = (await city.request({ method: 'POST', path: '/api/applications/racket-shop/keys', as: officer })).body;
  const shown = await city.request({ path: '/api/applications', as: officer });
  expect(shown.text).toContain(made.keyId);
  expect(shown.text).not.toContain(made.secret);
  await city.request({ method: 'POST', path: `/api/applications/racket-shop/keys/${key.keyId}/revoke`, as: officer });
  city.clock.advance(6_000);
  expect((await call()).body.code).toBe('interfaces.key-refused');
  for (const as of [anonymous, staffActor('courts-bureau', ['clerk'])]) {
    expect(
      (await city.request({ method: 'POST', path: '/api/applications/racket-shop/keys', as })).status,
    ).toBeGreaterThanOrEqual(401);
    expect((await city.request({ path: '/api/interfaces', as })).status).toBeGreaterThanOrEqual(401);
  }
});

test('an officer of one department sees and does nothing with another’s keys, calls and grants', async () => {
  await call();
  const own = staffActor('courts-bureau', ['department-data-officer']);
  const other = staffActor('fire-brigade', ['department-data-officer']);
  const seen = async (as: typeof own) => ({
    applications: (await city.request({ path: '/api/applications', as })).body.items.length,
    calls: (await city.request({ path: '/api/interfaces/player-check/calls', as })).body.items.length,
    grants: (await city.request({ path: '/api/interfaces/player-check', as })).body.grants.length,
  });
  const [ofOwn, ofOther] = [await seen(own), await seen(other)];
  for (const count of Object.values(ofOwn)) expect(count).toBeGreaterThan(0);
  expect(ofOther).toEqual({ applications: 0, calls: 0, grants: 0 });
  const keys = '/api/applications/racket-shop/keys';
  const { keyId } = (await city.request({ path: '/api/applications', as: own })).body.items[0].keys[0];
  for (const path of [keys, `${keys}/${keyId}/revoke`])
    expect((await city.request({ method: 'POST', path, as: other })).body).toMatchObject({
      status: 403,
      code: 'interfaces.not-your-application',
    });
  expect((await city.request({ method: 'POST', path: keys, as: own })).status).toBe(201);
});

test('other modules cannot read the usage record', async () => {
  await expect(
    city.database.forModule('neighbour').transaction((tx) => tx.rows(sql`select * from interfaces.call`)),
  ).rejects.toThrow(/permission denied/);
});

test('open pages are told of calls, once however many there were', async () => {
  // The key of the tests above was revoked.
  key = await stand.newKey();
  // What was called before is told of first.
  await new Promise((resume) => setTimeout(resume, 1_100));
  const told: unknown[] = [];
  const publish = city.live.publish.bind(city.live);
  city.live.publish = (message) => void told.push(message);
  try {
    for (let n = 0; n < 3; n += 1) await call();
    await call({ body: { purpose: 'never-granted', caseNo: 'RS-1', parameters: {} } });
    await expect.poll(() => told).toEqual([{ topic: 'interfaces', data: {} }]);
  } finally {
    city.live.publish = publish;
  }
});

test('a figure over more than two days has a point a day of Shanghai', async () => {
  await call();
  const [answered] = interfaces.measures ?? [];
  const today = { from: new Date('2026-11-19T16:00:00Z'), to: new Date('2026-11-21T16:00:00Z') };
  // The racket shop's verification: interface and purpose by their titles, the outcome in words.
  expect((await answered?.records(today, { limit: 1 }))?.rows[0]).toMatchObject({
    interface: { zh: expect.any(String), en: expect.any(String) },
    purpose: { zh: expect.any(String), en: expect.any(String) },
    outcome: { zh: '一致', en: 'Match' },
  });
  const [measure] = interfaces.measures ?? [];
  const series = await measure?.series?.({
    from: new Date('2026-11-01T00:00:00Z'),
    to: new Date('2026-12-01T00:00:00Z'),
  });
  expect(series?.map((point) => point.at.toISOString())).toEqual(['2026-11-19T16:00:00.000Z']);
});
