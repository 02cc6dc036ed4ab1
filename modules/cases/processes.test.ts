import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enqueue } from '@platform/jobs';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { CALLED, DRAWN, PROCESSES } from './testing/drawn-matters.ts';
import { casesAmongFakes, demoCitizenId } from './testing/small-city.ts';
import type { createCases } from './module.ts';
import { WATCH_STOPPED } from './watch-stopped.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
const { create } = casesAmongFakes({ ann }, DRAWN, PROCESSES, CALLED);

let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], now: '2026-11-20T02:00:00Z' });
});
afterAll(() => city.stop());

const WINDOW = 'kite-window';
const clerk = staffActor(WINDOW, ['clerk'], { accountId: `one@${WINDOW}` });
const head = staffActor(WINDOW, ['department-head'], { accountId: `head@${WINDOW}` });
const police = staffActor('police', ['clerk'], { accountId: 'pat@police' });
const chief = staffActor('police', ['department-head'], { accountId: 'chief@police' });
const fire = staffActor('fire-brigade', ['clerk'], { accountId: 'flo@fire-brigade' });
type Actor = NonNullable<Parameters<typeof city.request>[0]['as']>;
type Any = Awaited<ReturnType<typeof city.request>>['body'];
const applicant = () => personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
const post = (path: string, body: object, as: Actor) => city.request({ method: 'POST', path, body, as });
const get = async (path: string, as: Actor): Promise<Any> => (await city.request({ path, as })).body;
const page = (id: string, as: Actor = clerk) => get(`/api/work/cases/${id}`, as);
const tasks = async (caseNo: string, as: Actor): Promise<Any[]> => (await get(`/api/work/tasks?q=${caseNo}`, as)).items;
const act = (id: string, verb: string, body: object, as: Actor) => post(`/api/work/tasks/${id}/${verb}`, body, as);
const reason = '需要重新核实';

/** Ends the first open task of the officer's office, agreed where nothing else is said. */
async function end(caseNo: string, as: Actor, body: object = { result: 'agree', opinion: '同意' }): Promise<string> {
  const [task] = await tasks(caseNo, as);
  const done = await act(task.id, 'complete', body, as);
  expect(done.status, JSON.stringify(done.body)).toBe(200);
  return task.id;
}
const submitted = async (matter: string): Promise<{ id: string; caseNo: string }> => {
  const { id } = (await post('/api/cases', { matter }, applicant())).body;
  return (await post(`/api/cases/${id}/submit`, { form: { name: ann.name, colour: 'blue' } }, applicant())).body;
};
/** A case at its site check, with the opinion of the fire brigade open beside it. */
async function atSite() {
  const one = await submitted('kite-school');
  await end(one.caseNo, clerk, { result: 'accept' });
  await end(one.caseNo, clerk);
  return one;
}
const nodes = async (caseNo: string, as: Actor): Promise<string[]> => (await tasks(caseNo, as)).map(({ node }) => node);

