import { createServer, type AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildHttp } from '@platform/http';
import type { PackSet } from '@platform/packs';
import { SUBJECT, type Module } from '@platform/module';
import { startTestCity, type TestCity } from '@platform/testkit';
import { createIdentity, type IdentityModule } from './module.ts';
import { Browser } from './testing/browser.ts';
import { fakeOrganisations } from './testing/organisations.ts';

const START = '2026-11-20T02:00:00Z';
const BOSS = { login: 'owner', citizenId: '990101195001010017', name: '段晓拍' };
const CLERK = { login: 'runner', citizenId: '990101198003070037', name: '王跑腿' };
const FIRM = { creditCode: '91990200MADEM001AR', name: '球拍制造公司' };
let city: TestCity<Module>;
let identity: IdentityModule;
let server: Awaited<ReturnType<typeof buildHttp>>;
let origin: string;
let password: string;
const accounts: Record<string, string> = {};

beforeAll(async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  origin = `http://127.0.0.1:${port}`;
  city = await startTestCity<Module>({
    packs: { ids: ['tennis-club'] },
    now: START,
    settings: { publicUrl: origin },
    modules: (foundations) => {
      const [sample] = foundations.packs.all('accounts');
      const account = (who: typeof BOSS, firms?: object[]) =>
        ({
          ...sample,
          id: who.login,
          value: {
            ...sample?.value,
            login: who.login,
            kind: 'person',
            name: who.name,
            roles: [],
            person: { sampleKey: who.login },
            ...(firms ? { firms } : {}),
          },
        }) as never;
      const packs: PackSet = {
        ...foundations.packs,
        all: ((kind: never) =>
          kind === 'accounts'
            ? [account(BOSS, [{ ...FIRM, as: 'legal-representative' }]), account(CLERK)]
            : foundations.packs.all(kind)) as PackSet['all'],
      };
      identity = createIdentity({
        ...foundations,
        packs,
        organisations: fakeOrganisations(foundations.packs),
        city: { zh: '球场市', en: 'Court City' },
        internalUrl: () => origin,
        demoPeople: async () => ({ owner: BOSS, runner: CLERK }),
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
  for (const who of [BOSS, CLERK])
    accounts[who.login] = (await identity.port.accountOfSubject(city.blindIndex(who.citizenId, SUBJECT))) as string;
});
afterAll(async () => {
  await server?.close();
  await city?.stop();
});
beforeEach(() => city.clock.set(START));

/** Signs in; the address at which the browser arrives. */
async function signIn(browser: Browser, login: string, to = '/'): Promise<string> {
  const page = await browser.follow(`/auth/login?app=portal&return=${encodeURIComponent(to)}`);
  const answer = await browser.post(`/api/sign-in/${page.pathname.split('/').at(-1)}`, { login, password });
  const { redirectTo } = (await answer.json()) as { redirectTo: string };
  const end = await browser.follow(redirectTo);
  return end.pathname + end.search;
}
const PORTAL = { 'x-yiwang-app': 'portal' };
const get = async (browser: Browser, path: string) => {
  const answer = await browser.get(path, PORTAL);
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
};
const post = async (browser: Browser, path: string, body: unknown = {}) => {
  const answer = await browser.post(path, body, PORTAL);
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
};
const actingIn = async (browser: Browser) =>
  (await get(browser, '/api/session')).body['account']?.['actingFor'] as { firm: { name: string } } | undefined;

test('a legal representative chooses for whom to act, names an agent, and ends it: it counts at once, and everything is recorded as both', async () => {
  const boss = new Browser(origin);
  expect(await signIn(boss, 'owner')).toBe('/acting?return=%2F');
  expect(await actingIn(boss), 'for oneself until one chooses').toBeUndefined();
  const { items } = (await get(boss, '/api/mandates')).body as unknown as {
    items: { id: string; firm: { id: string } }[];
  };
  expect(items).toMatchObject([{ firm: FIRM, kind: 'legal-representative' }]);
  const mandate = items[0] as (typeof items)[number];
  expect((await post(boss, '/api/acting', { mandate: city.ids.next() })).body['code']).toBe('identity.unknown-mandate');
  expect((await post(boss, '/api/acting', { mandate: mandate.id })).body['acting']).toMatchObject({ firm: FIRM });
  expect(await actingIn(boss)).toMatchObject({ firm: FIRM });

  const runner = new Browser(origin);
  // Who acts for nobody is asked nothing.
  expect(await signIn(runner, 'runner')).toBe('/');
  const agents = `/api/firms/${mandate.firm.id}/agents`;
  const named = { name: CLERK.name, citizenId: CLERK.citizenId, scope: ['my-data'], until: '2027-01-31' };
  expect((await post(runner, agents, named)).body['code']).toBe('identity.not-legal-representative');
  for (const [wrong, code] of [
    [{ name: '王跑题' }, 'no-such-person'],
    [{ citizenId: '990101198003070031' }, 'not-a-citizen-id'],
    [{ until: '2026-11-19' }, 'bad-mandate-period'],
    [{ until: '2030-01-01' }, 'bad-mandate-period'],
  ] as const)
    expect((await post(boss, agents, { ...named, ...wrong })).body['code']).toBe(`identity.${code}`);
  const given = await post(boss, agents, named);
  expect(given.status).toBe(201);
  expect(given.body).toMatchObject({
    name: '王**',
    state: 'in-force',
    scope: [{ id: 'my-data' }],
    until: '2027-01-31',
  });
  expect((await post(boss, agents, named)).body['code']).toBe('identity.agent-already');

  const [held] = ((await get(runner, '/api/mandates')).body as unknown as { items: { id: string }[] }).items;
  await post(runner, '/api/acting', { mandate: held?.id });
  expect(await actingIn(runner)).toMatchObject({ firm: FIRM });
  expect((await identity.port.mandatesOf(accounts['runner'] as string)).map(({ scope }) => scope)).toEqual([
    ['my-data'],
  ]);
  expect((await get(runner, agents)).body['code'], 'an agent names nobody').toBe('identity.not-legal-representative');

  expect((await post(boss, `/api/mandates/${mandate.id}/end`)).body['code']).toBe('identity.registered-representative');
  expect((await post(boss, `/api/mandates/${held?.id}/end`)).body).toEqual({ ended: true });
  expect(await actingIn(runner), 'the session acts for the firm no more').toBeUndefined();
  expect(await identity.port.mandatesOf(accounts['runner'] as string)).toEqual([]);
  expect((await get(boss, agents)).body['items']).toMatchObject([{ state: 'ended' }, { mine: true, name: BOSS.name }]);

  const { rows } = await city.database.pool.query(
    `select action, actor_id, organisation, detail from platform.audit_entry where action in ('identity.name-agent', 'identity.end-mandate') and actor_kind = 'person' order by at, id`,
  );
  expect(rows).toMatchObject([
    { action: 'identity.name-agent', actor_id: accounts['owner'], organisation: `firm:${mandate.firm.id}` },
    { action: 'identity.end-mandate', detail: { byAgent: false } },
  ]);
  expect(JSON.stringify(rows)).not.toContain(CLERK.citizenId);
  const stored = await city.database.pool.query('select credit_code, name from identity.firm');
  expect(stored.rows[0].credit_code.includes(Buffer.from(FIRM.creditCode))).toBe(false);
});

test('a mandate ends with its last day, an agent may give it back, and on the way to something nobody is asked for whom', async () => {
  const boss = new Browser(origin);
  expect(await signIn(boss, 'owner', '/matters/some-card')).toBe('/matters/some-card');
  const [own] = ((await get(boss, '/api/mandates')).body as unknown as { items: { firm: { id: string } }[] }).items;
  const agents = `/api/firms/${own?.firm.id}/agents`;
  const named = { name: CLERK.name, citizenId: CLERK.citizenId, scope: ['my-data', 'questions'] };
  await post(boss, agents, { ...named, until: '2026-11-21' });
  const runner = new Browser(origin);
  await signIn(runner, 'runner');
  const [held] = await identity.port.mandatesOf(accounts['runner'] as string);
  await post(runner, '/api/acting', { mandate: held?.id });
  expect(await actingIn(runner)).toBeDefined();
  city.clock.set('2026-11-21T16:30:00Z');
  expect(await identity.port.mandatesOf(accounts['runner'] as string)).toEqual([]);
  const next = new Browser(origin);
  expect(await signIn(next, 'owner', '/me')).toBe('/acting?return=%2Fme');
  expect((await get(next, agents)).body['items']?.[0]).toMatchObject({ state: 'over' });
  // What ran out makes room for a new one.
  const again = await post(next, agents, { ...named, until: '2026-12-31' });
  expect(again.status).toBe(201);
  const later = new Browser(origin);
  expect(await signIn(later, 'runner')).toBe('/acting?return=%2F');
  expect((await post(later, `/api/mandates/${again.body['id']}/end`)).status).toBe(200);
  expect((await get(later, '/api/mandates')).body['items']).toEqual([]);
});
