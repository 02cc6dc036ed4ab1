import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StaffActor } from '@platform/access';
import { anonymous, startTestCity, staffActor, type TestCity } from '@platform/testkit';
import { createIdentity, type IdentityModule } from './module.ts';
import { fakeOrganisations } from './testing/organisations.ts';

const PASSWORD = 'long-enough-42';
let city: TestCity<IdentityModule>;
const ids: Record<string, string> = {};

beforeAll(async () => {
  city = await startTestCity<IdentityModule>({
    packs: { ids: ['tennis-club'] },
    settings: { demo: false },
    modules: (foundations) => [
      createIdentity({
        ...foundations,
        organisations: fakeOrganisations(foundations.packs),
        city: { zh: '球场市', en: 'Court City' },
        internalUrl: () => 'http://127.0.0.1',
        demoPeople: () => Promise.reject(new Error('nobody may ask for demo people outside the demo')),
      }),
    ],
  });
});
afterAll(() => city?.stop());

const as = (
  role: string,
  organisation = 'courts-bureau',
  more: Parameters<typeof staffActor>[2] = { organisations: 'all' },
): StaffActor =>
  staffActor(organisation, [role], { ...more, accountId: ids[role] ?? '01a00000-0000-7000-8000-000000000000' });
const administrator = (role: string) => ({
  role,
  login: `${role}.one`,
  name: '管理员',
  organisation: 'courts-bureau',
  password: PASSWORD,
});
const ADMINISTRATORS = ['system-admin', 'security-admin', 'audit-admin'].map(administrator);
const post = (path: string, body: unknown, actor: StaffActor) =>
  city.request({ method: 'POST', path, body, as: actor });
const accountBody = (login: string, organisation = 'tennis-club-office') => ({
  login,
  name: '新同事',
  organisation,
  password: PASSWORD,
});

describe('the first administrators', () => {
  const setUp = (body: unknown) =>
    city.request({ method: 'POST', path: '/api/setup/administrators', body, as: anonymous });

  test('outside demo mode no demo account exists and a token waits in a file that only we can read', async () => {
    const { rows } = await city.database.pool.query('select count(*)::int as count from identity.account');
    expect(rows[0].count).toBe(0);
    expect(existsSync(join(city.settings.dataFolder, 'demo-password'))).toBe(false);
    expect(statSync(join(city.settings.dataFolder, 'setup-token')).mode & 0o777).toBe(0o600);
  });

  test('are three different people, made once, by whoever has the token', async () => {
    const token = readFileSync(join(city.settings.dataFolder, 'setup-token'), 'utf8').trim();
    const wrong = await setUp({ token: `${token}x`, administrators: ADMINISTRATORS });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'identity.wrong-setup-token']);
    const two = await setUp({ token, administrators: ADMINISTRATORS.slice(1) });
    expect([two.status, two.body.code]).toEqual([400, 'identity.setup-incomplete']);
    const same = await setUp({ token, administrators: ADMINISTRATORS.map((one) => ({ ...one, login: 'same.one' })) });
    expect([same.status, same.body.code]).toEqual([400, 'identity.setup-incomplete']);

    const made = await setUp({ token, administrators: ADMINISTRATORS });
    expect(made.status).toBe(201);
    for (const { id, role } of made.body.accounts as { id: string; role: string }[]) ids[role] = id;
    const again = await setUp({ token, administrators: ADMINISTRATORS });
    expect([again.status, again.body.code]).toEqual([409, 'identity.setup-closed']);
    expect(existsSync(join(city.settings.dataFolder, 'setup-token'))).toBe(false);
  });
});

