// long-file: one city is opened once for the whole life of a case, and its tests follow one another.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '@platform/database';
import { SUBJECT } from '@platform/module';
import { anonymous, personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';
import { casesAmongFakes, demoCitizenId } from './testing/small-city.ts';
import type { createCases } from './module.ts';

const licenceIssued = defineEvent(
  'licences.licence-issued',
  Type.Object({
    licenceId: Type.String(),
    identifier: Type.String(),
    template: Type.String(),
    subject: Type.String(),
    caseId: Type.String(),
  }),
);

const people = {
  ann: {
    citizenId: demoCitizenId('1990-01-01', '001'),
    name: '安小妮',
    values: { name: '安小妮', address: '北街一号', status: '1' },
  },
  bob: {
    citizenId: demoCitizenId('1991-02-02', '002'),
    name: '包大山',
    values: { name: '包大山', address: null, status: '1' },
  },
  cat: {
    citizenId: demoCitizenId('2020-03-03', '003'),
    name: '蔡小童',
    values: { name: '蔡小童', address: '南街', status: '1' },
  },
  dan: { citizenId: demoCitizenId('1980-04-04', '004'), name: '丁无名' },
};
type Who = keyof typeof people;
const { city: fakes, create } = casesAmongFakes(people);

let city: TestCity<ReturnType<typeof createCases>>;
const as = (who: Who) => personActor(who, city.blindIndex(people[who].citizenId, SUBJECT));
const clerk = staffActor('kite-window', ['clerk']);

beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], now: '2026-11-20T02:00:00Z' });
});
afterAll(() => city.stop());

const post = (path: string, body: object, actor: Parameters<typeof city.request>[0]['as']) =>
  city.request({ method: 'POST', path, body, as: actor! });
const draft = async (who: Who, matter = 'kite-permit') => (await post('/api/cases', { matter }, as(who))).body;
const submitted = async (who: Who, colour: string, matter = 'kite-permit') => {
  const { id } = await draft(who, matter);
  return (await post(`/api/cases/${id}/submit`, { form: { name: people[who].name, colour } }, as(who))).body;
};

describe('an application opened', () => {
  test('known data are there with their source, the papers they replace are saved, and the same draft comes back', async () => {
    const opened = await draft('ann');
    expect(opened).toMatchObject({
      state: 'draft',
      form: { name: '安小妮', address: '北街一号' },
      locked: ['name', 'address'],
      papersSaved: 1,
    });
    expect(opened.caseNo).toMatch(/^KO-2026-\d{6}$/);
    expect(opened.sources.name).toMatchObject({ organisation: 'police', organisationName: { zh: '公安局' } });
    expect(fakes.calls.at(-1)).toMatchObject({ application: 'cases', purpose: 'kites', caseNo: opened.caseNo });
    expect((await draft('ann')).id).toBe(opened.id);
  });

  test('what a registry leaves empty is typed; nobody known keeps every paper', async () => {
    expect(await draft('bob')).toMatchObject({ locked: ['name'], papersSaved: 1 });
    const stranger = await draft('dan');
    expect(stranger).toMatchObject({ locked: [], papersSaved: 0, form: {} });
    expect(stranger.materials[0]).toMatchObject({ id: 'id-card', avoided: false });
    expect(stranger.materials[0].replacedBy).toBeUndefined();
  });

  test('what was typed is kept, what data say is not taken from the sender', async () => {
    const { id } = await draft('ann');
    const saved = await city.request({
      method: 'PUT',
      path: `/api/cases/${id}/draft`,
      body: { form: { name: '别人', colour: 'blue', unknown: 1 } },
      as: as('ann'),
    });
    expect(saved.status).toBe(200);
    expect((await city.request({ path: `/api/cases/mine/${id}`, as: as('ann') })).body.form).toEqual({
      name: '安小妮',
      address: '北街一号',
      colour: 'blue',
    });
  });

  test('faults name their field, and nothing is handed in', async () => {
    const { id } = await draft('ann');
    const refused = await post(`/api/cases/${id}/submit`, { form: { colour: 'green' } }, as('ann'));
    expect(refused).toMatchObject({ status: 400, body: { code: 'http.bad-input', errors: [{ pointer: '/colour' }] } });
    expect((await draft('ann')).state).toBe('draft');
  });

  test('nothing of the person stands in the clear in the tables', async () => {
    const row = JSON.stringify(
      await city.database.forModule('cases').read((tx) => tx.rows(sql`select * from cases.case`)),
      (_key, value) => (typeof value === 'bigint' ? String(value) : value),
    );
    for (const { name, citizenId } of Object.values(people)) {
      expect(row).not.toContain(name);
      expect(row).not.toContain(citizenId);
    }
  });
});

