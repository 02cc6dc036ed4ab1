// long-file: one simulator and one city for all that a level above may do to us
// The levels above, as the city meets them: the province's simulator over HTTP, with everything that can go wrong between.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startProvince, type Province } from '@apps/province-simulator';
import { createCatalogue } from '@modules/catalogue';
import { createOrganisations } from '@modules/organisations';
import { createUpstreams } from '@modules/upstreams';
import type { UpstreamCall, UpstreamsPort } from '@modules/upstreams/contract';
import type { StaffActor } from '@platform/access';
import { citizenIdCheckDigit, type DomainError, systemClock } from '@platform/kernel';
import type { Module } from '@platform/module';
import { startTestCity, type TestCity } from '@platform/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '../..');
const SECRET = 'a secret of the province';
const folder = mkdtempSync(join(tmpdir(), 'yiwang-upstreams-'));
const officer: StaffActor = {
  kind: 'staff',
  accountId: 'officer',
  organisation: 'quay-office',
  roles: [],
  permissions: new Set(['upstreams.read', 'upstreams.manage']),
  organisations: 'all',
};
const reader = { ...officer, permissions: new Set(['upstreams.read']) };
const eventually = <T>(look: () => Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 10_000, interval: 60 });
const idOf = (n: number): string => {
  const first = `990201198501${String((n % 28) + 1).padStart(2, '0')}${String(n % 1000).padStart(3, '0')}`;
  return first + citizenIdCheckDigit(first);
};

/** What chance has in store for the next calls. */
const chances: number[] = [];
let province: Province;
let city: TestCity<Module>;
let port: UpstreamsPort;
const get = async (path: string, as = officer) => (await city.request({ path: `/api/upstreams${path}`, as })).body;
const post = (path: string, body?: object, as = officer) =>
  city.request({ method: 'POST', path: `/api/upstreams${path}`, ...(body ? { body } : {}), as });

