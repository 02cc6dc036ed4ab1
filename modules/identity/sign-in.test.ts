// long-file: one story of sign-in over one server and one cookie jar; cut in two it would start everything twice.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildHttp } from '@platform/http';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { createIdentity, type IdentityModule } from './module.ts';
import { Browser } from './testing/browser.ts';
import { fakeOrganisations } from './testing/organisations.ts';

const CITIZEN = '990101195001010017';
const START = '2026-11-20T02:00:00Z';
let city: TestCity<Module>;
let identity: IdentityModule;
let server: Awaited<ReturnType<typeof buildHttp>>;
let origin: string;
let password: string;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  city = await startTestCity<Module>({
    packs: { ids: ['tennis-club'] },
    now: START,
    settings: { publicUrl: origin },
    modules: (foundations) => {
      identity = createIdentity({
        ...foundations,
        organisations: fakeOrganisations(foundations.packs),
        city: { zh: '球场市', en: 'Court City' },
        internalUrl: () => origin,
        demoPeople: async () => ({ 'keen-player': { citizenId: CITIZEN, name: '段晓拍' } }),
      });
      return [identity];
    },
  });
  server = await buildHttp({
    database: city.database,
    clock: city.clock,
    ids: city.ids,
    sealer: city.sealer,
    blindIndex: city.blindIndex,
    features: city.modules.flatMap((module) => module.features ?? []),
    publicUrl: origin,
    resolveSession: identity.port.resolveSession,
    before: identity.before,
    rateLimitPerMinute: 100_000,
  });
  await server.listen({ port, host: '127.0.0.1' });
  password = readFileSync(join(city.settings.dataFolder, 'demo-password'), 'utf8').trim();
});
afterAll(async () => {
  await server?.close();
  await city?.stop();
});
beforeEach(() => city.clock.set(START));

/** Walks from `/auth/login` to the sign-in page; the id in its address. */
async function openSignIn(browser: Browser, app: string, returnTo?: string): Promise<string> {
  const query = new URLSearchParams({ app, ...(returnTo === undefined ? {} : { return: returnTo }) });
  const page = await browser.follow(`/auth/login?${query}`);
  expect(page.pathname).toMatch(/^\/login\/[\w-]+$/);
  return page.pathname.split('/').at(-1) as string;
}

async function signIn(browser: Browser, app: string, login: string, returnTo?: string): Promise<URL> {
  const uid = await openSignIn(browser, app, returnTo);
  const answer = await browser.post(`/api/sign-in/${uid}`, { login, password });
  expect(answer.status).toBe(200);
  return browser.follow(((await answer.json()) as { redirectTo: string }).redirectTo);
}

const sessionOf = async (browser: Browser, app: string) =>
  (
    (await (await browser.get('/api/session', { 'x-yiwang-app': app })).json()) as {
      account: null | Record<string, unknown>;
    }
  ).account;

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

