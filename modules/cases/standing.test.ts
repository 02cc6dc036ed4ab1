import { afterAll, beforeAll, expect, test } from 'vitest';
import { enqueue } from '@platform/jobs';
import { SUBJECT } from '@platform/module';
import { licenceIssued } from '@modules/licences/contract';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { CreditRecord } from './contract/index.ts';
import { FIRE_TIMERS } from './fire-timers.ts';
import { DRAWN, PROCESSES } from './testing/drawn-matters.ts';
import { casesAmongFakes, demoCitizenId } from './testing/small-city.ts';
import type { createCases } from './module.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
const { create } = casesAmongFakes({ ann }, DRAWN, PROCESSES);
let known: CreditRecord[] | 'away' = [];
const credit = {
  async records() {
    if (known === 'away') throw new Error('away');
    return known;
  },
};

let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create({ ...f, credit })], now: '2026-11-20T02:00:00Z' });
});
afterAll(() => city.stop());

const clerk = staffActor('kite-window', ['clerk'], { accountId: 'one@kite-window' });
const applicant = () => personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
type Actor = Parameters<typeof city.request>[0]['as'];
const post = (path: string, body: object, actor: Actor) => city.request({ method: 'POST', path, body, as: actor! });
const get = async (path: string, actor: Actor) => (await city.request({ path, as: actor! })).body;
const page = (id: string) => get(`/api/work/cases/${id}`, clerk);
const tasks = async (caseNo: string, actor = clerk) => (await get(`/api/work/tasks?q=${caseNo}`, actor)).items;
const done = (id: string, body: object, actor = clerk) => post(`/api/work/tasks/${id}/complete`, body, actor);
const at = (day: string) => city.clock.set(new Date(`${day}T02:00:00Z`));
const run = async (name: string) => {
  await city.database.forModule('cases').transaction((tx) => enqueue(tx, { ...FIRE_TIMERS, name }, {}));
  await city.settle();
};
const submitted = async (matter: string, more: object = {}): Promise<{ id: string; caseNo: string; state: string }> => {
  const { id } = (await post('/api/cases', { matter }, applicant())).body;
  const form = { name: ann.name, colour: 'blue', ...more };
  return (await post(`/api/cases/${id}/submit`, { form }, applicant())).body;
};
const kinds = async (id: string) =>
  (await get(`/api/cases/mine/${id}`, applicant())).documents.map(({ kind }: { kind: string }) => kind);

test('work that the process marks as a special procedure stops the clocks while it is open', async () => {
  at('2026-11-20');
  const { id, caseNo } = await submitted('kite-tower');
  await done((await tasks(caseNo))[0].id, { result: 'accept' });
  expect(await page(id)).toMatchObject({
    clocks: { suspended: true },
    suspensions: [
      { kind: 'expert-review', expectedUntil: '2026-11-30', reason: { zh: '专家评审', en: 'Expert review' } },
    ],
  });
  at('2026-11-27');
  await done((await tasks(caseNo))[0].id, { result: 'agree', opinion: '通过评审' });
  // Ten days from acceptance on the 20th, none of which had run: from the 27th on.
  expect(await page(id)).toMatchObject({ clocks: { suspended: false, promise: { dueDate: '2026-12-11' } } });
  expect(await kinds(id)).toEqual(['receipt', 'acceptance', 'special-procedure', 'resumption']);
});

test('a case withdrawn during a special procedure leaves none open', async () => {
  at('2026-11-20');
  const { id, caseNo } = await submitted('kite-tower');
  await done((await tasks(caseNo))[0].id, { result: 'accept' });
  await post(`/api/cases/${id}/withdraw`, {}, applicant());
  expect((await page(id)).suspensions).toMatchObject([{ endedAt: expect.any(String) }]);
});