describe('a process that others share', () => {
  test('runs inside the case: its tasks have the office and days of the call, or their own, and its picture its place', async () => {
    const { id, caseNo } = await atSite();
    const [plan] = await tasks(caseNo, police);
    expect(plan).toMatchObject({
      task: { zh: '安排核查', en: 'Plan the visit' },
      link: 'review',
      organisation: 'police',
      dueDate: '2026-11-26',
    });
    await end(caseNo, police);
    expect((await tasks(caseNo, police))[0]).toMatchObject({ node: 'site_visit', dueDate: '2026-11-24' });
    const { process } = await page(id);
    expect(process.active).toEqual(['site', 'fire_opinion']);
    expect(process.called).toMatchObject([
      { process: 'site-check', title: { zh: '现场核查', en: 'Site check' }, active: ['site_visit'] },
    ]);
    expect(process.called[0].done).toContain('site_plan');
    // A result inside decides inside: not agreed, so there is a second visit.
    await end(caseNo, police, { result: 'disagree', opinion: '台阶过高' });
    expect(await nodes(caseNo, police)).toEqual(['site_again']);
    await end(caseNo, police);
    await end(caseNo, fire);
    expect(await nodes(caseNo, clerk)).toEqual(['decide']);
    await end(caseNo, clerk, { result: 'approve', opinion: '准予' });
    const over = await get(`/api/cases/mine/${id}`, applicant());
    expect(over.process.done).toContain('site');
    expect(over.process.called[0]).toMatchObject({ active: [], done: expect.arrayContaining(['site_again']) });
    expect(over.tasks.map(({ task }: Any) => task.zh)).toContain('整改复查');
  });

  test('a return inside it leaves the rest of the case alone; one to a place outside leaves it, and it begins anew', async () => {
    const { id, caseNo } = await atSite();
    await end(caseNo, police);
    const [visit] = await tasks(caseNo, police);
    const [opinion] = await tasks(caseNo, fire);
    const { returnTo } = await page(id);
    expect(returnTo).toEqual([
      { node: 'accept', title: { zh: '受理', en: 'Acceptance' }, from: [opinion.id, visit.id] },
      { node: 'examine', title: { zh: '材料审查', en: 'Examination' }, from: [opinion.id, visit.id] },
      { node: 'site_plan', title: { zh: '安排核查', en: expect.any(String) }, from: [visit.id] },
    ]);
    expect((await act(opinion.id, 'return', { node: 'site_plan', reason }, fire)).body.code).toBe(
      'cases.cannot-return',
    );
    expect((await act(visit.id, 'return', { node: 'site_plan', reason }, police)).status).toBe(200);
    expect(await nodes(caseNo, police)).toEqual(['site_plan']);
    expect((await tasks(caseNo, fire))[0].id).toBe(opinion.id);
    const [plan] = await tasks(caseNo, police);
    expect((await act(plan.id, 'return', { node: 'examine', reason }, police)).status).toBe(200);
    expect([await nodes(caseNo, police), await nodes(caseNo, fire), await nodes(caseNo, clerk)]).toEqual([
      [],
      [],
      ['examine'],
    ]);
    await end(caseNo, clerk);
    expect((await page(id)).process.called[0]).toMatchObject({
      active: ['site_plan'],
      done: expect.not.arrayContaining(['site_plan']),
    });
    await end(caseNo, police);
    await end(caseNo, police);
    await end(caseNo, fire);
    // What was checked is entered again by its call, as a whole.
    const [decide] = await tasks(caseNo, clerk);
    expect((await page(id)).returnTo.map(({ node }: Any) => node)).toEqual([
      'accept',
      'examine',
      'site',
      'fire_opinion',
    ]);
    expect((await act(decide.id, 'return', { node: 'site_plan', reason }, clerk)).body.code).toBe(
      'cases.cannot-return',
    );
    // One branch again: what the other has said stands, and is not waited for.
    await act(decide.id, 'return', { node: 'fire_opinion', reason }, clerk);
    expect([await nodes(caseNo, police), await nodes(caseNo, fire)]).toEqual([[], ['fire_opinion']]);
    await end(caseNo, fire);
    const [decideAgain] = await tasks(caseNo, clerk);
    await act(decideAgain.id, 'return', { node: 'site', reason }, clerk);
    expect(await nodes(caseNo, police)).toEqual(['site_plan']);
  });

  test('what one has done in it is taken back while nobody went on, not once it is over; signers sign inside it', async () => {
    const { caseNo } = await submitted('kite-school');
    await end(caseNo, clerk, { result: 'accept' });
    const examine = await end(caseNo, clerk);
    // Two branches stand open: the case has gone on.
    expect((await act(examine, 'take-back', { reason }, clerk)).body.code).toBe('cases.cannot-take-back');
    await end(caseNo, fire);
    const plan = await end(caseNo, police);
    expect((await act(plan, 'take-back', { reason }, clerk)).status).toBe(404);
    // The other branch waits at the join; this one is where it was.
    expect((await act(plan, 'take-back', { reason }, police)).status).toBe(200);
    expect(await nodes(caseNo, police)).toEqual(['site_plan']);
    await end(caseNo, police);
    const [visit] = await tasks(caseNo, police);
    await act(visit.id, 'add-signer', { reason, account: chief.accountId, organisation: 'police' }, police);
    await act(visit.id, 'countersign', { reason, organisations: ['fire-brigade'] }, police);
    expect((await act(visit.id, 'complete', { result: 'agree', opinion: '同意' }, police)).body.code).toBe(
      'cases.signers-first',
    );
    await end(caseNo, fire);
    const signature = (await tasks(caseNo, chief)).find(({ askedBy }) => askedBy === visit.id);
    // A signer returns the case from where the task stands that they sign for.
    expect((await act(signature.id, 'return', { node: 'site_plan', reason }, chief)).status).toBe(200);
    expect(await nodes(caseNo, police)).toEqual(['site_plan']);
    await end(caseNo, police);
    const last = await end(caseNo, police);
    expect((await act(last, 'take-back', { reason }, police)).body.code).toBe('cases.cannot-take-back');
    expect(await nodes(caseNo, clerk)).toEqual(['decide']);
  });

  test('what one has done is taken back while time goes on, as it does outside of tests', async () => {
    const { caseNo } = await atSite();
    const still = city.clock.now;
    let ms = still().getTime();
    city.clock.now = () => new Date((ms += 1));
    try {
      const plan = await end(caseNo, police);
      expect(await nodes(caseNo, police)).toEqual(['site_visit']);
      expect((await act(plan, 'take-back', { reason }, police)).status).toBe(200);
      expect(await nodes(caseNo, police)).toEqual(['site_plan']);
    } finally {
      city.clock.now = still;
    }
  });
});

