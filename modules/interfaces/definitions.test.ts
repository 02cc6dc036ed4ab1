import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maskValue } from '@platform/kernel';
import { staffActor } from '@platform/testkit';
import { SUBJECT } from '@platform/module';
import type { Grant } from '@modules/sharing/contract';
import { snippetsFor } from './domain/snippets.ts';
import { above, bookings, counted, list, scored } from './testing/bookings.ts';
import { madeUpId, startStand } from './testing/stand.ts';

let stand: Awaited<ReturnType<typeof startStand>>;
let origin = '';
const asked: unknown[] = [];
const owner = staffActor('courts-bureau', ['department-data-officer']);
const stranger = staffActor('tennis-club-office', ['department-data-officer']);
const run = promisify(execFile);

const as = (actor: typeof owner) => ({
  make: (body: object) => stand.city.request({ method: 'POST', path: '/api/interfaces/definitions', body, as: actor }),
  change: (id: string, body: object, revision: number) =>
    stand.city.request({
      method: 'PUT',
      path: `/api/interfaces/definitions/${id}`,
      body: { body, revision },
      as: actor,
    }),
  publish: (id: string, revision = 1) =>
    stand.city.request({
      method: 'POST',
      path: `/api/interfaces/definitions/${id}/publish`,
      body: { revision },
      as: actor,
    }),
  retire: (id: string, body: object) =>
    stand.city.request({ method: 'POST', path: `/api/interfaces/definitions/${id}/retire`, body, as: actor }),
  try: (id: string, body: object) =>
    stand.city.request({ method: 'POST', path: `/api/interfaces/definitions/${id}/try`, body, as: actor }),
  get: (path: string) => stand.city.request({ path, as: actor }),
});
const grantOf = (id: string, fields: string[]): Grant => ({
  id: `grant-${id}`,
  delivery: 'interface',
  interface: id,
  application: 'racket-shop',
  organisation: 'courts-bureau',
  fields,
  purposes: [{ id: 'planning', title: { zh: '排期', en: 'Planning' } }],
  legalBasis: { zh: '章程第九条', en: 'Statutes, article 9' },
});
const call = (id: string, parameters: Record<string, string>, version?: string) =>
  stand.call({
    path: `/api/open/interfaces/${id}${version === undefined ? '' : `/v/${version}`}`,
    body: { purpose: 'planning', caseNo: 'P-1', parameters },
  });

beforeAll(async () => {
  stand = await startStand({
    record: { key: madeUpId(999), fields: {} },
    upstreams: {
      services: () => [
        {
          id: 'ties-check',
          title: { zh: '婚姻登记', en: 'Marriages' },
          parameters: ['sfzh'],
          fields: ['hyzt'],
          simulated: true,
        },
      ],
      call: async (upward) => {
        asked.push(upward);
        return { rows: [{ hyzt: '已婚' }], tries: 1 };
      },
    },
  });
  await stand.book(bookings);
  await stand.city.http.listen({ port: 0, host: '127.0.0.1' });
  origin = `http://127.0.0.1:${(stand.city.http.server.address() as { port: number }).port}`;
});
afterAll(() => stand.city.stop());