test('papers may follow where the matter says so: reminded before the date, a task after it, no approval without them', async () => {
  at('2026-11-20');
  const { id, caseNo } = await submitted('kite-tower');
  const accept = (body: object) => post(`/api/work/cases/${id}/accept-incomplete`, body, clerk);
  expect((await accept({ papers: ['photo'] })).body.code).toBe('cases.must-be-there');
  expect((await accept({ papers: ['insurance'], until: '2027-01-01' })).body.code).toBe('cases.papers-date');
  expect((await accept({ papers: ['insurance'], until: '2026-11-30' })).body).toMatchObject({
    state: 'under-review',
    missing: { papers: [{ zh: '保险单' }], until: '2026-11-30' },
  });
  expect(await kinds(id)).toContain('incomplete');
  // Its applicant reads what is still to come, and until when.
  const asked = { papers: [{ zh: '保险单' }], until: '2026-11-30' };
  expect(await get(`/api/cases/mine/${id}`, applicant())).toMatchObject({ missing: asked });
  await done((await tasks(caseNo))[0].id, { result: 'agree', opinion: '通过' });
  expect((await post(`/api/work/cases/${id}/approve`, { opinion: '准予' }, clerk)).body.code).toBe(
    'cases.papers-first',
  );
  const told = async () =>
    (
      await city.database.pool.query(
        `select payload->'overdue' as overdue from platform.event where type = 'cases.papers-due' and aggregate = $1 order by id`,
        [`case:${id}`],
      )
    ).rows.map(({ overdue }) => overdue);
  for (const day of ['2026-11-25', '2026-11-29', '2026-11-30', '2026-12-01', '2026-12-02']) {
    at(day);
    await run('cases.watch-papers');
  }
  expect(await told()).toEqual([false, true]);
  expect((await tasks(caseNo)).map(({ task }: { task: { zh: string } }) => task.zh)).toContain(
    '容缺材料逾期未补交，请依法处理',
  );
  expect((await post(`/api/work/cases/${id}/papers-received`, {}, clerk)).body.missing).toBeUndefined();
  expect(await get(`/api/cases/mine/${id}`, applicant())).not.toHaveProperty('missing');
  expect(await tasks(caseNo)).toHaveLength(1);
  expect((await post(`/api/work/cases/${id}/approve`, { opinion: '准予' }, clerk)).body.state).toBe('closed');
});

test('a commitment is kept with the case, checked later, and broken it is told: to the applicant, and to whoever has to revoke', async () => {
  at('2026-11-20');
  const { id, state } = await submitted('kite-trade', { colour: 'red', promise: true });
  expect(state).toBe('closed');
  expect(await kinds(id)).toEqual(['commitment']);
  at('2026-12-21');
  await run('cases.fire-timers');
  const office = staffActor('kite-office', ['clerk']);
  const { caseNo } = await get(`/api/cases/mine/${id}`, applicant());
  const [check] = await tasks(caseNo, office);
  expect((await done(check.id, { result: 'disagree', opinion: '内部意见' }, office)).body.code).toBe(
    'cases.broken-how',
  );
  const broken = { result: 'disagree', opinion: '内部意见', reason: '没有购买保险' };
  const port = city.modules[0]?.port;
  expect(await port?.brokenCommitment(id)).toBeUndefined();
  expect((await done(check.id, broken, office)).status).toBe(200);
  expect(await port?.brokenCommitment(id)).toMatchObject({
    finding: '没有购买保险',
    basis: expect.stringContaining('第六十九条'),
    until: '2027-01-05',
  });
  expect(await kinds(id)).toEqual(['commitment', 'rectification']);
  const { toPutRight } = await get(`/api/cases/mine/${id}`, applicant());
  expect(toPutRight).toEqual({ finding: '没有购买保险', until: '2027-01-05' });
  const { rows } = await city.database.pool.query(
    `select count(*)::int as n from platform.event where type = 'cases.commitment-broken'`,
  );
  expect(rows[0].n).toBe(1);
});

test('credit is checked and explained; only a cited measure of the national list keeps from approval', async () => {
  at('2026-11-20');
  const owed: CreditRecord = { title: { zh: '欠缴水费', en: 'Unpaid water' } };
  const listed: CreditRecord = {
    title: { zh: '失信被执行人', en: 'Judgment debtor' },
    measure: {
      title: { zh: '限制申请', en: 'No application' },
      basis: { zh: '《全国失信惩戒措施基础清单》第三项', en: 'National list, item 3' },
    },
  };
  const creditOf = async (): Promise<[string, { id: string; state: string }]> => {
    const one = await submitted('kite-note', { colour: 'red' });
    return [one.state, one];
  };
  known = [];
  expect((await creditOf())[0]).toBe('closed');
  known = [owed];
  expect((await creditOf())[0]).toBe('closed');
  known = 'away';
  const away = await submitted('kite-note');
  expect((await page(away.id)).credit).toMatchObject({ result: 'unknown' });
  known = [owed, listed];
  const blocked = await submitted('kite-note', { colour: 'red' });
  expect(blocked.state).toBe('received');
  expect((await page(blocked.id)).credit).toMatchObject({ result: 'block', records: [owed, listed] });
  const refused = await post(`/api/work/cases/${blocked.id}/approve`, { opinion: '准予' }, clerk);
  expect(refused.body).toMatchObject({ code: 'cases.credit-blocks', title: expect.stringContaining('第三项') });
  expect((await city.request({ path: `/api/cases/mine/${blocked.id}`, as: applicant() })).text).not.toContain(
    '欠缴水费',
  );
});

