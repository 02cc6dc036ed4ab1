import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enqueue } from '@platform/jobs';
import { workingCalendar } from '@platform/kernel';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { FIRE_TIMERS } from './fire-timers.ts';
import { casesAmongFakes, demoCitizenId, NOTE } from './testing/small-city.ts';
import type { createCases } from './module.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
/** Licensing that two departments handle. */
const joint = { ...NOTE, id: 'kite-show', version: '1.0.0+show', taskType: '01', coOrganisations: ['police'] };
const { create } = casesAmongFakes({ ann }, [joint]);

let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], now: '2026-09-28T02:00:00Z' });
});
afterAll(() => city.stop());

const clerk = staffActor('kite-window', ['clerk'], { accountId: 'clerk-1' });
const head = staffActor('kite-window', ['department-head'], { accountId: 'head-1' });
const inspector = staffActor('inspection', ['inspector'], { organisations: 'all' });
const applicant = () => personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
type Actor = Parameters<typeof city.request>[0]['as'];
const post = (path: string, body: object, actor: Actor) => city.request({ method: 'POST', path, body, as: actor! });
const get = async (path: string, actor: Actor) => (await city.request({ path, as: actor! })).body;
const at = (day: string) => city.clock.set(new Date(`${day}T02:00:00Z`));
const run = async (name: string) => {
  await city.database.forModule('cases').transaction((tx) => enqueue(tx, { ...FIRE_TIMERS, name }, {}));
  await city.settle();
};
/** A case accepted on that day. */
async function accepted(day: string, matter = 'kite-note'): Promise<{ id: string; caseNo: string }> {
  at(day);
  const { id, caseNo } = (await post('/api/cases', { matter }, applicant())).body;
  await post(`/api/cases/${id}/submit`, { form: { name: ann.name, colour: 'blue' } }, applicant());
  await post(`/api/work/cases/${id}/accept`, {}, clerk);
  return { id, caseNo };
}
const clocks = async (id: string) => (await get(`/api/work/cases/${id}`, clerk)).clocks;
const TEST = { kind: 'test', reason: '送检', expectedUntil: '2026-10-12' };

test('a special procedure over 国庆 stops both clocks, tells the applicant in writing, and nothing is decided meanwhile', async () => {
  const { id, caseNo } = await accepted('2026-09-28');
  // Ten working days: 29, 30 September, 8, 9, the worked Saturday 10, 12 … 16 October.
  expect(await clocks(id)).toMatchObject({ promise: { dueDate: '2026-10-16' }, statutory: { dueDate: '2026-10-30' } });
  at('2026-09-29');
  const suspended = await post(`/api/work/cases/${id}/suspend`, TEST, clerk);
  expect(suspended.body).toMatchObject({
    clocks: { suspended: true },
    suspensions: [{ kind: 'test', reason: { zh: '送检', en: '送检' } }],
  });
  expect(suspended.body.clocks.promise).toEqual({ days: 10, unit: 'workday', elapsed: 1 });
  expect((await post(`/api/work/cases/${id}/approve`, { opinion: '准予' }, clerk)).body.code).toBe('cases.suspended');
  expect((await post(`/api/work/cases/${id}/suspend`, TEST, clerk)).body.code).toBe('cases.suspended');
  expect((await get(`/api/work/tasks?q=${caseNo}`, clerk)).items[0]).toMatchObject({ suspended: true });
  expect((await get(`/api/work/tasks?q=${caseNo}`, clerk)).items[0].dueDate).toBeUndefined();
  // Through the statutory limit and beyond, nobody is late.
  at('2026-12-01');
  await run('cases.watch-lights');
  expect((await get('/api/work/escalations', inspector)).items).toEqual([]);
  at('2026-10-09');
  const resumed = await post(`/api/work/cases/${id}/resume`, { reason: '检验合格' }, clerk);
  // Nine left from 9 October: Saturday the 10th, 12–16, 19–21.
  expect(resumed.body).toMatchObject({
    clocks: { suspended: false, promise: { dueDate: '2026-10-21', elapsed: 1 }, statutory: { dueDate: '2026-11-04' } },
    suspensions: [{ endedAt: expect.any(String) }],
  });
  expect((await get(`/api/work/tasks?q=${caseNo}`, clerk)).items[0]).toMatchObject({ dueDate: '2026-10-21' });
  expect((await post(`/api/work/cases/${id}/resume`, { reason: 'x' }, clerk)).body.code).toBe('cases.not-suspended');
  const mine = await get(`/api/cases/mine/${id}`, applicant());
  expect(mine.documents.map(({ kind }: { kind: string }) => kind)).toEqual([
    'receipt',
    'acceptance',
    'special-procedure',
    'resumption',
  ]);
});