describe('handing in', () => {
  test('is decided at once where the rules can: received, accepted and approved together, closed by the licence', async () => {
    const done = await submitted('bob', 'red');
    expect(done).toMatchObject({
      state: 'approved',
      decision: { outcome: 'approved', instant: true, reason: { zh: '符合条件' }, version: 'v1' },
    });
    expect(done.steps.map((step: { key: string; state: string }) => [step.key, step.state])).toEqual([
      ['submit', 'done'],
      ['accept', 'done'],
      ['decide', 'done'],
      ['issue', 'current'],
      ['close', 'todo'],
    ]);
    expect(done.clock).toBeUndefined();
    await city.database.asPlatform.transaction((tx) =>
      city.outbox.append(
        tx,
        licenceIssued,
        'licence:1',
        { licenceId: 'L1', identifier: 'x', template: 'kite-card', subject: 's', caseId: done.id },
        't',
      ),
    );
    await city.settle();
    expect((await city.request({ path: `/api/cases/mine/${done.id}`, as: as('bob') })).body).toMatchObject({
      state: 'closed',
      licenceId: 'L1',
    });
  });

  test('again gives the same case, decided once', async () => {
    const { id } = await draft('bob');
    const form = { colour: 'red' };
    const [first, second] = await Promise.all([
      post(`/api/cases/${id}/submit`, { form }, as('bob')),
      post(`/api/cases/${id}/submit`, { form }, as('bob')),
    ]);
    const third = await post(`/api/cases/${id}/submit`, { form: { colour: 'blue' } }, as('bob'));
    expect([first.status, second.status, third.status]).toEqual([200, 200, 200]);
    expect(third.body).toMatchObject({ state: 'approved', form: { colour: 'red' } });
    const { count } = await city.database.asPlatform.read((tx) =>
      tx.one<{ count: number }>(
        sql`select count(*)::int as count from platform.event where type = 'cases.case-submitted' and aggregate = ${`case:${id}`}`,
      ),
    );
    expect(count).toBe(1);
  });

  test('is refused by the rules with reason, basis and remedies', async () => {
    const done = await submitted('cat', 'red');
    expect(done).toMatchObject({
      state: 'refused',
      refusal: { reason: '未满十周岁', basis: '《风筝管理办法》第三条' },
    });
    expect(done.refusal.remedies).toHaveLength(2);
  });

  test('rules that refuse without a reason people can read are not followed: a person decides', async () => {
    const done = await submitted('dan', 'black');
    expect(done).toMatchObject({
      state: 'received',
      organisation: 'kite-window',
      decision: { outcome: 'routed', instant: false },
    });
  });

  test('data that do not come leave the fields open and send the case to a person', async () => {
    fakes.failing = true;
    const opened = await draft('cat');
    expect(opened).toMatchObject({ locked: [], papersSaved: 0 });
    const done = await post(`/api/cases/${opened.id}/submit`, { form: { name: '蔡小童', colour: 'red' } }, as('cat'));
    fakes.failing = false;
    expect(done.body).toMatchObject({ state: 'received' });
  });

  test('a matter without a licence is over with its decision', async () => {
    expect(await submitted('ann', 'red', 'kite-note')).toMatchObject({ state: 'closed' });
  });
});