test('the board is computed from what happened, adds up, and every figure opens to its cases', async () => {
  at('2026-11-20');
  known = [];
  const head = staffActor('kite-window', ['department-head'], { organisations: 'all' });
  const { id, caseNo } = await submitted('kite-note');
  await done((await tasks(caseNo))[0].id, { result: 'accept' });
  at('2026-12-08');
  await post(`/api/work/cases/${id}/approve`, { opinion: '准予' }, clerk);
  const period = 'from=2026-11-20&to=2026-12-31';
  for (const by of ['organisation', 'matter']) {
    const board = await get(`/api/work/board?by=${by}&${period}`, head);
    for (const figure of ['submitted', 'decided', 'open'] as const)
      expect(board.lines.reduce((sum: number, line: Record<string, number>) => sum + (line[figure] ?? 0), 0)).toBe(
        board.total[figure],
      );
    const line = board.lines.find(
      ({ key }: { key: string }) => key === (by === 'matter' ? 'kite-note' : 'kite-window'),
    );
    const query = `${by}=${line.key}&${period}&limit=100`;
    const late = (await get(`/api/work/board/cases?figure=late&${query}`, head)).items;
    // Accepted on 20 November with ten days: due 4 December, decided two working days later.
    expect(late).toMatchObject([{ caseNo, takenDays: 12, onTime: false }]);
    const decided = (await get(`/api/work/board/cases?figure=decided&${query}`, head)).items;
    expect(decided).toHaveLength(line.decided);
    expect(line.onTimeShare).toBeCloseTo((line.decided - 1) / line.decided, 3);
    expect(line.instantShare).toBeCloseTo(
      decided.filter(({ instant }: { instant: boolean }) => instant).length / line.decided,
      3,
    );
    expect(line).toMatchObject({ zeroVisitShare: 1, onlineShare: 1, promisedCompression: 0.5 });
    expect(JSON.stringify(late)).not.toContain(ann.name);
  }
  expect((await city.request({ path: '/api/work/board', as: clerk })).status).toBe(403);
  expect((await get('/api/work/board', staffActor('police', ['department-head']))).lines).toEqual([]);
});

test('while its applicant corrects, a case is nobody’s delay: no light on the board or in the list', async () => {
  at('2026-11-20');
  const inspector = staffActor('inspection', ['inspector'], { organisations: 'all' });
  const { id, caseNo } = await submitted('kite-note');
  await post(`/api/work/cases/${id}/request-correction`, { items: [{ text: '补照片' }] }, clerk);
  const before = (await get('/api/work/board', inspector)).total;
  // Ten working days to correct: the last of them, and the day after, before the case is returned.
  for (const day of ['2026-12-04', '2026-12-07']) {
    at(day);
    for (const figure of ['amber', 'red'] as const) {
      const { items } = await get(`/api/work/board/cases?figure=${figure}&limit=100`, inspector);
      expect(items.map((one: { caseNo: string }) => one.caseNo)).not.toContain(caseNo);
      expect((await get('/api/work/board', inspector)).total[figure]).toBe(items.length);
      expect((await get(`/api/work/cases?q=${caseNo}&light=${figure}`, clerk)).items).toEqual([]);
    }
    const open = (await get('/api/work/board/cases?figure=open&limit=100', inspector)).items;
    expect(open).toHaveLength(before.open);
    expect(open.find((one: { caseNo: string }) => one.caseNo === caseNo)).not.toHaveProperty('light');
  }
});