describe('several departments asked by one drawn task', () => {
  test('each has its own; taking back and returning one does not ask the others for what they have said', async () => {
    const { id, caseNo } = await submitted('kite-show');
    await end(caseNo, clerk, { result: 'accept' });
    const [mine] = await tasks(caseNo, police);
    expect(mine).toMatchObject({ node: 'opinions', organisation: 'police' });
    const said = await end(caseNo, police, { result: 'disagree', opinion: '不妥' });
    expect((await act(said, 'take-back', { reason }, police)).body.code).toBe('cases.cannot-take-back');
    const other = await end(caseNo, fire);
    expect(await nodes(caseNo, clerk), 'one was against it').toEqual(['settle']);
    expect((await act(other, 'take-back', { reason }, fire)).body.code).toBe('cases.cannot-take-back');
    expect((await page(id)).tasks.filter(({ node }: Any) => node === 'opinions')).toHaveLength(2);
    // A return asks all of them anew, and on purpose.
    const [settle] = await tasks(caseNo, clerk);
    await act(settle.id, 'return', { node: 'opinions', reason }, clerk);
    const [again] = await tasks(caseNo, fire);
    await act(again.id, 'return', { node: 'accept', reason }, fire);
    expect([await nodes(caseNo, police), await nodes(caseNo, clerk)]).toEqual([[], ['accept']]);
    await end(caseNo, clerk, { result: 'accept' });
    for (const who of [police, fire]) await end(caseNo, who);
    expect(await nodes(caseNo, clerk)).toEqual(['decide']);
  });
});