describe('signing in', () => {
  test('a resident signs in on the portal, comes back to the page they wanted, and signs out', async () => {
    const browser = new Browser(origin);
    expect(await sessionOf(browser, 'portal')).toBeNull();
    const uid = await openSignIn(browser, 'portal', '/cases?tab=open');
    const offer = await (await browser.get(`/api/sign-in/${uid}`)).json();
    expect(offer).toMatchObject({ app: 'portal', demoAccounts: [{ login: 'player', kind: 'person', password }] });

    const answer = await browser.post(`/api/sign-in/${uid}`, { login: ' PLAYER ', password });
    const back = await browser.follow(((await answer.json()) as { redirectTo: string }).redirectTo);
    expect(back.pathname + back.search).toBe('/cases?tab=open');
    expect(await sessionOf(browser, 'portal')).toEqual({
      id: expect.any(String),
      kind: 'person',
      name: '段晓拍',
      roles: [],
      permissions: [],
    });

    const stolen = browser.copy();
    const out = await browser.post('/api/sign-out', {}, { 'x-yiwang-app': 'portal' });
    expect(await out.json()).toEqual({ redirectTo: '/' });
    expect(await sessionOf(browser, 'portal')).toBeNull();
    expect(await sessionOf(stolen, 'portal')).toBeNull();
  });

  test('staff sign in on the console with their organisation and rights; the resident in the same browser stays signed in', async () => {
    const browser = new Browser(origin);
    await signIn(browser, 'portal', 'player');
    expect((await signIn(browser, 'console', 'club.clerk')).pathname).toBe('/console');
    expect(await sessionOf(browser, 'console')).toMatchObject({
      kind: 'staff',
      organisation: 'tennis-club-office',
      organisationName: { zh: '球场市网球俱乐部' },
      roles: [{ id: 'clerk' }],
      permissions: expect.arrayContaining(['cases.decide']),
    });
    expect(await sessionOf(browser, 'cockpit')).toMatchObject({ kind: 'staff' });
    expect(await sessionOf(browser, 'portal')).toMatchObject({ kind: 'person' });
    await browser.post('/api/sign-out', {}, { 'x-yiwang-app': 'console' });
    expect(await sessionOf(browser, 'console')).toBeNull();
    expect(await sessionOf(browser, 'portal')).toMatchObject({ kind: 'person' });
  });

  test('a link without the app header takes its kind from the page it stands on', async () => {
    const browser = new Browser(origin);
    await signIn(browser, 'portal', 'player');
    await signIn(browser, 'console', 'club.clerk');
    const kindFrom = async (referer: string) =>
      (
        (await (await browser.get('/api/session', { referer: origin + referer })).json()) as {
          account: { kind: string };
        }
      ).account.kind;
    expect(await kindFrom('/console/cases/1')).toBe('staff');
    expect(await kindFrom('/wallet')).toBe('person');
  });

  test('two tabs sign in side by side', async () => {
    const browser = new Browser(origin);
    const first = await openSignIn(browser, 'portal');
    const second = await openSignIn(browser, 'console');
    const one = await browser.post(`/api/sign-in/${first}`, { login: 'player', password });
    await browser.follow(((await one.json()) as { redirectTo: string }).redirectTo);
    const two = await browser.post(`/api/sign-in/${second}`, { login: 'club.clerk', password });
    expect(two.status).toBe(200);
    expect(await sessionOf(browser, 'portal')).toMatchObject({ kind: 'person' });
  });

  test('the event and the audit say that it happened, without names', async () => {
    await signIn(new Browser(origin), 'portal', 'player');
    const { rows } = await city.database.pool.query(
      `select e.payload::text || a.detail::text || a.actor_id as text from platform.event e, platform.audit_entry a
       where e.type = 'identity.signed-in' and a.action = 'identity.sign-in' order by a.id desc limit 1`,
    );
    expect(rows[0].text).toContain('person');
    expect(rows[0].text).not.toMatch(/player|段晓拍|990101/);
  });
});