describe('an interface made on the console', () => {
  test('its faults are named; another department cannot make one over these data; a pack’s cannot be taken over', async () => {
    const faulty = {
      ...list,
      id: 'faulty',
      parameters: [{ name: 'limit', field: 'nothing', required: false }],
      fields: [{ name: 'citizen_id', mask: 'none' }],
    };
    const { body } = await as(owner).make(faulty);
    expect(
      body.draft.faults.map((fault: { pointer: string; code: string }) => `${fault.pointer} ${fault.code}`),
    ).toEqual([
      '/parameters/0/name reserved',
      '/parameters/0/field unknown',
      '/parameters required',
      '/fields/0/mask too-weak',
    ]);
    expect((await as(owner).publish('faulty')).body.code).toBe('interfaces.bad-definition');
    expect((await as(stranger).make(list)).body.code).toBe('interfaces.not-your-data');
    expect((await as(owner).make({ ...list, id: 'player-facts' })).body.code).toBe('interfaces.of-a-pack');
  });

  test('a row about a person and a firm is told to both, whether or not their numbers are among the fields', async () => {
    const club = '91990200MADEM001AR';
    await stand.book([
      { no: 'K1', id: madeUpId(800), player: '球员K', court: '7', sex: '1', on: '2026-10-01', price: 50, club },
      { no: 'K2', id: madeUpId(801), player: '球员L', court: '7', sex: '1', on: '2026-10-02', price: 50 },
    ]);
    await as(owner).make({ ...list, id: 'club-list', fields: [{ name: 'booking_no' }] });
    await as(owner).publish('club-list');
    stand.grants.give(grantOf('club-list', ['booking_no']));
    const { rows: given, callId } = (await call('club-list', { court: '7' })).body;
    expect(given).toHaveLength(2);
    const told = async (id: string) =>
      (
        await stand.city.database.pool.query(
          `select id from platform.reads_of_subject($1) where resource = 'interface:club-list'`,
          [stand.city.blindIndex(id, 'subject')],
        )
      ).rows;
    // Each finds the same read, under the id of the receipt; none sees who the others are.
    for (const id of [club, madeUpId(800), madeUpId(801)]) expect(await told(id)).toEqual([{ id: callId }]);
    // A score of one person tells of their firm as well.
    await as(owner).make({ ...scored, id: 'club-score' });
    await as(owner).publish('club-score');
    stand.grants.give(grantOf('club-score', []));
    expect((await call('club-score', { citizenId: madeUpId(800) })).status).toBe(200);
    const reads = await stand.city.database.pool.query(`select count(*)::int as n from platform.reads_of_subject($1)`, [
      stand.city.blindIndex(club, 'subject'),
    ]);
    expect(reads.rows).toEqual([{ n: 2 }]);
    await stand.city.database.pool.query(`delete from lake.raw_court_bookings where court = '7'`);
  });

  test('published, it answers rows in pages, masked as their grades ask, whatever the definition says', async () => {
    expect((await as(owner).make(list)).status).toBe(201);
    expect((await call('booking-list', { court: '1' })).body.code).toBe('interfaces.unknown-interface');
    expect((await as(owner).publish('booking-list')).body).toEqual({ id: 'booking-list', version: '1.0.0' });
    expect((await call('booking-list', { court: '1' })).body.code).toBe('interfaces.not-granted');
    stand.grants.give(grantOf('booking-list', ['booking_no', 'player', 'citizen_id']));
    const first = (await call('booking-list', { court: '2', limit: '7' })).body;
    expect(first.rows).toHaveLength(7);
    expect(first.rows[0].values).toEqual({
      booking_no: 'B030',
      player: maskValue('球员30', 'name'),
      citizen_id: maskValue(madeUpId(30), 'citizen-id'),
    });
    expect(first.rows[0].sources.player).toMatchObject({ organisation: 'courts-bureau', resource: 'court-bookings' });
    // Not in the cursor either: the key of a row may be what the grant hides.
    expect(Buffer.from(first.next, 'base64url').toString('latin1')).not.toContain('B036');
    const second = (await call('booking-list', { court: '2', cursor: first.next })).body;
    expect(second.rows[0].values.booking_no).toBe('B037');
    expect((await call('booking-list', { court: '1', cursor: first.next })).body.code).toBe('interfaces.bad-cursor');
    const days = (
      await call('booking-list', { court: '1', dateFrom: '2026-10-02', dateTo: '2026-10-03', fields: 'booking_no' })
    ).body;
    expect(days.rows.map(({ values }: { values: object }) => values)).toEqual([
      { booking_no: 'B001' },
      { booking_no: 'B002' },
      { booking_no: 'B029' },
    ]);
    expect((await call('booking-list', { court: '1', fields: 'price' })).body.code).toBe(
      'interfaces.field-not-granted',
    );
    expect((await call('booking-list', { court: '1', dateFrom: 'x' })).body.errors[0]).toMatchObject({
      pointer: '/parameters/dateFrom',
    });
    expect((await call('booking-list', { court: "1' or '1'='1" })).body.rows).toEqual([]);
    const reads = await stand.city.database
      .forModule('interfaces')
      .read((tx) => stand.city.audit.readsOf(tx, stand.city.blindIndex(madeUpId(37), SUBJECT), 5));
    expect(reads[0]).toMatchObject({
      organisation: 'courts-bureau',
      case_no: 'P-1',
      fields: ['booking_no', 'player', 'citizen_id'],
    });
  });

  test('a change that breaks callers becomes a major version; both may be called until notice runs out', async () => {
    const narrower = { ...list, fields: list.fields.slice(0, 2), parameters: list.parameters.slice(0, 1) };
    const draft = (await as(owner).make(narrower)).body.draft;
    expect(draft).toMatchObject({ nextVersion: '2.0.0' });
    expect(draft.changes).toContainEqual({
      level: 'major',
      what: { zh: '去掉字段 citizen_id', en: 'Field citizen_id is gone' },
    });
    const wider = { ...list, fields: [...list.fields, { name: 'booked_on' }] };
    const changed = await as(owner).change('booking-list', wider, 1);
    expect(changed.body.draft.nextVersion).toBe('1.1.0');
    expect((await as(owner).change('booking-list', wider, 1)).body.code).toBe('interfaces.changed-meanwhile');
    await as(owner).change('booking-list', narrower, 2);
    expect((await as(owner).publish('booking-list', 3)).body.version).toBe('2.0.0');
    expect(Object.keys((await call('booking-list', { court: '2' })).body.rows[0].values)).toEqual([
      'booking_no',
      'player',
    ]);
    expect(Object.keys((await call('booking-list', { court: '2' }, '1')).body.rows[0].values)).toContain('citizen_id');
    expect((await call('booking-list', { court: '2' }, '3.0.0')).body.code).toBe('interfaces.unknown-version');
    const soon = { version: '1.0.0', on: '2026-11-21', reason: '改用新版' };
    expect((await as(owner).retire('booking-list', soon)).body.code).toBe('interfaces.notice-too-short');
    await as(owner).retire('booking-list', { ...soon, on: '2026-12-10' });
    expect((await call('booking-list', { court: '2' }, '1.0.0')).body.notice).toEqual({
      version: '1.0.0',
      retiresOn: '2026-12-10',
    });
    stand.city.clock.advance(22 * 86_400_000);
    expect((await call('booking-list', { court: '2' }, '1.0.0')).body).toMatchObject({
      status: 410,
      code: 'interfaces.retired',
    });
    expect((await call('booking-list', { court: '2' })).status).toBe(200);
    const { body } = await as(owner).get('/api/interfaces/booking-list');
    expect(
      body.versions.map(({ version, state }: { version: string; state: string }) => `${version} ${state}`),
    ).toEqual(['2.0.0 in-use', '1.0.0 retired']);
    expect(stand.interfaces.port.interfacesOf('court-bookings')).toContainEqual(
      expect.objectContaining({
        id: 'booking-list',
        mode: 'rows',
        version: '2.0.0',
        fields: expect.arrayContaining(['player']),
      }),
    );
    const use = await stand.interfaces.port.usageOf(new Date('2026-11-01T00:00:00Z'));
    expect(use.get('court-bookings')).toMatchObject({ organisations: ['courts-bureau'], calls: expect.any(Number) });
  });
});