test('a special procedure that goes on after the day that was told is told once to who supervises; its day lies within a year', async () => {
  const { id, caseNo } = await accepted('2026-11-02');
  for (const expectedUntil of ['2026-11-02', '2206-11-20', '9999-12-30']) {
    const refused = await post(`/api/work/cases/${id}/suspend`, { ...TEST, expectedUntil }, clerk);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/expectedUntil' }] } });
  }
  await post(`/api/work/cases/${id}/suspend`, { ...TEST, expectedUntil: '2026-11-20' }, clerk);
  const told = async (light = '') =>
    (await get(`/api/work/escalations?limit=100${light}`, head)).items.filter(
      (item: { caseNo: string }) => item.caseNo === caseNo,
    );
  const days = ['2026-11-20T15:59:00Z', '2026-11-20T16:00:00Z', '2026-11-23T02:00:00Z'];
  const counts: number[] = [];
  for (const day of days) {
    city.clock.set(new Date(day));
    await run('cases.watch-procedures');
    counts.push((await told()).length);
  }
  // The last minute of the day in Shanghai, its end, and once again later.
  expect(counts).toEqual([0, 1, 1]);
  const line = { light: 'procedure', told: 'supervisor', limitAt: '2026-11-20T16:00:00.000Z' };
  expect(await told('&light=procedure')).toMatchObject([{ ...line, stands: true }]);
  await post(`/api/work/cases/${id}/resume`, { reason: '检验合格' }, clerk);
  expect(await told()).toMatchObject([{ ...line, stands: false }]);
});

test('a site check is no reason to stop the clock', async () => {
  const { id } = await accepted('2026-11-02');
  const refused = await post(`/api/work/cases/${id}/suspend`, { ...TEST, kind: 'site-check' }, clerk);
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/kind' }] } });
});

test('an extension is asked for by one, approved once by another, and moves both clocks', async () => {
  const { id } = await accepted('2026-11-02');
  const ask = { days: 10, reason: '材料复杂' };
  expect((await post(`/api/work/cases/${id}/extension`, { approve: true }, head)).body.code).toBe(
    'cases.no-extension-asked',
  );
  expect((await post(`/api/work/cases/${id}/extend`, { ...ask, days: 11 }, clerk)).body.code).toBe(
    'cases.extension-too-long',
  );
  expect((await post(`/api/work/cases/${id}/extend`, ask, clerk)).body.clocks.promise.dueDate).toBe('2026-11-16');
  expect((await post(`/api/work/cases/${id}/extend`, ask, head)).body.code).toBe('cases.extension-waits');
  expect((await post(`/api/work/cases/${id}/extension`, { approve: true }, clerk)).status).toBe(403);
  const same = staffActor('kite-window', ['department-head'], { accountId: 'clerk-1' });
  expect((await post(`/api/work/cases/${id}/extension`, { approve: true }, same)).body.code).toBe(
    'cases.own-extension',
  );
  expect((await post(`/api/work/cases/${id}/extension`, { approve: true }, head)).body.clocks).toMatchObject({
    extendedDays: 10,
    promise: { dueDate: '2026-11-30' },
    statutory: { dueDate: '2026-12-14' },
  });
  expect((await post(`/api/work/cases/${id}/extend`, ask, clerk)).body.code).toBe('cases.extended-already');
});