describe('a process that has stopped', () => {
  const resume = (id: string, body: object, as: Actor = head) => post(`/api/work/cases/${id}/resume-process`, body, as);
  const stopped = async () => {
    const one = await submitted('kite-race');
    await end(one.caseNo, clerk, { result: 'accept' });
    return one;
  };

  test('is told with its cause to who supervises, stays as it is while the cause remains, and goes on with what was missing', async () => {
    const { id, caseNo } = await stopped();
    expect(await tasks(caseNo, clerk)).toEqual([]);
    const list = await get('/api/work/stopped', head);
    expect(list).toMatchObject({ total: 1, items: [{ id, caseNo, since: '2026-11-20T02:00:00.000Z' }] });
    expect(list.items[0].places).toMatchObject([
      { title: { zh: '按等级分流' }, why: { zh: expect.stringContaining('“grade > 3”无法判断，缺少数据：grade') } },
    ]);
    expect((await city.request({ path: '/api/work/stopped', as: clerk })).status).toBe(403);
    expect((await get('/api/work/stopped', chief)).items).toEqual([]);
    const before = await page(id, head);
    expect(before.stopped).toMatchObject({
      places: [{ node: 'by_grade', missing: ['grade'], mayResume: true }],
      moveTo: [
        { node: 'accept', title: { zh: '受理', en: 'Acceptance' } },
        { node: 'hear', title: { zh: '听取意见', en: 'Hearing' } },
        { node: 'decide', title: { zh: '审核决定', en: 'Decision' } },
      ],
    });

    const again = await resume(id, { reason });
    expect(again.body).toMatchObject({ code: 'cases.still-stopped', title: expect.stringContaining('按等级分流') });
    expect((await resume(id, { reason: '再试一次' })).body.code).toBe('cases.still-stopped');
    expect((await resume(id, { reason, values: { verdict: 'approve' } })).body.code).toBe('cases.value-not-asked');
    expect((await resume(id, { reason, values: { grade: 4 } }, clerk)).status).toBe(403);
    expect((await resume(id, { reason, values: { grade: 4 } }, chief)).status).toBe(404);
    expect((await resume(id, { reason, values: { grade: 4 }, revision: 0 })).body.code).toBe('cases.changed-meanwhile');
    expect(await page(id, head)).toEqual(before);

    const done = await resume(id, { reason: '补录风筝等级', values: { grade: 4 }, revision: before.revision });
    expect(done.body).toMatchObject({ caseId: id, stopped: false, tasks: [expect.any(String)] });
    expect(await nodes(caseNo, police)).toEqual(['hear']);
    const after = await page(id, head);
    expect(after.stopped).toBeUndefined();
    expect(after.history.at(-1)).toMatchObject({
      action: { zh: '恢复停住的流程' },
      note: { zh: '补录风筝等级', en: '补录风筝等级' },
    });
    expect((await get('/api/work/stopped', head)).items).toEqual([]);
    expect((await resume(id, { reason })).body.code).toBe('cases.not-stopped');
    await end(caseNo, police);
    await end(caseNo, clerk, { result: 'approve', opinion: '准予' });
    expect((await page(id)).state).toBe('closed');
  });

  test('is moved on to what comes next, or back to what it has passed, and nowhere else', async () => {
    const { id, caseNo } = await stopped();
    expect((await resume(id, { reason, node: 'end' })).body.code).toBe('cases.cannot-move-there');
    expect((await resume(id, { reason, node: 'accept' })).status).toBe(200);
    expect(await nodes(caseNo, clerk)).toEqual(['accept']);
    await end(caseNo, clerk, { result: 'accept' });
    expect((await page(id, head)).stopped.places).toHaveLength(1);
    expect((await resume(id, { reason, node: 'decide' })).body.stopped).toBe(false);
    expect(await nodes(caseNo, clerk)).toEqual(['decide']);
  });

  test('left standing is told once to who supervises, then to inspection, and is a figure of the board while it stands', async () => {
    const { id, caseNo } = await stopped();
    const run = async (time: string) => {
      city.clock.set(new Date(time));
      await city.database.forModule('cases').transaction((tx) => enqueue(tx, WATCH_STOPPED, {}));
      await city.settle();
    };
    const told = async (as: Actor): Promise<Any[]> =>
      (await get('/api/work/escalations?light=stopped', as)).items.filter((one: Any) => one.caseId === id);
    const onBoard = async (): Promise<Any> =>
      (await get('/api/work/board?by=matter', head)).lines.find(({ key }: Any) => key === 'kite-race').stopped;
    const behind = async (): Promise<Any[]> => (await get('/api/work/board/cases?figure=stopped', head)).items;
    await run('2026-11-20T03:59:00Z');
    expect(await told(head)).toEqual([]);
    expect(await onBoard()).toBe(1);
    expect(await behind()).toMatchObject([{ id, caseNo }]);
    await run('2026-11-20T04:00:00Z');
    await run('2026-11-20T04:05:00Z');
    expect(await told(head)).toMatchObject([{ light: 'stopped', told: 'supervisor', caseNo, stands: true }]);
    expect(await told(chief)).toEqual([]);
    await run('2026-11-21T02:00:00Z');
    expect((await told(head)).map((one) => one.told)).toEqual(['inspection', 'supervisor']);
    const { rows } = await city.database.pool.query(
      `select payload->>'told' as told from platform.event where type = 'cases.process-stopped' and aggregate = $1 order by id`,
      [`case:${id}`],
    );
    expect(rows).toEqual([{ told: 'supervisor' }, { told: 'inspection' }]);
    await resume(id, { reason, node: 'decide' });
    expect((await told(head)).map((one) => one.stands)).toEqual([false, false]);
    expect(await behind()).toEqual([]);
    city.clock.set(new Date('2026-11-20T02:00:00Z'));
  });
});