test('an approved licence is to be delivered within ten working days: its clock runs to the recorded delivery, is told and ends there', async () => {
  at('2026-11-20');
  known = [];
  const inspector = staffActor('inspection', ['inspector'], { organisations: 'all' });
  const { id, caseNo } = await submitted('kite-plate');
  await done((await tasks(caseNo))[0].id, { result: 'accept' });
  await post(`/api/work/cases/${id}/approve`, { opinion: '准予' }, clerk);
  // Decided on Friday 20 November: 4 December is the tenth working day.
  expect(await page(id)).toMatchObject({
    state: 'approved',
    clock: { dueDate: '2026-12-04', light: 'green' },
    clocks: { light: 'green', delivery: { days: 10, elapsed: 0, dueDate: '2026-12-04', left: 10 } },
  });
  expect((await page(id)).clocks.promise.dueDate).toBeUndefined();
  expect(await kinds(id)).toEqual(['receipt', 'acceptance', 'approval']);
  expect(await tasks(caseNo)).toMatchObject([{ link: 'deliver', dueDate: '2026-12-04', light: 'green' }]);
  const lights: string[] = [];
  for (const day of ['2026-12-03', '2026-12-07']) {
    at(day);
    await run('cases.watch-lights');
    lights.push((await tasks(caseNo))[0].light);
  }
  expect(lights).toEqual(['amber', 'double-red']);
  const told = (await get('/api/work/escalations?limit=100', inspector)).items
    .filter((item: { caseNo: string }) => item.caseNo === caseNo)
    .map(({ light, told: whom }: { light: string; told: string }) => [light, whom]);
  expect(told).toEqual([
    ['double-red', 'inspection'],
    ['amber', 'handler'],
  ]);
  const behind = (await get('/api/work/board/cases?figure=double-red', inspector)).items;
  expect(behind.map((one: { caseNo: string }) => one.caseNo)).toContain(caseNo);
  expect((await get(`/api/cases/mine/${id}`, applicant())).steps.at(-1)).toMatchObject({
    key: 'close',
    state: 'current',
  });

  await done((await tasks(caseNo))[0].id, { result: 'done' });
  const over = await page(id);
  expect(over).toMatchObject({ state: 'closed' });
  expect(over.clock).toBeUndefined();
  expect(over.clocks.light).toBeUndefined();
});

test('an office that promises to hand over sooner has one clock for it, on the case and on its task; the law stays behind', async () => {
  at('2026-11-20');
  known = [];
  const { id, caseNo } = await submitted('kite-stamp');
  await done((await tasks(caseNo))[0].id, { result: 'accept' });
  await post(`/api/work/cases/${id}/approve`, { opinion: '准予' }, clerk);
  expect(await page(id)).toMatchObject({
    clock: { dueDate: '2026-11-27', light: 'green' },
    clocks: { light: 'green', delivery: { days: 5, elapsed: 0, dueDate: '2026-11-27', left: 5 } },
  });
  const lights: string[][] = [];
  for (const day of ['2026-11-26', '2026-11-30', '2026-12-07']) {
    at(day);
    await run('cases.watch-lights');
    const [task] = await tasks(caseNo);
    lights.push([task.dueDate, task.light, (await page(id)).clocks.light]);
  }
  expect(lights).toEqual([
    ['2026-11-27', 'amber', 'amber'],
    ['2026-11-27', 'red', 'red'],
    ['2026-11-27', 'double-red', 'double-red'],
  ]);
});

test('an e-licence does not end the clock of the paper beside it, nor the paper that of the e-licence', async () => {
  known = [];
  const issue = async (caseId: string) => {
    const issued = { licenceId: 'L1', identifier: 'x', template: 'kite-card', subject: 's', caseId };
    await city.database.asPlatform.transaction((tx) =>
      city.outbox.append(tx, licenceIssued, `licence:${caseId}`, issued, 't'),
    );
    await city.settle();
  };
  const approved = async (): Promise<{ id: string; caseNo: string }> => {
    at('2026-11-20');
    const one = await submitted('kite-badge');
    await done((await tasks(one.caseNo))[0].id, { result: 'accept' });
    await post(`/api/work/cases/${one.id}/approve`, { opinion: '准予' }, clerk);
    return one;
  };
  const deliver = async ({ caseNo }: { caseNo: string }) => done((await tasks(caseNo))[0].id, { result: 'done' });

  const first = await approved();
  await issue(first.id);
  expect(await page(first.id)).toMatchObject({ state: 'approved', clock: { dueDate: '2026-12-04' } });
  await deliver(first);
  expect(await page(first.id)).toMatchObject({ state: 'closed' });

  const second = await approved();
  await deliver(second);
  expect(await page(second.id)).toMatchObject({ state: 'approved', clock: { dueDate: '2026-12-04' } });
  await issue(second.id);
  expect(await page(second.id)).toMatchObject({ state: 'closed' });
});