describe('what several departments handle (联合办理) gets more time from the head of the government of the level alone', () => {
  const leader = staffActor('government', ['leader'], { accountId: 'mayor', organisations: 'all' });
  const neighbour = staffActor('next-government', ['leader'], { accountId: 'next', organisations: 'all' });
  const ask = { days: 15, reason: '四个部门联合踏勘尚未完成' };
  const waiting = async (who = leader) => (await get('/api/work/joint-extensions', who)).items;
  const answer = (id: string, body: object, who: Actor = leader) =>
    post(`/api/work/cases/${id}/joint-extension`, body, who);

  test('asked by the head of the office, refused with a reason, asked again, approved once; the applicant is told by whom and by which clause', async () => {
    const { id, caseNo } = await accepted('2026-11-02', 'kite-show');
    const before = (await clocks(id)).promise.dueDate;
    // A clerk is not offered it, and cannot.
    expect(await get(`/api/work/cases/${id}`, clerk)).not.toHaveProperty('mayExtend');
    expect((await post(`/api/work/cases/${id}/extend`, ask, clerk)).body.code).toBe('cases.head-asks');
    expect((await get(`/api/work/cases/${id}`, head)).mayExtend).toEqual({ most: 15, byGovernment: true });
    expect((await post(`/api/work/cases/${id}/extend`, { ...ask, days: 16 }, head)).body.code).toBe(
      'cases.extension-too-long',
    );
    for (const who of [ann.name, ann.citizenId, '13800000010'])
      expect((await post(`/api/work/cases/${id}/extend`, { ...ask, reason: `等待${who}` }, head)).body.code).toBe(
        'cases.tells-who',
      );
    expect((await post(`/api/work/cases/${id}/extend`, ask, head)).status).toBe(200);
    expect((await clocks(id)).promise.dueDate).toBe(before);
    // The head of an office cannot approve it, nor can another government's.
    const second = staffActor('kite-window', ['department-head'], { accountId: 'head-2' });
    expect((await post(`/api/work/cases/${id}/extension`, { approve: true }, second)).body.code).toBe(
      'cases.government-answers',
    );
    expect((await answer(id, { approve: true }, second)).status).toBe(403);
    expect((await answer(id, { approve: true }, neighbour)).body.code).toBe('cases.other-government');
    expect(await waiting(neighbour)).toEqual([]);
    expect((await get(`/api/work/cases/${id}/outline`, neighbour)).extension).not.toHaveProperty('toDecide');
    const [listed] = await waiting();
    expect(listed).toMatchObject({ id, caseNo, ...ask, late: false, statutory: { dueDate: '2026-11-30' } });
    expect(JSON.stringify(listed)).not.toContain(ann.name);
    expect((await get(`/api/work/cases/${id}/outline`, leader)).extension).toMatchObject({
      byGovernment: true,
      toDecide: { reason: ask.reason, late: false },
    });

    expect((await answer(id, { approve: false, reason: ' ' })).body.code).toBe('cases.answer-in-words');
    const refused = await answer(id, { approve: false, reason: '请先分头办理' });
    expect(refused.body).toMatchObject({ extension: { approved: false }, clocks: { extendedDays: 0 } });
    expect(JSON.stringify(refused.body)).not.toContain(ann.name);
    expect(await waiting()).toEqual([]);
    expect(await get(`/api/work/cases/${id}`, head)).toMatchObject({
      extension: { approved: false, answer: '请先分头办理' },
      mayExtend: { most: 15 },
    });

    await post(`/api/work/cases/${id}/extend`, ask, head);
    expect((await answer(id, { approve: true })).body).toMatchObject({
      extension: { approved: true },
      clocks: { extendedDays: 15, promise: { dueDate: '2026-12-07' }, statutory: { dueDate: '2026-12-21' } },
    });
    expect((await answer(id, { approve: true })).body.code).toBe('cases.no-extension-asked');
    expect((await post(`/api/work/cases/${id}/extend`, ask, head)).body.code).toBe('cases.extended-already');
    const [row] = (
      await city.database.pool.query(
        `select id, sealed_content from cases.document where case_id = $1 and kind = 'extension'`,
        [id],
      )
    ).rows;
    const told = city.sealer.openJson(row.sealed_content, `cases.document:${row.id}:content`);
    expect(JSON.stringify(told)).toContain('第四十二条第二款，经人民政府负责人批准');
    expect(JSON.stringify(told)).toContain(ask.reason);
    const { history } = await get(`/api/work/cases/${id}`, head);
    expect(history.at(-1)).toMatchObject({ by: { zh: '人民政府' }, note: { zh: ask.reason } });
  });

  test('after the statutory limit nobody gives more time; what others decide alone is not for a government', async () => {
    const { id } = await accepted('2026-11-02', 'kite-show');
    await post(`/api/work/cases/${id}/extend`, ask, head);
    at('2026-12-01');
    expect((await waiting())[0]).toMatchObject({ id, late: true });
    expect((await answer(id, { approve: true })).body.code).toBe('cases.extension-too-late');
    expect((await answer(id, { approve: false, reason: '已过法定期限' })).status).toBe(200);
    expect((await post(`/api/work/cases/${id}/extend`, ask, head)).body.code).toBe('cases.extension-too-late');
    expect(await get(`/api/work/cases/${id}`, head)).not.toHaveProperty('mayExtend');
    const alone = await accepted('2026-12-01');
    expect((await get(`/api/work/cases/${alone.id}`, clerk)).mayExtend).toEqual({ most: 10, byGovernment: false });
    await post(`/api/work/cases/${alone.id}/extend`, { ...ask, days: 10 }, clerk);
    expect(await waiting()).toEqual([]);
    expect((await answer(alone.id, { approve: true })).body.code).toBe('cases.no-extension-asked');
  });
});