test('a score is a number with its band, and never a value', async () => {
  await as(owner).make(scored);
  await as(owner).publish('booking-score');
  stand.grants.give(grantOf('booking-score', []));
  const high = await call('booking-score', { citizenId: madeUpId(3) });
  expect(high.body).toMatchObject({ mode: 'score', result: 'scored', score: 90, band: { id: 'high' } });
  expect(high.text).not.toMatch(/球员|"70"/);
  expect((await call('booking-score', { citizenId: madeUpId(31) })).body).toMatchObject({
    score: 10,
    band: { id: 'low' },
  });
  expect((await call('booking-score', { citizenId: madeUpId(500) })).body).toMatchObject({ result: 'not-found' });
});

test('groups are counted by people, and what an organisation was told bounds what it may be told', async () => {
  await as(owner).make(counted);
  await as(owner).publish('booking-figures');
  stand.grants.give(grantOf('booking-figures', []));
  // Court 1: 30 people, one of whom has 26 bookings; court 2: 28 men and 2 women.
  const courts = (await call('booking-figures', { groupBy: 'court' })).body;
  expect(courts).toMatchObject({ mode: 'aggregate', hidden: 0, protection: { minimumGroup: 10, held: false } });
  expect(courts.groups).toEqual([
    { by: { court: '1' }, values: { bookings: 55 } },
    { by: { court: '2' }, values: { bookings: 30 } },
  ]);
  // Court 2 less its men would be two women.
  const men = await call('booking-figures', { court: '2', sex: '1' });
  expect(men.body).toMatchObject({ status: 403, code: 'interfaces.difference-too-small' });
  expect(men.body.title).toContain('30');
  expect((await call('booking-figures', { court: '2', sex: '2' })).body).toMatchObject({ groups: [] });
  // The fourth different query is one too many; the first may be repeated.
  await call('booking-figures', {});
  expect((await call('booking-figures', { sex: '1' })).body).toMatchObject({
    status: 429,
    code: 'interfaces.too-many-queries',
  });
  expect((await call('booking-figures', { groupBy: 'court' })).body.groups).toHaveLength(2);
  expect((await call('booking-figures', { groupBy: 'citizen_id' })).body.code).toBe('interfaces.not-a-dimension');
  const { body } = await as(owner).get('/api/applications/racket-shop/calls?refused=true&limit=5');
  expect(body.items[0].outcomeText.zh).toBe('不能按此分组');
  expect(body.refusals).toContainEqual({
    outcome: 'interfaces.difference-too-small',
    text: expect.anything(),
    count: 1,
  });
  expect((await as(stranger).get('/api/applications/racket-shop/calls')).body.code).toBe(
    'interfaces.not-your-application',
  );
});