describe('refusals', () => {
  test('a wrong password and an unknown login get the same answer, in the language asked for', async () => {
    const browser = new Browser(origin);
    const uid = await openSignIn(browser, 'portal');
    const wrong = await browser.post(
      `/api/sign-in/${uid}`,
      { login: 'player', password: 'not-it' },
      { 'accept-language': 'en' },
    );
    const unknown = await browser.post(
      `/api/sign-in/${uid}`,
      { login: 'nobody', password: 'not-it' },
      { 'accept-language': 'en' },
    );
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const [first, second] = [await wrong.json(), await unknown.json()] as { requestId: string; title: string }[];
    expect({ ...first, requestId: '' }).toEqual({ ...second, requestId: '' });
    expect(first?.title).toContain('not right');
    const { rows } = await city.database.pool.query(
      `select string_agg(subject || detail::text, '') as text from platform.audit_entry`,
    );
    expect(rows[0].text).not.toContain('nobody');
  });

  test.each(['club.clerk', 'ghost'])(
    'after five failures %s is paused for fifteen minutes, even with the right password',
    async (login) => {
      const browser = new Browser(origin);
      const uid = await openSignIn(browser, 'console');
      const attempts = await Promise.all(
        Array.from({ length: 7 }, () => browser.post(`/api/sign-in/${uid}`, { login, password: 'guess' })),
      );
      expect(attempts.map((answer) => answer.status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429]);
      const locked = await browser.post(`/api/sign-in/${uid}`, { login, password });
      expect(locked.status).toBe(429);
      expect(locked.headers.get('retry-after')).toBe('900');
      expect(await locked.json()).toMatchObject({ code: 'identity.locked', title: expect.stringContaining('15 分钟') });
      city.clock.advance(15 * 60_000);
      const later = await browser.post(`/api/sign-in/${uid}`, { login, password });
      expect(later.status).toBe(login === 'ghost' ? 401 : 200);
    },
  );

  test('a staff account is sent away from the portal, a person from the console', async () => {
    const browser = new Browser(origin);
    const portal = await openSignIn(browser, 'portal');
    const staff = await browser.post(`/api/sign-in/${portal}`, { login: 'club.clerk', password });
    expect([staff.status, await codeOf(staff)]).toEqual([403, 'identity.wrong-kind-for-portal']);
    const console = await openSignIn(browser, 'console');
    const person = await browser.post(`/api/sign-in/${console}`, { login: 'player', password });
    expect([person.status, await codeOf(person)]).toEqual([403, 'identity.wrong-kind-for-staff']);
  });

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/api/sign-out', 'portal'])(
    'no return to %s',
    async (path) => {
      const answer = await new Browser(origin).get(`/auth/login?app=portal&return=${encodeURIComponent(path)}`);
      expect([answer.status, await codeOf(answer)]).toEqual([400, 'identity.bad-return']);
    },
  );

  test('a page that is not of this browser, or too old, says so', async () => {
    const uid = await openSignIn(new Browser(origin), 'portal');
    const other = await new Browser(origin).post(`/api/sign-in/${uid}`, { login: 'player', password });
    expect([other.status, await codeOf(other)]).toEqual([410, 'identity.sign-in-expired']);
  });

  test('a code works once, and only in the browser that asked for it', async () => {
    const browser = new Browser(origin);
    const uid = await openSignIn(browser, 'portal');
    const answer = await browser.post(`/api/sign-in/${uid}`, { login: 'player', password });
    const callback = await browser.follow(
      ((await answer.json()) as { redirectTo: string }).redirectTo,
      '/auth/callback',
    );
    expect(callback.searchParams.get('code')).toBeTruthy();
    const thief = await new Browser(origin).get(callback.pathname + callback.search);
    expect([thief.status, await codeOf(thief)]).toEqual([410, 'identity.sign-in-expired']);

    const kept = browser.copy();
    expect((await browser.get(callback.pathname + callback.search)).status).toBe(303);
    expect(await sessionOf(browser, 'portal')).toMatchObject({ kind: 'person' });
    expect((await kept.get(callback.pathname + callback.search)).status).toBe(410);
    expect(await sessionOf(kept, 'portal')).toBeNull();
    const forPeople = await kept.get(callback.pathname + callback.search, { accept: 'text/html' });
    expect([forPeople.status, forPeople.headers.get('location')]).toEqual([303, '/login/expired']);
  });

  test('a disabled account is told so, but only to whoever knows its password; its open session ends', async () => {
    const browser = new Browser(origin);
    await signIn(browser, 'console', 'club.clerk');
    const set = (at: string | null) =>
      city.database.pool.query(`update identity.account set disabled_at = $1 where kind = 'staff'`, [at]);
    await set(START);
    try {
      city.clock.advance(6_000);
      expect(await sessionOf(browser, 'console')).toBeNull();
      const uid = await openSignIn(browser, 'console');
      const wrong = await browser.post(`/api/sign-in/${uid}`, { login: 'club.clerk', password: 'guess' });
      const right = await browser.post(`/api/sign-in/${uid}`, { login: 'club.clerk', password });
      expect([await codeOf(wrong), await codeOf(right)]).toEqual([
        'identity.wrong-credentials',
        'identity.account-disabled',
      ]);
    } finally {
      await set(null);
    }
  });

  test('once the demo is switched off, demo accounts and their sessions are worth nothing', async () => {
    const browser = new Browser(origin);
    await signIn(browser, 'portal', 'player');
    city.settings.demo = false;
    try {
      city.clock.advance(6_000);
      expect(await sessionOf(browser, 'portal')).toBeNull();
      const uid = await openSignIn(browser, 'portal');
      expect(await (await browser.get(`/api/sign-in/${uid}`)).json()).toMatchObject({ demoAccounts: [] });
      const answer = await browser.post(`/api/sign-in/${uid}`, { login: 'player', password });
      expect([answer.status, await codeOf(answer)]).toEqual([401, 'identity.wrong-credentials']);
    } finally {
      city.settings.demo = true;
    }
    await signIn(browser, 'portal', 'player');
  });

  test('someone who comes by another name of the server is moved to the public one, once', async () => {
    const moved = await server.inject({
      url: '/auth/login?app=console&return=/console/loads',
      headers: { host: 'localhost:1' },
    });
    expect([moved.statusCode, moved.headers.location]).toEqual([
      303,
      `${origin}/auth/login?app=console&return=%2Fconsole%2Floads&moved=1`,
    ]);
    const again = await server.inject({
      url: '/auth/login?app=console&return=/console/loads&moved=1',
      headers: { host: 'localhost:1' },
    });
    expect(again.headers.location).toContain(`${origin}/oidc/auth?`);
  });

  test('a request from another site cannot sign anyone out', async () => {
    const browser = new Browser(origin);
    await signIn(browser, 'portal', 'player');
    expect((await browser.post('/api/sign-out', {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect(await sessionOf(browser, 'portal')).toMatchObject({ kind: 'person' });
  });
});

describe('sessions', () => {
  test('staff are signed out after half an hour without use, and used sessions after twelve hours', async () => {
    const browser = new Browser(origin);
    await signIn(browser, 'console', 'club.clerk');
    for (let used = 0; used < 28; used += 1) {
      city.clock.advance(25 * 60_000);
      expect(await sessionOf(browser, 'console')).not.toBeNull();
    }
    city.clock.advance(25 * 60_000);
    expect(await sessionOf(browser, 'console')).toBeNull();

    city.clock.set(START);
    await signIn(browser, 'console', 'club.clerk');
    city.clock.advance(30 * 60_000);
    expect(await sessionOf(browser, 'console')).toBeNull();
  });

  test('an idle browser cannot slip back in through the provider: the password is asked again', async () => {
    const browser = new Browser(origin);
    await signIn(browser, 'console', 'club.clerk');
    await openSignIn(browser, 'console');
  });

  test('the cookie is out of reach of scripts, and the store keeps no token', async () => {
    const browser = new Browser(origin);
    await signIn(browser, 'portal', 'player');
    const cookie = browser.setCookies.find((line) => line.startsWith('yw_person='));
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    const token = (cookie as string).split(/[=;]/)[1] as string;
    const { rows } = await city.database.pool.query(
      'select s::text as text from identity.session s union all select o::text from identity.oidc_record o union all select a::text from identity.account a',
    );
    expect(rows.length).toBeGreaterThan(2);
    for (const { text } of rows) expect(text).not.toMatch(new RegExp(`${token}|${CITIZEN}|club\\.clerk`));
  });
});

describe('the port and what is kept', () => {
  test('a person is known by account and by subject', async () => {
    const subject = identity.port.subjectOf(CITIZEN);
    const accountId = await identity.port.accountOfSubject(subject);
    expect(await identity.port.staffOf('../../etc/passwd')).toBeUndefined();
    await expect(identity.port.citizenOf('')).rejects.toMatchObject({ code: 'identity.unknown-account' });
    expect(await identity.port.citizenOf(accountId as string)).toEqual({ citizenId: CITIZEN, name: '段晓拍', subject });
    expect(await identity.port.accountOfSubject(identity.port.subjectOf('990101195001010025'))).toBeUndefined();
  });

  test('the demo password is one of this installation, readable by its account only', () => {
    expect(password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
    expect(statSync(join(city.settings.dataFolder, 'demo-password')).mode & 0o777).toBe(0o600);
  });

  test('no fingerprint of a password is kept for repeated requests', async () => {
    const browser = new Browser(origin);
    const uid = await openSignIn(browser, 'portal');
    await browser.post(`/api/sign-in/${uid}`, { login: 'player', password }, { 'idempotency-key': 'a-key-of-a-page' });
    await browser.post('/api/sign-out', {}, { 'idempotency-key': 'another-key-of-a-page' });
    const { rows } = await city.database.pool.query('select key from platform.request_key');
    expect(rows).toEqual([{ key: 'another-key-of-a-page' }]);
  });

  test('a second start changes nothing', async () => {
    const state = async () =>
      (
        await city.database.pool.query(
          `select (select json_agg(a order by id)::text from identity.account a) || (select json_agg(k)::text from identity.signing_key k) as text`,
        )
      ).rows[0].text;
    const before = await state();
    await identity.prepare?.();
    expect(await state()).toBe(before);
  });

  test('what is over is removed by the hourly job', async () => {
    await signIn(new Browser(origin), 'portal', 'player');
    city.clock.advance(13 * 3_600_000);
    await identity.jobs?.[0]?.run({}, { jobId: '1', attempt: 1, signal: new AbortController().signal });
    const { rows } = await city.database.pool.query(`select (select count(*)::int from identity.session) as sessions,
      (select count(*)::int from identity.oidc_record) as records, (select count(*)::int from identity.sign_in_attempt) as attempts`);
    expect(rows[0]).toEqual({ sessions: 0, records: 0, attempts: 0 });
  });

  test('the provider tells relying parties about itself under the public address', async () => {
    const about = (await (
      await new Browser(origin).get('/oidc/.well-known/openid-configuration', { 'x-forwarded-host': 'evil.example' })
    ).json()) as Record<string, string>;
    expect(about['issuer']).toBe(`${origin}/oidc`);
    expect(about['token_endpoint']).toBe(`${origin}/oidc/token`);
  });
});