function writePack(): void {
  const resource = (id: string, provider: string, share: string): string => `id: ${id}
title: { zh: ${id}, en: ${id} }
summary: { zh: ${id}, en: ${id} }
provider: ${provider}
class: { category: department }
${share}
openAttribute: closed
updateCycle: daily
grade: 2
key: [number]
items: [{ name: number, title: { zh: 编号, en: Number }, type: text, personal: false }]
`;
  const files: Record<string, string> = {
    'pack.yaml': 'id: quay\nversion: 1.0.0\ntitle: { zh: 码头, en: Quay }\nrequires: []\n',
    'organisations/offices.yaml': `organisations:
  - { id: quay-office, creditCode: 11990200MB0099020M, name: { zh: 码头局, en: Quay Office }, short: { zh: 码头, en: Quay }, division: "990200", kind: department }
  - { id: county-office, creditCode: 11990200MB0099039J, name: { zh: 县局, en: County Office }, short: { zh: 县局, en: County }, division: "990203", kind: department }
`,
    'divisions/places.yaml': `divisions:
  - { code: "990200", name: { zh: 海市, en: Sea City }, level: city }
  - { code: "990203", name: { zh: 滩区, en: Beach District }, level: district, parent: "990200" }
`,
    'resources/moorings.yaml': resource('moorings', 'quay-office', 'shareType: unconditional'),
    'resources/county-roll.yaml': resource('county-roll', 'county-office', 'shareType: unconditional'),
    'resources/secrets.yaml': resource(
      'secrets',
      'quay-office',
      'shareType: none\nshareBasis: { zh: 保密法, en: Secrets Act }',
    ),
  };
  for (const name of ['province', 'market', 'nation'])
    files[`upstreams/${name}.yaml`] = readFileSync(join(REPOSITORY, `packs/mingzhou/upstreams/${name}.yaml`), 'utf8');
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, 'quay', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

beforeAll(async () => {
  writePack();
  province = await startProvince({
    port: 0,
    secret: SECRET,
    decideMs: 0,
    chance: (service) => (service === 'shbx/jfhy' ? (chances.shift() ?? 0.5) : 0.5),
  });
  city = await startTestCity<Module>({
    packs: { folder, ids: ['quay'] },
    settings: {
      demo: true,
      deployment: {
        PROVINCE_URL: province.url,
        PROVINCE_CALLER: 'city-990200',
        PROVINCE_SECRET: SECRET,
        PROVINCE_SIMULATED: 'yes',
      },
    },
    modules: (f) => {
      // The signature's time is the province's as well: it stands on the true clock.
      const real = { ...f, clock: systemClock };
      const organisations = createOrganisations(real);
      const catalogue = createCatalogue({ ...real, organisations: organisations.port });
      const upstreams = createUpstreams(
        { ...real, organisations: organisations.port, catalogue: catalogue.port },
        {
          pace: { lookMs: 50, probeMs: 100, syncMs: 150, pullMs: 60_000 },
          guarding: { failures: 3, restMs: 400, retries: 2, firstWaitMs: 10, waiting: 4 },
        },
      );
      ({ port } = upstreams);
      // The catalogue grants its tables to the module that writes them.
      return [{ name: 'exchange' }, organisations, catalogue, upstreams];
    },
  });
  for (const module of city.modules) await module.start?.();
}, 60_000);
afterAll(async () => {
  await city?.stop();
  await province?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (more: Partial<UpstreamCall> = {}) =>
  port.call({
    service: 'province-social-insurance',
    application: 'window',
    organisation: 'quay-office',
    parameters: { id_card: idOf(1), name: '张三' },
    purpose: '参保核验',
    caseNo: 'BJ-1',
    callId: city.ids.next(),
    trace: 'trace-1',
    ...more,
  });
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: DomainError) => error.code,
  );
const platform = async () => (await get('/platforms')).items.find((one: { id: string }) => one.id === 'province');
const lastCalls = async (service = 'province-social-insurance') => (await get(`/${service}/calls`)).items;

describe('calls', () => {
  test('both schemes are understood above; each call is kept with its number there and counted by service and application', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => ask({ parameters: { id_card: idOf(n + 10), name: '李四' } })),
    );
    expect(answers.every(({ upperId, tries }) => upperId?.startsWith('LS-') && tries === 1)).toBe(true);
    expect(answers.flatMap(({ rows }) => rows).some((row) => row['insured'] === '是')).toBe(true);
    const firm = await ask({ service: 'market-enterprise', parameters: { credit_code: '91990200MA00000015' } }).catch(
      (error: DomainError) => error,
    );
    // A wrong check character is the province's word, in people's words; so the x-tif signature was accepted.
    expect(firm).toMatchObject({ code: 'upstreams.refused', params: { code: '30301' } });
    const shown = await get('/province-social-insurance');
    expect(shown).toMatchObject({
      state: 'ready',
      simulated: true,
      today: 6,
      answeredToday: 6,
      applications: [{ application: 'window', calls: 6, answered: 6 }],
    });
    expect((await lastCalls())[0]).toMatchObject({ outcome: 'answered', caseNo: 'BJ-1', trace: 'trace-1', tries: 1 });
  });

  test('what is wrong is said before anything is sent, or in the words of the level above', async () => {
    expect(await codeOf(ask({ service: 'no-such' }))).toBe('upstreams.unknown-service');
    expect(await codeOf(ask({ parameters: { id_card: idOf(1) } }))).toBe('upstreams.bad-parameters');
    expect(await codeOf(ask({ parameters: { id_card: idOf(1), name: '张三', wish: 'x' } }))).toBe(
      'upstreams.bad-parameters',
    );
    await expect(ask({ parameters: { id_card: '123', name: '张三' } })).rejects.toMatchObject({
      code: 'upstreams.refused',
      params: { code: '30301' },
    });
    const nation = await ask({ service: 'nation-household-verify' }).catch((error: DomainError) => error);
    expect(nation).toMatchObject({ code: 'upstreams.not-provisioned' });
    expect((nation as DomainError).messageIn('zh')).toContain('地址、调用方标识、密钥');
    expect((await get('/nation-household-verify')).state).toBe('not-provisioned');
    expect(port.services().map(({ id }) => id)).not.toContain('nation-household-verify');
  });

  test('an answer that was lost is asked for again under the same number, and the level above counts it once', async () => {
    const before = province.counts();
    province.setFaults({ silent: 0.4 });
    chances.push(0.1, 0.1, 0.9);
    const answer = await ask({ parameters: { id_card: idOf(70), name: '王五' } });
    const after = province.counts();
    province.setFaults({ silent: 0 });
    expect(answer.tries).toBe(3);
    expect(after.calls).toBe(before.calls + 1);
    expect(after.repeats - before.repeats).toBe(answer.tries - 1);
    // The same call of ours is never sent a second time by another.
    const callId = city.ids.next();
    await ask({ callId });
    expect(await codeOf(ask({ callId }))).toBe('upstreams.repeated');
  });

  test('a service that fails in a row rests: calls are refused at once with the wait, then one is let through and closes the breaker', async () => {
    province.setFaults({ busy: 1, services: ['hydj/cx'] });
    const marriage = () => ask({ service: 'province-marriage' });
    expect(await codeOf(marriage())).toBe('upstreams.unreachable');
    const resting = await marriage().catch((error: DomainError) => error);
    expect(resting).toMatchObject({ code: 'upstreams.open', retryAfter: 1 });
    expect(await get('/province-marriage')).toMatchObject({ state: 'resting', breaker: { state: 'open' } });
    // Others are not held up by it.
    expect(await codeOf(ask())).toBe('answered');
    province.setFaults({ busy: 0, services: [] });
    await new Promise((resume) => setTimeout(resume, 450));
    expect(await codeOf(marriage())).toBe('answered');
    expect((await get('/province-marriage')).breaker).toMatchObject({ state: 'closed', failures: 0 });
    expect((await lastCalls('province-marriage')).map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'answered',
      'open',
      'failed-above',
    ]);
  });

  test('a platform that is gone is said to be so, and a page of a broken server is no answer', async () => {
    province.setFaults({ broken: 1 });
    expect(await codeOf(ask())).toBe('upstreams.unreachable');
    province.setFaults({ broken: 0 });
    await new Promise((resume) => setTimeout(resume, 450));
    const back = province.restart(300);
    await eventually(async () => expect((await platform()).health.state).toBe('down'));
    await back;
    await eventually(async () => expect((await platform()).health.state).toBe('up'));
  });

  test('a grant suspended above stops the calls here with its reason; paused here, nothing is sent', async () => {
    province.changeGrant('SQ-2025-0002', 'suspended', '超范围使用');
    await eventually(async () => expect((await get('/province-marriage')).state).toBe('no-grant'));
    expect(await codeOf(ask({ service: 'province-marriage' }))).toBe('upstreams.no-grant');
    province.changeGrant('SQ-2025-0002', 'granted', '');
    await eventually(async () => expect((await get('/province-marriage')).state).toBe('ready'));
    expect((await post('/province-marriage/pause', { reason: '省平台割接' }, reader)).status).toBe(403);
    expect((await post('/province-marriage/pause', { reason: '省平台割接' })).body).toEqual({ paused: true });
    expect(await codeOf(ask({ service: 'province-marriage' }))).toBe('upstreams.paused');
    await post('/province-marriage/resume');
    expect(await codeOf(ask({ service: 'province-marriage' }))).toBe('answered');
  });
});