test('sums and averages are exact', async () => {
  const measures = [
    { id: 'paid', title: { zh: '合计', en: 'Sum' }, kind: 'sum', field: 'price' },
    { id: 'usual', title: { zh: '平均', en: 'Average' }, kind: 'average', field: 'price' },
  ];
  await as(owner).make({ ...counted, id: 'booking-income', aggregate: { dimensions: [], measures, rounding: 5 } });
  await as(owner).publish('booking-income');
  stand.grants.give(grantOf('booking-income', []));
  expect((await call('booking-income', { court: '2' })).body).toMatchObject({
    groups: [{ by: {}, values: { paid: '1800', usual: '60' } }],
    protection: { rounding: 5 },
  });
});

test('a service of the level above is asked in our caller’s name, and what it tells is compared here', async () => {
  const city = staffActor('courts-bureau', ['data-officer'], { organisations: 'all' });
  expect((await as(owner).make(above)).body.code).toBe('interfaces.not-your-data');
  await as(city).make(above);
  await as(city).publish('above-check');
  stand.grants.give(grantOf('above-check', []));
  expect((await call('above-check', { citizenId: madeUpId(1), state: '已婚' })).body).toMatchObject({
    result: 'match',
  });
  expect((await call('above-check', { citizenId: madeUpId(1), state: '未婚' })).body).toMatchObject({
    result: 'no-match',
  });
  expect(asked[0]).toMatchObject({
    service: 'ties-check',
    application: 'racket-shop',
    parameters: { sfzh: madeUpId(1) },
    purpose: 'planning',
  });
});