describe('an officer', () => {
  test('sees the work list masked, the case whole, and the look is recorded', async () => {
    const { id, caseNo } = await submitted('ann', 'blue');
    const list = await city.request({ path: `/api/work/cases?state=received&q=${caseNo}`, as: clerk });
    expect(list.body).toMatchObject({
      total: 1,
      items: [{ id, applicant: '安**', clock: { light: 'green', dueDate: '2026-11-27', workdaysLeft: 5 } }],
    });
    const shown = await city.request({ path: `/api/work/cases/${id}`, as: clerk });
    expect(shown.body).toMatchObject({
      applicant: { name: '安小妮' },
      form: { address: '北街一号' },
      allowed: ['accept', 'request-correction', 'approve', 'refuse', 'refer'],
      trace: { decision: 'route', inputs: { age: 36, status: '1', colour: 'blue' }, reason: { zh: '由人工核实' } },
    });
    expect(shown.body.applicant.citizenId).toMatch(/^9901\*{10}\d{3}[\dX]$/);
    const reads = await city.database.asPlatform.read((tx) =>
      city.audit.readsOf(tx, city.blindIndex(people.ann.citizenId, SUBJECT), 10),
    );
    expect(reads[0]).toMatchObject({
      organisation: 'kite-window',
      channel: 'console',
      case_no: caseNo,
      purpose: { zh: '审批：放风筝登记' },
    });
    expect(reads[0]?.fields).toContain('address');
  });

  test('accepts, then approves; the promised time runs from acceptance', async () => {
    const { id } = await submitted('bob', 'blue');
    const accepted = await post(`/api/work/cases/${id}/accept`, {}, clerk);
    expect(accepted.body).toMatchObject({
      state: 'under-review',
      clock: { dueDate: '2026-12-04', workdaysLeft: 10, light: 'green' },
      allowed: ['approve', 'refuse', 'refer'],
    });
    const approved = await post(`/api/work/cases/${id}/approve`, { opinion: '情况属实' }, clerk);
    expect(approved.body).toMatchObject({ state: 'approved', decision: { outcome: 'approved', instant: false } });
    expect(JSON.stringify(approved.body.history)).toContain('情况属实');
    const mine = await city.request({ path: `/api/cases/mine/${id}`, as: as('bob') });
    expect(mine.text).not.toContain('情况属实');
    expect(mine.text).not.toContain(clerk.accountId);
  });

  test('tells once what to correct; the applicant hands in again; a second notice is refused', async () => {
    const { id } = await submitted('dan', 'blue');
    const asked = await post(
      `/api/work/cases/${id}/request-correction`,
      { items: [{ field: 'colour', text: '请选择红色' }] },
      clerk,
    );
    expect(asked.body).toMatchObject({
      state: 'correction',
      clock: { paused: { zh: expect.stringContaining('补正') }, dueDate: '2026-12-04' },
    });
    const mine = (await city.request({ path: `/api/cases/mine/${id}`, as: as('dan') })).body;
    expect(mine).toMatchObject({
      correction: { items: [{ field: 'colour', text: '请选择红色' }], until: '2026-12-04' },
      allowed: ['resubmit', 'withdraw'],
    });
    const again = await post(`/api/cases/${id}/resubmit`, { form: { name: '丁无名', colour: 'blue' } }, as('dan'));
    expect(again.body).toMatchObject({ state: 'received' });
    const second = await post(`/api/work/cases/${id}/request-correction`, { items: [{ text: '还有' }] }, clerk);
    expect(second).toMatchObject({ status: 409, body: { code: 'cases.correction-once' } });
  });

  test('refuses with reason and basis; afterwards nothing moves', async () => {
    const { id } = await submitted('ann', 'blue');
    const refused = await post(`/api/work/cases/${id}/refuse`, { reason: '风太大', basis: '办法第五条' }, clerk);
    expect(refused.body).toMatchObject({
      state: 'refused',
      refusal: { reason: '风太大', basis: '办法第五条' },
      allowed: [],
    });
    expect((await post(`/api/work/cases/${id}/approve`, { opinion: '改判' }, clerk)).body.code).toBe(
      'cases.not-in-this-state',
    );
    expect((await post(`/api/cases/${id}/withdraw`, {}, as('ann'))).status).toBe(409);
  });

  test('acting on what changed meanwhile is refused', async () => {
    const { id } = await submitted('bob', 'blue');
    const { revision } = (await city.request({ path: `/api/work/cases/${id}`, as: clerk })).body;
    await post(`/api/work/cases/${id}/accept`, { revision }, clerk);
    expect(await post(`/api/work/cases/${id}/approve`, { opinion: '同意', revision }, clerk)).toMatchObject({
      status: 409,
      body: { code: 'cases.changed-meanwhile' },
    });
  });
});

describe('who may', () => {
  test('nobody sees or moves another person’s case', async () => {
    const { id } = await draft('ann');
    for (const [method, path, body] of [
      ['GET', `/api/cases/mine/${id}`, undefined],
      ['PUT', `/api/cases/${id}/draft`, { form: {} }],
      ['POST', `/api/cases/${id}/submit`, { form: {} }],
      ['POST', `/api/cases/${id}/resubmit`, { form: {} }],
      ['POST', `/api/cases/${id}/withdraw`, {}],
    ] as const) {
      const request = { method, path, ...(body ? { body } : {}) };
      expect([method, path, (await city.request({ ...request, as: as('bob') })).status]).toEqual([method, path, 404]);
      expect([method, path, (await city.request({ ...request, as: anonymous })).status]).toEqual([method, path, 401]);
      expect([method, path, (await city.request({ ...request, as: clerk })).status]).toEqual([method, path, 403]);
    }
    expect((await city.request({ path: '/api/cases/mine/not-an-id', as: as('ann') })).status).toBe(404);
  });

  test('an officer of another organisation, one without the right, and people outside may not handle', async () => {
    const { id } = await submitted('dan', 'blue');
    const stranger = staffActor('police', ['clerk']);
    const leader = staffActor('kite-window', ['leader'], { organisations: 'all' });
    const acts = [
      ['accept', {}],
      ['approve', { opinion: 'x' }],
      ['refuse', { reason: 'x', basis: 'y' }],
      ['request-correction', { items: [{ text: 'x' }] }],
    ] as const;
    for (const [act, body] of acts) {
      expect((await post(`/api/work/cases/${id}/${act}`, body, stranger)).status).toBe(404);
      expect((await post(`/api/work/cases/${id}/${act}`, body, leader)).status).toBe(403);
      expect((await post(`/api/work/cases/${id}/${act}`, body, as('dan'))).status).toBe(403);
      expect((await post(`/api/work/cases/${id}/${act}`, body, anonymous)).status).toBe(401);
    }
    expect((await city.request({ path: `/api/work/cases/${id}`, as: stranger })).status).toBe(404);
    expect((await city.request({ path: `/api/work/cases/${id}`, as: leader })).status).toBe(403);
    expect((await city.request({ path: '/api/work/cases', as: stranger })).body.items).toEqual([]);
    expect((await city.request({ path: '/api/work/cases', as: leader })).body.items.length).toBeGreaterThan(3);
    const own = (await draft('dan')).id;
    expect((await city.request({ path: `/api/work/cases/${own}`, as: clerk })).status).toBe(404);
  });
});