describe('credentials', () => {
  test('set on the console they count at once and are told to nobody; a wrong secret is told as what it is', async () => {
    const put = (body: object, as = officer) =>
      city.request({ method: 'PUT', path: '/api/upstreams/platforms/province/credentials', body, as });
    const wrong = { url: province.url, caller: 'city-990200', secret: 'not the secret' };
    expect((await put(wrong, reader)).status).toBe(403);
    const set = await put(wrong);
    expect(set.body).toMatchObject({ provisioned: true, from: 'console', health: { state: 'refusing' } });
    expect(set.text + (await city.request({ path: '/api/upstreams/platforms', as: officer })).text).not.toContain(
      'not the secret',
    );
    await expect(ask()).rejects.toMatchObject({
      params: { code: '30101', words: { zh: expect.stringContaining('密钥') } },
    });
    const { rows } = await city.database.pool.query(`select secret from upstreams.credentials`);
    expect((rows[0] as { secret: Buffer }).secret.includes('not the secret')).toBe(false);
    expect((await put({ ...wrong, url: 'file:///etc/passwd' })).status).toBe(400);
    await city.request({ method: 'DELETE', path: '/api/upstreams/platforms/province/credentials', as: officer });
    expect(await codeOf(ask())).toBe('answered');
  });

  test('a try by an officer is recorded as a read of the person, with purpose and case', async () => {
    const body = { parameters: { id_card: idOf(5), name: '赵六' }, purpose: '联调', caseNo: 'LT-1' };
    // What did not answer showed nobody's data.
    province.setFaults({ busy: 1, services: [] });
    expect((await post('/province-social-insurance/test', body)).body.code).toBe('upstreams.unreachable');
    province.setFaults({ busy: 0 });
    await new Promise((resume) => setTimeout(resume, 450));
    const tried = await post('/province-social-insurance/test', body);
    expect(tried.body).toMatchObject({ tries: 1, upperId: expect.stringMatching(/^LS-/) });
    const { rows } = await city.database.pool.query(
      `select organisation, resource, case_no from platform.read_seen where resource = 'upstream:province-social-insurance'`,
    );
    expect(rows).toEqual([
      { organisation: 'quay-office', resource: 'upstream:province-social-insurance', case_no: 'LT-1' },
    ]);
    expect((await lastCalls())[0]).toMatchObject({ test: true, application: 'console' });
  });
});