describe('trying and calling', () => {
  test('without a grant made-up rows answer, and nothing is recorded; with one it is a call', async () => {
    const { body: example } = await as(owner).get('/api/interfaces/definitions/booking-score/example');
    const { body } = await as(owner).try('booking-score', { parameters: example.parameters });
    expect(body).toMatchObject({ synthetic: true, answer: { result: 'scored' } });
    expect(example.parameters.citizenId).toMatch(/^99/);
    const before = (await as(owner).get('/api/interfaces/booking-list/calls?limit=200')).body.items.length;
    const real = await as(owner).try('booking-list', {
      parameters: { court: '2' },
      application: 'racket-shop',
      purpose: 'planning',
      caseNo: 'TRY-1',
    });
    expect(real.body).toMatchObject({ synthetic: false, answer: { mode: 'rows' } });
    expect((await as(owner).get('/api/interfaces/booking-list/calls?limit=200')).body.items).toHaveLength(before + 1);
    const other = await as(stranger).try('booking-list', {
      parameters: { court: '2' },
      application: 'racket-shop',
      purpose: 'planning',
      caseNo: 'TRY-1',
    });
    expect(other.body.code).toBe('interfaces.not-your-application');
  });

  test('the OpenAPI document describes the call', async () => {
    const { body } = await as(owner).get('/api/interfaces/booking-list/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const post = body.paths['/api/open/interfaces/booking-list/v/2.0.0'].post;
    expect(post.requestBody.content['application/json'].schema.properties.parameters).toMatchObject({
      required: ['court'],
    });
    expect(Object.keys(post.requestBody.content['application/json'].schema.properties.parameters.properties)).toEqual([
      'court',
      'fields',
      'limit',
      'cursor',
    ]);
  });

  const missing = (['bash', 'curl', 'openssl', 'python3'] as const).filter(
    (program) => spawnSync(program, ['--version']).error !== undefined,
  );

  test('the copied calls, run as they are shown, are answered', async () => {
    stand.city.clock.advance(Date.now() - stand.city.clock.now().getTime());
    const key = await stand.newKey();
    const env = { ...process.env, YIWANG_KEY: key.keyId, YIWANG_SECRET: key.secret };
    const { body } = await as(owner).get('/api/interfaces/booking-list/snippets?application=racket-shop');
    expect(body).toMatchObject({ path: '/api/open/interfaces/booking-list/v/2.0.0', purpose: 'planning' });
    const snippets = snippetsFor({ origin, path: body.path, purpose: body.purpose, parameters: { court: '2' } });
    const folder = mkdtempSync(join(tmpdir(), 'yiwang-snippets-'));
    try {
      // An old Java reads a source file in the machine's own encoding: a name in it would arrive as another.
      const named = snippetsFor({ origin, path: body.path, purpose: body.purpose, parameters: { name: '赵示例' } });
      const java = named.find((one) => one.language === 'java')?.code ?? '';
      expect(java).toMatch(/^[\x20-\x7e\n]*$/);
      expect(java).toContain(String.raw`\"name\":\"\u8d75\u793a\u4f8b\"`);
      const codeOf = (language: string) => snippets.find((one) => one.language === language)?.code ?? '';
      const sdk = readFileSync(join(import.meta.dirname, '..', '..', 'tools', 'sdk', 'yiwang.ts'), 'utf8');
      writeFileSync(join(folder, 'yiwang.ts'), sdk);
      writeFileSync(join(folder, 'sdk.ts'), codeOf('sdk'));
      writeFileSync(join(folder, 'node.mjs'), codeOf('node'));
      const runs = [
        run(process.execPath, [join(folder, 'node.mjs')], { env }),
        run(process.execPath, [join(folder, 'sdk.ts')], { env }),
      ];
      if (!missing.some((program) => program !== 'python3')) runs.push(run('bash', ['-c', codeOf('bash')], { env }));
      else process.stdout.write(`not run: needs ${missing.join(', ')} (the bash example of a call)\n`);
      if (!missing.includes('python3')) runs.push(run('python3', ['-c', codeOf('python')], { env }));
      else process.stdout.write('not run: needs python3 (the Python example of a call)\n');
      for (const { stdout } of await Promise.all(runs)) {
        expect(stdout).toContain('"booking_no":"B030"');
        expect(stdout).toContain('"receipt"');
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