describe('figures and lists', () => {
  const period = { from: new Date('2026-11-19T16:00:00Z'), to: new Date('2026-11-20T16:00:00Z') };
  test('add up to the records behind them', async () => {
    const measures = new Map((city.modules[0]?.measures ?? []).map((measure) => [measure.id, measure]));
    const taken = await measures.get('cases.submitted')?.value(period);
    const records = await measures.get('cases.submitted')?.records(period, { limit: 200 });
    expect(records?.rows).toHaveLength(taken?.value ?? -1);
    expect(JSON.stringify(records)).not.toContain('安小妮');
    expect(records?.rows).toContainEqual(
      expect.objectContaining({
        matter: expect.objectContaining({ en: expect.any(String) }),
        state: { zh: '已办结', en: 'Completed' },
      }),
    );
    const share = await measures.get('cases.decided-at-once')?.value(period);
    expect(share?.value).toBeGreaterThan(0);
    expect(share?.value).toBeLessThan(1);
    const papers = await measures.get('cases.papers-saved')?.records(period, { limit: 200 });
    expect((await measures.get('cases.papers-saved')?.value(period))?.value).toBe(
      papers?.rows.reduce((sum, row) => sum + Number(row['papersSaved']), 0),
    );
    expect((await measures.get('cases.submitted')?.series?.(period))?.reduce((sum, one) => sum + one.value, 0)).toBe(
      taken?.value,
    );
  });

  test('my cases and the work list page without gap or repeat', async () => {
    for (const [path, actor] of [
      ['/api/cases/mine', as('bob')],
      ['/api/work/cases', clerk],
    ] as const) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await city.request({ path: `${path}?limit=2${cursor && `&cursor=${cursor}`}`, as: actor });
        seen.push(...body.items.map((item: { id: string }) => item.id));
        cursor = body.next ?? '';
      } while (cursor);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBe((await city.request({ path: `${path}?limit=200`, as: actor })).body.items.length);
    }
  });
});

test('time passes: an unanswered case counts as accepted, an uncorrected one is returned, lights follow', async () => {
  const waiting = await submitted('bob', 'blue');
  const correcting = await submitted('cat', 'red').then(async () => {
    const { id } = await submitted('ann', 'blue');
    await post(`/api/work/cases/${id}/request-correction`, { items: [{ text: '补照片' }] }, clerk);
    return id;
  });
  city.clock.set('2026-11-26T04:00:00Z');
  expect(
    (await city.request({ path: `/api/work/cases?q=${waiting.caseNo}`, as: clerk })).body.items[0].clock,
  ).toMatchObject({ light: 'amber', workdaysLeft: 1 });
  expect(
    (await city.request({ path: `/api/work/cases?q=${waiting.caseNo}&light=amber`, as: clerk })).body.items,
  ).toHaveLength(1);
  city.clock.set('2026-12-05T04:00:00Z');
  expect(
    (await city.request({ path: `/api/work/cases?q=${waiting.caseNo}&light=red`, as: clerk })).body.items[0].clock
      .light,
  ).toBe('red');
  const late = await post(`/api/cases/${correcting}/resubmit`, { form: { colour: 'red' } }, as('ann'));
  expect(late).toMatchObject({ status: 409, body: { code: 'cases.correction-over' } });
  const watch = city.modules[0]?.jobs?.find(({ name }) => name === 'cases.watch-limits');
  await watch?.run({}, { jobId: '1', attempt: 1, signal: new AbortController().signal });
  expect((await city.request({ path: `/api/cases/mine/${correcting}`, as: as('ann') })).body.state).toBe('returned');
  const accepted = (await city.request({ path: `/api/work/cases/${waiting.id}`, as: clerk })).body;
  expect(accepted).toMatchObject({ state: 'accepted', clock: { dueDate: '2026-12-04', light: 'red' } });
  await city.settle();
});
