// long-file: one city walks the whole path, since starting one is what a test costs.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { sql } from '@platform/database';
import type { Foundations, Module } from '@platform/module';
import { staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { OfferedInterface } from './domain/assess.ts';
import type { GrantsPort } from './contract/index.ts';
import { createSharing, type SharingDeps } from './module.ts';

const folder = fileURLToPath(new URL('./testing/packs', import.meta.url));
const interfaces: OfferedInterface[] = [
  {
    id: 'resident-facts',
    title: { zh: '居民信息', en: 'Facts' },
    mode: 'rows',
    fields: ['name', 'birth_date', 'address'],
  },
  { id: 'resident-name', title: { zh: '居民姓名', en: 'Name' }, mode: 'rows', fields: ['name', 'birth_date'] },
];
/** The module's surroundings, as the composition gives them. */
function wired(f: Foundations): SharingDeps {
  const resources = f.packs
    .all('resources')
    .map(({ value, hash }) => ({ ...value, version: hash })) as unknown as CataloguedResource[];
  const all = f.packs.all('organisations').map(({ value }) => value);
  const organisations = {
    all: () => all,
    find: (id: string) => all.find((one) => one.id === id),
    get: (id: string) => all.find((one) => one.id === id),
  } as unknown as OrganisationsPort;
  return {
    ...f,
    organisations,
    catalogue: { find: (id) => resources.find((one) => one.id === id), resources: () => resources },
    interfacesOf: (resource) => (resource === 'residents' ? interfaces : []),
    isFed: async (resource) => fed.has(resource),
    deliveryOf: async (id) =>
      id === 'd1' ? { no: 'JF1', resource: 'residents', providers: ['police'], consumer: 'buses' } : undefined,
  };
}
const fed = new Set(['residents', 'stops']);
let city: TestCity<Module>;
let grants: GrantsPort;
beforeAll(async () => {
  city = await startTestCity({
    packs: { folder, ids: ['lake-town'] },
    // A Friday.
    now: '2026-11-20T02:00:00Z',
    modules: (f) => {
      const sharing = createSharing(wired(f));
      grants = sharing.port;
      return [sharing];
    },
  });
}, 60_000);
afterAll(() => city.stop());

const officer = (organisation: string) =>
  staffActor(organisation, ['department-data-officer'], { accountId: `${organisation}-officer` });
const buses = officer('buses');
const housing = officer('housing');
const police = officer('police');
const authority = staffActor('data-office', ['sharing-authority'], { organisations: 'all', accountId: 'boss' });

const asked = (more: object = {}) => ({
  resource: 'residents',
  fields: ['name', 'birth_date'],
  application: 'bus-cards',
  delivery: 'interface',
  purpose: { id: 'card-check', title: { zh: '乘车卡核验', en: 'Card check' } },
  legalBasis: { zh: '《湖镇市公交优待办法》', en: 'Bus Measures' },
  explanation: '办理公交优待卡时核验身份',
  callsPerDay: 5_000,
  until: '2027-11-19',
  ...more,
});
const flats = (more: object = {}) =>
  asked({
    application: 'flats',
    fields: ['name', 'address'],
    purpose: { id: 'flat-check', title: { zh: '公租房资格核验', en: 'Flat check' } },
    ...more,
  });
const post = (path: string, as: typeof buses, body: unknown = {}) => city.request({ method: 'POST', path, as, body });
const make = (as: typeof buses, what: object, submit = true) =>
  post('/api/sharing/requests', as, { asked: what, submit });
const show = async (id: string, as: typeof buses = authority) =>
  (await city.request({ path: `/api/sharing/requests/${id}`, as })).body;
const act = async (id: string, what: string, as: typeof buses, body: object = {}) =>
  post(`/api/sharing/requests/${id}/${what}`, as, { revision: (await show(id)).revision, ...body });
const audited = (action: string) =>
  city.database.asPlatform.read((tx) =>
    tx.rows<{ actor_id: string; subject: string }>(
      sql`select actor_id, subject from platform.audit_entry where action = ${action}`,
    ),
  );

describe('decided at once', () => {
  test('says so before it is sent, with the clause; then grants in the same breath, through the narrowest interface that covers it', async () => {
    const told = await post('/api/sharing/preview', buses, asked());
    expect(told.body).toMatchObject({
      faults: [],
      atOnce: 'agree',
      by: [],
      clause: { zh: '公交局核验乘车人身份，限姓名和出生日期，每日不超过一万次' },
      interface: { id: 'resident-name' },
    });
    const made = await make(buses, asked());
    expect(made.body).toMatchObject({ state: 'in-use' });
    const shown = await show(made.body.id, buses);
    expect(shown).toMatchObject({ atOnce: true, outcome: 'agreed', savedDays: 15, onTime: true });
    expect(shown.decision.rule).toMatchObject({ table: 'residents', row: 1, inputs: { callsPerDay: 5000 } });
    expect(shown.decision.law.zh).toContain('第四条');
    expect(shown.steps.map((step: { kind: string }) => step.kind)).toEqual([
      'created',
      'submitted',
      'checked',
      'decided',
      'delivered',
    ]);
    expect(grants.forInterface('resident-name', 'bus-cards', 'card-check')).toMatchObject({
      fields: ['name', 'birth_date'],
      organisation: 'buses',
      until: '2027-11-19',
      callsPerDay: 5000,
      request: made.body.id,
    });
  });

  test('a rule may refuse, with its law; what a table gives at grade 4 goes on to the authority', async () => {
    const refused = await make(buses, asked({ delivery: 'file' }));
    expect(await show(refused.body.id)).toMatchObject({
      state: 'refused',
      atOnce: true,
      decision: { law: { zh: '《湖镇市人口数据管理办法（示例）》第九条' } },
    });
    const four = asked({ delivery: 'subscription', fields: ['citizen_id', 'name'] });
    expect((await post('/api/sharing/preview', buses, four)).body).toMatchObject({
      atOnce: 'propose',
      level: 'authority',
    });
    const made = await make(buses, four);
    expect(made.body.state).toBe('with-authority');
    expect(grants.of({ application: 'bus-cards', delivery: 'subscription' })).toEqual([]);
    expect((await act(made.body.id, 'decide', police, { fields: ['name'] })).body.code).toBe('sharing.not-yours');
    const consented = await act(made.body.id, 'decide', authority, { fields: ['citizen_id', 'name'] });
    expect(consented.body.state).toBe('delivering');
    expect((await act(made.body.id, 'deliver', police)).body.state).toBe('in-use');
    expect(grants.of({ application: 'bus-cards', delivery: 'subscription' })[0]?.fields).toEqual([
      'citizen_id',
      'name',
    ]);
  });

  test('what is shared unconditionally is agreed at once up to grade 2; above it the provider has one working day', async () => {
    const low = {
      resource: 'stops',
      application: 'flats',
      delivery: 'subscription',
      purpose: { id: 'flat-map', title: { zh: '车站选址', en: 'Sites' } },
    };
    expect((await make(housing, asked({ ...low, fields: ['stop'] }))).body.state).toBe('in-use');
    const high = await make(housing, asked({ ...low, fields: ['stop', 'driver'] }));
    expect((await show(high.body.id)).clock).toMatchObject({ kind: 'check', days: 2, dueDate: '2026-11-24' });
    await act(high.body.id, 'check', authority, { pass: true });
    expect((await show(high.body.id)).clock).toMatchObject({ kind: 'reply', days: 1, dueDate: '2026-11-23' });
  });

  test('changes of what no line feeds are agreed to, not delivered: whoever asks and whoever delivers is told', async () => {
    fed.delete('stops');
    const wanted = asked({
      resource: 'stops',
      application: 'flats',
      delivery: 'subscription',
      fields: ['stop'],
      purpose: { id: 'stop-signs', title: { zh: '站牌更换', en: 'Signs' } },
    });
    expect((await post('/api/sharing/preview', housing, wanted)).body).toMatchObject({ atOnce: 'agree', noLine: true });
    const made = await make(housing, wanted);
    expect(await show(made.body.id)).toMatchObject({ state: 'delivering', clock: { kind: 'deliver' } });
    const { provider } = await show(made.body.id);
    const giver = officer(provider.id);
    expect((await act(made.body.id, 'deliver', giver)).body.code).toBe('sharing.line-missing');
    fed.add('stops');
    expect((await act(made.body.id, 'deliver', giver)).body.state).toBe('in-use');
  });

  test('formal rules: every fault at its field, nothing is handed in', async () => {
    const bad = asked({ application: 'flats', fields: ['nick_name'], until: '2026-01-01' });
    const { status, body } = await make(buses, bad);
    expect(status).toBe(422);
    expect(body.errors.map((one: { pointer: string }) => one.pointer).sort()).toEqual([
      '/application',
      '/fields',
      '/until',
    ]);
    expect((await make(police, asked())).body.errors[0].code).toBe('own');
    // Granted above.
    expect((await make(buses, asked())).body.errors[0].code).toBe('there');
    expect((await make(buses, asked({ resource: 'cases', fields: ['no'] }))).text).toContain(
      '《中华人民共和国刑事诉讼法》',
    );
  });
});

describe('decided by people', () => {
  let id = '';
  test('check, return once while the clock stands still, partly agreed with reasons, objection, arbitration, delivery', async () => {
    id = (await make(housing, flats())).body.id;
    expect((await act(id, 'decide', police, { fields: ['name'] })).body.code).toBe('sharing.wrong-state');
    await act(id, 'check', authority, { pass: true });
    expect((await show(id)).clock).toMatchObject({ kind: 'reply', days: 10, dueDate: '2026-12-04', stage: 'green' });

    city.clock.set('2026-11-24T02:00:00Z');
    await act(id, 'return', police, { what: '请说明核验住址的用途' });
    expect(await show(id)).toMatchObject({ state: 'correction', paused: true, responsible: { id: 'housing' } });
    city.clock.set('2026-11-27T02:00:00Z');
    const { revision } = await show(id);
    const corrected = await city.request({
      method: 'PUT',
      path: `/api/sharing/requests/${id}`,
      as: housing,
      body: { asked: flats({ explanation: '核验申请人是否在本市有住处' }), revision, submit: true },
    });
    expect(corrected.body.state).toBe('with-provider');
    // Three working days passed meanwhile.
    expect((await show(id)).clock).toMatchObject({ dueDate: '2026-12-09' });
    expect((await act(id, 'return', police, { what: '再说一遍吧' })).body.code).toBe('sharing.corrected-once');

    expect((await act(id, 'decide', police, { fields: ['name'], dropped: { address: '与核验无关' } })).body.code).toBe(
      'sharing.reason-missing',
    );
    const partly = { fields: ['name'], dropped: { address: '与核验无关' } };
    expect((await act(id, 'decide', police, { ...partly, law: '领导没有同意' })).body).toMatchObject({
      status: 422,
      code: 'sharing.law-not-named',
    });
    expect((await act(id, 'extend', police, { days: 5, reason: ' 忙  ' })).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/reason', detail: '请写清楚，至少四个字' }],
    });
    await act(id, 'decide', police, { ...partly, law: '《个人信息保护法》第六条' });
    expect(await show(id)).toMatchObject({
      state: 'delivering',
      outcome: 'partly-agreed',
      clock: { kind: 'deliver', days: 20 },
    });
    expect((await act(id, 'deliver', police, { interface: 'nothing' })).body.code).toBe(
      'sharing.interface-not-covering',
    );
    await act(id, 'deliver', police, { interface: 'resident-name' });
    expect(grants.forInterface('resident-name', 'flats')?.fields).toEqual(['name']);

    await act(id, 'object', housing, { text: '住址是公租房资格的法定条件' });
    await act(id, 'arbitrate', authority, {
      uphold: true,
      finding: '住址确为法定条件',
      law: '《公租房管理办法》第七条',
    });
    await act(id, 'deliver', authority, { interface: 'resident-facts' });
    expect(grants.forInterface('resident-name', 'flats')).toBeUndefined();
    expect(grants.lost('resident-name flats')).toMatchObject({ state: 'ended' });
    expect(grants.forInterface('resident-facts', 'flats')?.fields).toEqual(['name', 'address']);
    expect((await act(id, 'rate', housing, { stars: 4 })).status).toBe(200);
  });

  test('suspended, resumed and revoked with a reason: forgotten before whoever did it is answered', async () => {
    const grant = grants.forInterface('resident-facts', 'flats') as { id: string };
    const order = (what: string, as = police) =>
      post(`/api/sharing/grants/${grant.id}/${what}`, as, { reason: '发现超范围使用' });
    expect((await order('revoke', housing)).body.code).toBe('sharing.own-request');
    expect((await order('suspend', buses)).body.code).toBe('sharing.not-yours');
    expect((await order('suspend')).body.state).toBe('suspended');
    expect(grants.byId(grant.id)).toBeUndefined();
    expect(grants.lost('resident-facts flats')).toMatchObject({ state: 'suspended', reason: '发现超范围使用' });
    expect((await order('suspend')).body.code).toBe('sharing.grant-state');
    await order('resume');
    expect(grants.byId(grant.id)).toBeDefined();
    await order('revoke', authority);
    expect(grants.forInterface('resident-facts', 'flats')).toBeUndefined();
    expect(await show(id)).toMatchObject({ state: 'ended' });
  });

  test('a grant that ends in one process is forgotten in another; an order holds after a restart', async () => {
    const made = await make(
      buses,
      asked({ purpose: { id: 'card-loss', title: { zh: '乘车卡挂失', en: 'Lost cards' } } }),
    );
    const { grantId } = (await show(made.body.id)).deliveredBy;
    const other = createSharing(wired(city));
    await other.prepare?.();
    await other.start?.();
    expect(other.port.byId(grantId)?.fields).toEqual(['name', 'birth_date']);
    // Listening has begun once this is heard.
    for (let turn = 0; turn < 100 && other.port.byId(grantId); turn += 1) {
      if (turn === 10) await post(`/api/sharing/grants/${grantId}/suspend`, police, { reason: '发现异常调用' });
      await new Promise((resume) => setTimeout(resume, 20));
    }
    expect(other.port.lost(grantId)).toMatchObject({ state: 'suspended' });
    await other.stop?.();
    const restarted = createSharing(wired(city));
    await restarted.prepare?.();
    expect(restarted.port.byId(grantId)).toBeUndefined();
  });

  test('nobody decides what their own organisation asked for: refused, explained and recorded', async () => {
    const own = (await make(housing, flats())).body.id;
    const clerk = staffActor('police', ['department-data-officer'], { accountId: 'housing-officer' });
    await act(own, 'check', authority, { pass: true });
    const tried = await act(own, 'decide', clerk, { fields: ['name', 'address'] });
    expect([tried.status, tried.body.code]).toEqual([403, 'sharing.own-request']);
    const boss = staffActor('housing', ['sharing-authority'], { organisations: 'all', accountId: 'boss-of-housing' });
    expect((await act(own, 'urge', boss, { text: '请尽快办理' })).body.code).toBe('sharing.own-request');
    expect(await audited('sharing.refused-own-request')).toContainEqual({
      actor_id: 'housing-officer',
      subject: `sharing-request:${own}`,
    });
    expect((await show(own)).state).toBe('with-provider');
  });

  test('silence: told amber, red, overdue each working day; never agreed to; the applicant objects and the authority decides', async () => {
    city.clock.set('2026-12-07T02:00:00Z');
    const silent = (await make(housing, flats())).body.id;
    await act(silent, 'check', authority, { pass: true });
    const watch = async (now: string): Promise<string> => {
      city.clock.set(now);
      await city.database.pool.query(`select graphile_worker.add_job('sharing.watch-clocks', '{}'::json)`);
      await city.settle();
      const { rows } = await city.database.pool.query(`select stage, overdue_days from sharing.request where id = $1`, [
        silent,
      ]);
      return `${rows[0].stage} ${rows[0].overdue_days}`;
    };
    expect(await watch('2026-12-11T02:00:00Z')).toBe('green 0');
    expect(await watch('2026-12-14T02:00:00Z')).toBe('amber 0');
    expect(await watch('2026-12-21T02:00:00Z')).toBe('red 0');
    expect(await watch('2026-12-21T16:00:00Z')).toBe('overdue 1');
    expect(await watch('2026-12-22T09:00:00Z')).toBe('overdue 1');
    expect(await watch('2026-12-23T02:00:00Z')).toBe('overdue 2');
    const told = await city.database.asPlatform.read((tx) =>
      tx.rows<{
        days: number;
        provider: string;
      }>(sql`select (payload->>'days')::int as days, payload->>'provider' as provider from platform.event
        where type = 'sharing.request-overdue' and payload->>'requestId' = ${silent} order by at`),
    );
    expect(told).toEqual([
      { days: 1, provider: 'police' },
      { days: 2, provider: 'police' },
    ]);
    const list = await city.request({ path: '/api/sharing/requests?stage=overdue', as: authority });
    expect(list.body.items.map((one: { id: string }) => one.id)).toContain(silent);
    const board = await city.request({ path: '/api/sharing/board', as: authority });
    const row = board.body.rows.find((one: { organisation: { id: string } }) => one.organisation.id === 'police');
    expect(row.overdue).toBeGreaterThan(0);
    expect(board.body.paper.days).toBe(15);
    expect(await show(silent)).toMatchObject({ state: 'with-provider', wasOverdue: true });

    await act(silent, 'object', housing, { text: '已超期两个工作日未答复' });
    await act(silent, 'arbitrate', authority, {
      uphold: true,
      finding: '提供单位超期未答复且无正当理由',
      law: '《政务数据共享条例》',
    });
    expect(await show(silent)).toMatchObject({ state: 'delivering', outcome: 'agreed', onTime: false });
  });

  test('more time: asked once, counted only when the authority consents', async () => {
    const one = (await make(housing, flats())).body.id;
    await act(one, 'check', authority, { pass: true });
    const before = (await show(one)).clock.dueDate;
    await act(one, 'extend', police, { days: 5, reason: '需会商户籍科' });
    expect((await show(one)).clock.dueDate).toBe(before);
    const list = await city.request({ path: '/api/sharing/requests?view=to-act', as: authority });
    expect(list.body.items.map((item: { id: string }) => item.id)).toContain(one);
    await act(one, 'answer-extension', authority, { consent: true, reason: '情况属实，同意' });
    expect((await show(one)).clock).toMatchObject({ days: 15, provisional: true });
    expect((await act(one, 'extend', police, { days: 5, reason: '再来五天' })).body.code).toBe(
      'sharing.extension-once',
    );

    // As if the calendar of the packs had moved since: at the next start the day is worked out anew, and the timeline says so.
    const { dueDate } = (await show(one)).clock;
    await city.database.pool.query(
      `update sharing.request set due_date = '2026-01-01', due_at = '2026-01-01' where id = $1`,
      [one],
    );
    await city.modules[0]?.prepare?.();
    const steps = (await show(one)).steps as { kind: string; detail: object }[];
    expect(steps.at(-1)).toMatchObject({ kind: 'recomputed', detail: { from: '2026-01-01', to: dueDate } });
  });

  test('others see nothing of it; two at once: the second is told', async () => {
    const one = (await make(housing, flats())).body.id;
    expect((await city.request({ path: `/api/sharing/requests/${one}`, as: buses })).status).toBe(404);
    const [first, second] = await Promise.all([
      post(`/api/sharing/requests/${one}/check`, authority, { revision: 2, pass: true }),
      post(`/api/sharing/requests/${one}/check`, authority, { revision: 2, pass: true }),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
  });
});

test('renewed: the old grant ends when the new one begins; a grant ends with its last day', async () => {
  const made = await make(
    buses,
    asked({ until: '2027-01-05', purpose: { id: 'card-renewal', title: { zh: '乘车卡换发', en: 'New cards' } } }),
  );
  const { deliveredBy } = await show(made.body.id);
  city.clock.set('2027-01-05T02:00:00Z');
  const renewed = await post(`/api/sharing/requests/${made.body.id}/renew`, buses, {
    until: '2027-02-01',
    explanation: '继续核验',
  });
  expect(renewed.body.state).toBe('in-use');
  expect(await show(made.body.id)).toMatchObject({ state: 'ended' });
  expect(grants.byId(deliveredBy.grantId)).toBeUndefined();
  const next = (await show(renewed.body.id)).deliveredBy.grantId;
  expect(grants.byId(next)).toBeDefined();
  city.clock.set('2027-02-01T15:59:59Z');
  expect(grants.byId(next)).toBeDefined();
  city.clock.set('2027-02-01T16:00:00Z');
  expect(grants.byId(next)).toBeUndefined();
  await city.database.pool.query(`select graphile_worker.add_job('sharing.watch-clocks', '{}'::json)`);
  await city.settle();
  expect(await show(renewed.body.id)).toMatchObject({ state: 'ended' });
});

test('a dispute about a request, or a delivery: by its two sides alone, against each other, under its name', async () => {
  const made = await make(buses, asked({ fields: ['address'] }));
  const raise = (as: typeof buses, about: object, against = 'police') =>
    post('/api/sharing/disputes', as, { against, about, text: '答复拖延，影响办卡' });
  const request = { kind: 'request', id: made.body.id };
  expect((await raise(buses, request)).body).toMatchObject({
    state: 'open',
    about: { kind: 'request', title: { zh: expect.stringContaining(made.body.no) } },
  });
  expect((await raise(buses, request, 'housing')).body.code).toBe('sharing.not-a-party');
  expect((await raise(housing, request)).body.code).toBe('sharing.unknown-request');
  expect((await raise(buses, { kind: 'delivery', id: 'd1' })).body).toMatchObject({
    about: { kind: 'delivery', title: { zh: 'JF1 居民登记' } },
    against: { id: 'police' },
  });
  expect((await raise(police, { kind: 'delivery', id: 'd1' }, 'buses')).status).toBe(201);
  for (const [as, id] of [
    [housing, 'd1'],
    [buses, 'd2'],
  ] as const)
    expect((await raise(as, { kind: 'delivery', id })).body.code).toBe('sharing.unknown-delivery');
  // Others see none of it.
  const seen = (await city.request({ path: '/api/sharing/disputes', as: housing })).body.items;
  expect(seen.filter((one: { about: { kind: string } }) => one.about.kind !== 'resource')).toEqual([]);
});

test('a dispute: the other side answers, the authority settles it with its ground', async () => {
  const raised = await post('/api/sharing/disputes', housing, {
    against: 'police',
    about: { kind: 'resource', id: 'cases' },
    text: '公租房资格审查需要案件状态',
  });
  expect(raised.body).toMatchObject({ state: 'open', clock: { kind: 'arbitrate', days: 10 } });
  const { id } = raised.body;
  expect((await post(`/api/sharing/disputes/${id}/answer`, buses, { answer: '与我无关呀' })).status).toBe(404);
  await post(`/api/sharing/disputes/${id}/answer`, police, { answer: '侦查信息依法不予共享' });
  const settled = await post(`/api/sharing/disputes/${id}/settle`, authority, {
    settlement: '改为由公安出具核验结论',
    law: '《政务数据共享条例》',
    inFavour: 'both',
  });
  expect(settled.body).toMatchObject({ state: 'settled', inFavour: 'both' });
});

test('the authority’s own silence: an objection and a dispute past their ten working days are counted and told once', async () => {
  city.clock.set('2026-12-07T02:00:00Z');
  const late = (await make(housing, flats())).body.id;
  await act(late, 'check', authority, { pass: true });
  const at = async (now: string): Promise<void> => {
    city.clock.set(now);
    await city.database.pool.query(`select graphile_worker.add_job('sharing.watch-clocks', '{}'::json)`);
    await city.settle();
  };
  await at('2026-12-23T02:00:00Z');
  await act(late, 'object', housing, { text: '已超期两个工作日未答复' });
  const disputed = await post('/api/sharing/disputes', housing, {
    against: 'police',
    about: { kind: 'request', id: late },
    text: '多次催办，始终没有答复',
  });
  const waiting = async (as = authority) => (await city.request({ path: '/api/sharing/board', as })).body.authority;
  const lateDisputes = async () =>
    (await city.request({ path: '/api/sharing/disputes?stage=overdue', as: authority })).body.items.map(
      ({ id }: { id: string }) => id,
    );
  const before = await waiting();
  expect(before.objections).toEqual({ open: 1, overdue: 0 });
  expect(await waiting(housing)).toBeUndefined();
  // Ten working days of the authority: beyond New Year's Day, which nobody works.
  await at('2027-01-07T02:00:00Z');
  expect((await waiting()).objections).toEqual({ open: 1, overdue: 0 });
  expect(await lateDisputes()).not.toContain(disputed.body.id);
  await at('2027-01-07T16:00:00Z');
  await at('2027-01-08T02:00:00Z');
  const overdue = await lateDisputes();
  expect(overdue).toContain(disputed.body.id);
  expect(await waiting()).toEqual({
    objections: { open: 1, overdue: 1 },
    disputes: { open: before.disputes.open, overdue: overdue.length },
  });
  const told = ((await show(late)).steps as { kind: string; detail: { clock: string } }[]).filter(
    ({ kind, detail }) => kind === 'overdue' && detail.clock === 'arbitrate',
  );
  expect(told).toHaveLength(2);
});