describe('accounts', () => {
  test('one administrator makes the account, another gives it its roles; both are on record', async () => {
    const weak = await post(
      '/api/accounts',
      { ...accountBody('li.na'), password: 'li.na-li.na-1' },
      as('system-admin'),
    );
    expect([weak.status, weak.body.code]).toEqual([400, 'identity.weak-password']);
    const created = await post('/api/accounts', accountBody('Li.Na'), as('system-admin'));
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ login: 'li.na', name: '新同事', roles: [], disabled: false });
    const taken = await post('/api/accounts', accountBody('li.NA'), as('system-admin'));
    expect([taken.status, taken.body.code]).toEqual([409, 'identity.login-taken']);

    const path = `/api/accounts/${created.body.id}/roles`;
    const put = (roles: string[], actor: StaffActor) =>
      city.request({ method: 'PUT', path, body: { roles }, as: actor });
    expect((await put(['clerk'], as('system-admin'))).status).toBe(403);
    expect((await put(['system-admin', 'audit-admin'], as('security-admin'))).body.code).toBe('access.roles-apart');
    expect((await put(['emperor'], as('security-admin'))).body.code).toBe('access.unknown-role');
    expect((await put(['clerk'], as('security-admin'))).body.roles).toEqual([
      { id: 'clerk', title: { zh: '审批人员', en: 'Clerk' } },
    ]);

    const { rows } = await city.database.pool.query(
      `select action, actor_id, detail from platform.audit_entry where subject = $1 order by id`,
      [`account:${created.body.id}`],
    );
    expect(rows).toEqual([
      {
        action: 'identity.create-account',
        actor_id: ids['system-admin'],
        detail: { kind: 'staff', organisation: 'tennis-club-office' },
      },
      { action: 'identity.set-roles', actor_id: ids['security-admin'], detail: { before: [], after: ['clerk'] } },
    ]);
  });

  test('nobody changes their own roles, and nobody takes over one of the three administrators', async () => {
    const own = await city.request({
      method: 'PUT',
      path: `/api/accounts/${ids['security-admin']}/roles`,
      body: { roles: ['clerk'] },
      as: as('security-admin'),
    });
    expect([own.status, own.body.code]).toEqual([409, 'identity.not-your-own']);
    for (const path of ['disable', 'password']) {
      const answer = await post(
        `/api/accounts/${ids['audit-admin']}/${path}`,
        path === 'password' ? { password: PASSWORD } : undefined,
        as('system-admin'),
      );
      expect([answer.status, answer.body.code]).toEqual([409, 'identity.administrator-protected']);
    }
  });

  test('a disabled account loses its sessions and comes back as it was', async () => {
    const { body: account } = await post('/api/accounts', accountBody('wang.wei'), as('system-admin'));
    await city.database.pool.query(
      `insert into identity.session values ('\\x01', $1, 'staff', now(), now(), now() + interval '1 hour')`,
      [account.id],
    );
    expect((await post(`/api/accounts/${account.id}/disable`, undefined, as('system-admin'))).body.disabled).toBe(true);
    const { rows } = await city.database.pool.query('select 1 from identity.session where account_id = $1', [
      account.id,
    ]);
    expect(rows).toEqual([]);
    expect((await post(`/api/accounts/${account.id}/enable`, undefined, as('system-admin'))).body.disabled).toBe(false);
  });

  test('a department’s administrator sees and makes accounts at and below their own organisation only', async () => {
    const head = as('department-admin', 'tennis-club-office', { organisations: ['tennis-club-office'] });
    expect((await post('/api/accounts', accountBody('zhao.min'), head)).status).toBe(201);
    expect((await post('/api/accounts', accountBody('qian.duo', 'courts-bureau'), head)).status).toBe(403);
    const seen = await city.request({ path: '/api/accounts?limit=100', as: head });
    expect(new Set(seen.body.items.map((one: { organisation: string }) => one.organisation))).toEqual(
      new Set(['tennis-club-office']),
    );
    const pages: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await city.request({ path: `/api/accounts?limit=2${cursor}`, as: as('system-admin') });
      pages.push(...page.body.items.map((one: { login: string }) => one.login));
      if (page.body.next === undefined) break;
      cursor = `&cursor=${page.body.next}`;
    }
    expect(pages).toEqual([
      'system-admin.one',
      'security-admin.one',
      'audit-admin.one',
      'li.na',
      'wang.wei',
      'zhao.min',
    ]);
    expect((await city.request({ path: '/api/accounts', as: as('clerk') })).status).toBe(403);
  });
});

test('who may see an office’s cases: its own officers and those above by their scope, with the permission, not disabled', async () => {
  const made = async (login: string, organisation: string, role: string): Promise<string> => {
    const { id } = (await post('/api/accounts', accountBody(login, organisation), as('system-admin'))).body;
    await city.request({
      method: 'PUT',
      path: `/api/accounts/${id}/roles`,
      body: { roles: [role] },
      as: as('security-admin'),
    });
    return id;
  };
  await made('own.clerk', 'tennis-club-office', 'clerk');
  await made('own.window', 'tennis-club-office', 'window-clerk');
  await made('head.above', 'courts-bureau', 'department-head');
  await made('clerk.above', 'courts-bureau', 'clerk');
  const gone = await made('gone.clerk', 'tennis-club-office', 'clerk');
  await post(`/api/accounts/${gone}/disable`, undefined, as('system-admin'));
  const identity = city.modules[0] as IdentityModule;
  const found = await identity.port.staffWho('cases.read-personal-data', ['tennis-club-office']);
  const { items } = (await city.request({ path: '/api/accounts?limit=100', as: as('system-admin') })).body;
  const logins = found.map(({ account }) => items.find(({ id }: { id: string }) => id === account).login);
  expect(logins.toSorted()).toEqual(['head.above', 'li.na', 'own.clerk']);
  expect(await identity.port.staffWho('cases.read-personal-data', [])).toEqual([]);
});