describe('what an officer may make of a case', () => {
  const allowed = async (id: string, as: Actor = clerk): Promise<string[]> => (await page(id, as)).allowed;

  test('follows from the tasks they may end, the way of the process, and the law', async () => {
    // Nobody is asked between acceptance and decision: both in one act.
    const note = await submitted('kite-note');
    expect(await allowed(note.id)).toEqual(['accept', 'request-correction', 'approve', 'refuse', 'refer']);
    // Others come between.
    const joint = await submitted('kite-festival');
    expect(await allowed(joint.id)).toEqual(['accept', 'request-correction', 'refuse', 'refer']);
    await end(joint.caseNo, clerk, { result: 'accept' });
    // An office that gives an opinion decides nothing, and who waits for opinions neither.
    expect([await allowed(joint.id, police), await allowed(joint.id)]).toEqual([[], []]);
    expect(
      (await page(joint.id, police)).tasks.find(({ organisation }: Any) => organisation === 'police'),
    ).toMatchObject({
      mine: true,
      results: [{ result: 'agree' }, { result: 'disagree' }, { result: 'done' }],
    });
  });

  test('what another holds, or signers have not signed, is not theirs now; a correction was told once', async () => {
    const { id, caseNo } = await submitted('kite-note');
    const [task] = await tasks(caseNo, clerk);
    await act(task.id, 'countersign', { reason, organisations: ['police'] }, clerk);
    expect(await allowed(id)).toEqual([]);
    expect((await page(id)).tasks[0]).toMatchObject({ mine: true, results: [] });
    await end(caseNo, police);
    await act(task.id, 'claim', {}, head);
    expect([await allowed(id), (await page(id)).tasks[0].mine]).toEqual([[], false]);
    expect(await allowed(id, head)).toContain('approve');
    await act(task.id, 'complete', { result: 'correct', items: [{ text: '写明颜色' }] }, head);
    expect(await allowed(id, head)).toEqual([]);
    await post(`/api/cases/${id}/resubmit`, { form: { name: ann.name, colour: 'blue' } }, applicant());
    expect(await allowed(id)).toEqual(['accept', 'approve', 'refuse', 'refer']);
    expect((await tasks(caseNo, clerk))[0].results.map(({ result }: Any) => result)).toEqual(['accept', 'refuse']);
  });

  test('who stands in for the holder may what the holder may', async () => {
    const { id, caseNo } = await submitted('kite-note');
    await act((await tasks(caseNo, clerk))[0].id, 'claim', {}, clerk);
    expect(await allowed(id, head)).toEqual([]);
    await post('/api/work/substitutes', { account: head.accountId, from: '2026-11-20', until: '2026-11-20' }, clerk);
    expect(await allowed(id, head)).toContain('approve');
    expect((await post(`/api/work/cases/${id}/approve`, { opinion: '准予' }, head)).body.state).toBe('closed');
  });
});