test('each change of a light is told once: to the handler, the head, the office of inspection', async () => {
  const { id, caseNo } = await accepted('2026-11-02');
  const seen: string[] = [];
  for (const day of [
    '2026-11-11',
    '2026-11-13',
    '2026-11-13',
    '2026-11-17',
    '2026-11-17',
    '2026-12-01',
    '2026-12-02',
  ]) {
    at(day);
    await Promise.all([run('cases.watch-lights'), run('cases.watch-lights')]);
    seen.push((await clocks(id)).light);
  }
  expect(seen).toEqual(['green', 'amber', 'amber', 'red', 'red', 'double-red', 'double-red']);
  const told = (await get('/api/work/escalations?limit=100', inspector)).items.filter(
    (item: { caseNo: string }) => item.caseNo === caseNo,
  );
  expect(told.map(({ light, told: whom }: { light: string; told: string }) => [light, whom])).toEqual([
    ['double-red', 'inspection'],
    ['red', 'head'],
    ['amber', 'handler'],
  ]);
  const { rows } = await city.database.pool.query(
    `select payload->>'light' as light from platform.event where type = 'cases.light-changed' and aggregate = $1 order by id`,
    [`case:${id}`],
  );
  expect(rows.map(({ light }) => light)).toEqual(['amber', 'red', 'double-red']);
  expect(
    (await get('/api/work/tasks?light=double-red', clerk)).items.map((task: { caseNo: string }) => task.caseNo),
  ).toContain(caseNo);
  expect((await city.request({ path: '/api/work/escalations', as: clerk })).status).toBe(403);
});

test('limits beyond the last holiday notice are computed anew when it comes, special procedures left out', async () => {
  const { id, caseNo } = await accepted('2026-12-18');
  at('2026-12-21');
  await post(`/api/work/cases/${id}/suspend`, { ...TEST, expectedUntil: '2026-12-24' }, clerk);
  at('2026-12-24');
  await post(`/api/work/cases/${id}/resume`, { reason: '检验合格' }, clerk);
  // One day had run: nine are left from the 24th, over New Year's Day.
  expect((await clocks(id)).promise.dueDate).toBe('2027-01-07');
  expect((await get(`/api/work/cases/${id}`, clerk)).clock.provisional).toBe(true);
  const notice = { workday: false, name: '元旦', noticeNo: '示例〔2026〕9号' };
  const days = ['2027-01-02', '2027-01-03', '2027-01-04', '2027-01-05'];
  const calendar = workingCalendar(days.map((date) => ({ ...notice, date })));
  await create({ ...city, calendar }).prepare?.();
  const page = await get(`/api/work/cases/${id}`, clerk);
  expect(page.clock).toMatchObject({ dueDate: '2027-01-11', provisional: false });
  expect(page.clocks.statutory.dueDate).toBe('2027-01-25');
  expect((await get(`/api/work/tasks?q=${caseNo}`, clerk)).items[0]).toMatchObject({ dueDate: '2027-01-11' });
});