describe('upward', () => {
  const upward = async (query: string) => (await get(`/upward?${query}`)).items;

  test('grants given on paper stand beside, and wait for a person to adopt them', async () => {
    await eventually(async () => expect((await get('/grants?open=true')).items).toHaveLength(2));
    expect((await post('/platforms/province/grants/SQ-2025-0001/adopt')).body).toEqual({ adopted: true });
    expect((await get('/grants?open=true')).items).toHaveLength(1);
    expect((await post('/platforms/province/grants/SQ-2025-0001/adopt')).body.code).toBe('upstreams.settled');
  });

  test('an application goes up once, its grant comes back with the numbers there, and the service can be called', async () => {
    await eventually(async () => expect((await get('/upper-catalogue?q=公积金')).items).toHaveLength(1));
    const body = {
      platform: 'province',
      resource: 'ZY-GJJ-0001',
      organisation: 'quay-office',
      purpose: '购房补贴核验',
      basis: '补贴办法第4条',
      from: '2026-01-01',
      until: '2030-12-31',
      callsPerDay: 2,
    };
    expect((await post('/applications', { ...body, resource: 'no-such' })).body.code).toBe(
      'upstreams.unknown-resource',
    );
    province.setFaults({ silent: 1, services: ['apply'] });
    const made = await post('/applications', body);
    expect(made.body).toMatchObject({ kind: 'apply', state: 'sending' });
    expect((await post('/applications', body)).body.code).toBe('upstreams.already-asked');
    await eventually(async () => expect((await upward('kind=apply'))[0].tries).toBeGreaterThan(0));
    province.setFaults({ silent: 0, services: [] });
    const id = made.body.id as string;
    await eventually(async () =>
      expect(await get(`/upward/${id}`)).toMatchObject({
        state: 'sent',
        upper: { state: 'granted' },
        upApplyId: expect.stringMatching(/^SQ-/),
      }),
    );
    const service = await eventually(async () => {
      const [grant] = (await get('/grants')).items.filter((one: { upward?: string }) => one.upward === id);
      expect(grant).toMatchObject({
        state: 'in-force',
        callsPerDay: 2,
        adopted: true,
        service: 'province-zy-gjj-0001',
      });
      return grant.service as string;
    });
    // Sent more than once, taken once.
    expect(
      (await get('/grants')).items.filter((one: { upResourceId: string }) => one.upResourceId === 'ZY-GJJ-0001'),
    ).toHaveLength(1);
    await ask({ service });
    await ask({ service });
    expect(await codeOf(ask({ service }))).toBe('upstreams.quota');
    const { receipts } = await get(`/upward/${id}`);
    expect(receipts.map(({ outcome }: { outcome: string }) => outcome)).toEqual(
      expect.arrayContaining(['unreachable', 'accepted', 'granted']),
    );
  });

  test('refused above with a reason: our own row stays as it was said', async () => {
    const made = await post('/applications', {
      platform: 'province',
      resource: 'ZY-CJRZ-0001',
      organisation: 'quay-office',
      purpose: '补贴',
      basis: '工作需要',
      from: '2026-01-01',
      until: '2027-01-01',
      callsPerDay: 5,
    });
    await eventually(async () => {
      const shown = await get(`/upward/${made.body.id}`);
      expect(shown).toMatchObject({
        state: 'sent',
        upper: { state: 'refused', reason: expect.stringContaining('法律依据') },
        content: { basis: '工作需要' },
      });
    });
  });

  test('entries are reported once a version; what has no place above is on the unresolved list until someone replays or settles it', async () => {
    expect((await post('/reports', { platform: 'province' })).body).toEqual({ reported: 3, known: 0 });
    await eventually(async () => {
      const states = Object.fromEntries(
        (await upward('kind=report')).map((one: { subject: string; state: string }) => [one.subject, one.state]),
      );
      expect(states).toEqual({ moorings: 'sent', 'county-roll': 'unresolved', secrets: 'refused' });
    });
    expect((await post('/reports', { platform: 'province' })).body.code).toBe('upstreams.nothing-to-report');
    const [county] = await upward('state=unresolved');
    const shown = await get(`/upward/${county.id}`);
    expect(shown.receipts).toMatchObject([
      { what: 'send', code: '30402', words: { zh: expect.stringContaining('机构对应') } },
    ]);
    const replayed = await post(`/upward/${county.id}/replay`, { receipt: shown.receipts[0].id });
    expect(replayed.body.state).toBe('unresolved');
    expect((await get(`/upward/${county.id}`)).receipts[1]).toMatchObject({
      what: 'replay',
      replayOf: shown.receipts[0].id,
    });
    expect((await post(`/upward/${county.id}/settle`, { note: '由县节点自行上报' })).body.state).toBe('settled');
    expect((await get('/platforms')).unresolved).toBeGreaterThan(0);
  });

  test('a thousand services are listed by page, found by word and by platform', async () => {
    await city.database.pool.query(`insert into upstreams.service (id, platform, origin, definition, added_at)
      select 'bulk-' || lpad(n::text, 4, '0'), 'province', 'grant', jsonb_build_object('id', 'bulk-' || n, 'title', jsonb_build_object('zh', '服务' || n, 'en', 'Service ' || n),
        'path', 'x/y', 'parameters', '[]'::jsonb, 'fields', '[]'::jsonb), now() from generate_series(1, 1000) n`);
    await city.database.pool.query(`select pg_notify('yiwang_upstreams', '')`);
    await eventually(async () => expect((await get('?limit=1')).total).toBeGreaterThan(1_000));
    const began = performance.now();
    let seen = 0;
    for (let cursor = ''; ; ) {
      const page = await get(`?limit=200${cursor && `&cursor=${cursor}`}`);
      seen += page.items.length;
      if (!page.next) break;
      cursor = page.next;
    }
    expect(seen).toBe((await get('?limit=1')).total);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect((await get(`?q=${encodeURIComponent('服务777')}`)).items).toHaveLength(1);
  });
});
