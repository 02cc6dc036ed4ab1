import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '@platform/database';
import { enqueue } from '@platform/jobs';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { FIRE_TIMERS } from './fire-timers.ts';
import { DRAWN, PROCESSES } from './testing/drawn-matters.ts';
import { casesAmongFakes, demoCitizenId } from './testing/small-city.ts';
import type { createCases } from './module.ts';

const people = {
  ann: { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' },
  bob: { citizenId: demoCitizenId('1991-02-02', '002'), name: '包大山' },
};
type Who = keyof typeof people;
const { create } = casesAmongFakes(people, DRAWN, PROCESSES);

let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], now: '2026-11-20T02:00:00Z' });
});
afterAll(() => city.stop());

const clerk = staffActor('kite-window', ['clerk']);
const police = staffActor('police', ['clerk']);
const office = staffActor('kite-office', ['clerk']);
const fire = staffActor('fire-brigade', ['clerk']);
type Actor = typeof clerk;
const as = (who: Who) => personActor(who, city.blindIndex(people[who].citizenId, SUBJECT));
const post = (path: string, body: object, actor: Parameters<typeof city.request>[0]['as']) =>
  city.request({ method: 'POST', path, body, as: actor! });
const get = async (path: string, actor: Parameters<typeof city.request>[0]['as']) =>
  (await city.request({ path, as: actor! })).body;
const submitted = async (who: Who, matter: string, colour = 'blue') => {
  const { id } = (await post('/api/cases', { matter }, as(who))).body;
  return (await post(`/api/cases/${id}/submit`, { form: { name: people[who].name, colour } }, as(who))).body;
};
const tasksOf = async (caseNo: string, actor: Actor, query = '') =>
  (await get(`/api/work/tasks?q=${caseNo}${query}`, actor)).items;
const complete = (id: string, actor: Actor, body: object) => post(`/api/work/tasks/${id}/complete`, body, actor);
const left = async (id: string) =>
  city.database.asPlatform.read((tx) =>
    tx.one<{ processes: number; tokens: number; tasks: number }>(sql`
      select (select count(*)::int from cases.process where case_id = ${id}) as processes,
        (select count(*)::int from cases.token where case_id = ${id}) as tokens,
        (select count(*)::int from cases.task where case_id = ${id}) as tasks`),
  );

describe('the process of a case', () => {
  test('a case decided at once leaves no process, token or task behind', async () => {
    const done = await submitted('ann', 'kite-note', 'red');
    expect(done).toMatchObject({ state: 'closed', decision: { instant: true } });
    expect(await left(done.id)).toEqual({ processes: 0, tokens: 0, tasks: 0 });
  });

  test('a routed case asks the organisation it is routed to; its tasks go from acceptance to decision', async () => {
    const { id, caseNo } = await submitted('ann', 'kite-note');
    expect(await tasksOf(caseNo, police)).toEqual([]);
    const [accept, ...more] = await tasksOf(caseNo, clerk);
    expect(more).toEqual([]);
    expect(accept).toMatchObject({
      link: 'accept',
      task: { zh: '受理' },
      applicant: '安**',
      light: 'green',
      dueDate: '2026-11-27',
      results: [{ result: 'accept' }, { result: 'correct' }, { result: 'refuse' }],
    });
    expect((await complete(accept.id, police, { result: 'accept' })).status).toBe(404);
    expect((await complete(accept.id, clerk, { result: 'approve', opinion: '好' })).body.code).toBe(
      'cases.wrong-result',
    );
    expect((await complete(accept.id, clerk, { result: 'accept' })).body).toMatchObject({ caseState: 'under-review' });
    const [decide] = await tasksOf(caseNo, clerk);
    expect(decide).toMatchObject({ link: 'decide', dueDate: '2026-12-04' });
    const page = await get(`/api/work/cases/${id}`, clerk);
    expect(page).toMatchObject({
      process: { active: ['decide'] },
      tasks: [{ state: 'done', result: 'accept' }, { state: 'open' }],
      clocks: { light: 'green', promise: { days: 10, left: 10 }, statutory: { days: 20, left: 20 } },
    });
    expect(page.process.done).toContain('to_decide');
    expect((await complete(decide.id, clerk, { result: 'approve' })).body.code).toBe('cases.opinion-needed');
    const approve = { result: 'approve', opinion: '情况属实' };
    expect((await complete(decide.id, clerk, approve)).body).toMatchObject({ caseState: 'closed' });
    // A repeat is answered the same, another's or another result is not.
    expect((await complete(decide.id, clerk, approve)).body).toMatchObject({ caseState: 'closed' });
    expect((await complete(decide.id, clerk, { result: 'refuse', reason: 'x', basis: 'y' })).body.code).toBe(
      'cases.task-over',
    );
    expect(await left(id)).toEqual({ processes: 0, tokens: 0, tasks: 2 });
    expect((await get(`/api/work/cases/${id}`, clerk)).process).toMatchObject({ active: [] });
  });

  test('where the law refuses, the task stays open and nothing happened', async () => {
    const { id, caseNo } = await submitted('bob', 'kite-note');
    const [task] = await tasksOf(caseNo, clerk);
    await complete(task.id, clerk, { result: 'correct', items: [{ text: '请选择红色' }] });
    expect((await get(`/api/work/cases/${id}`, clerk)).process.active).toEqual(['corrected']);
    await post(`/api/cases/${id}/resubmit`, { form: { name: '包大山', colour: 'blue' } }, as('bob'));
    const [again] = await tasksOf(caseNo, clerk);
    const refused = await complete(again.id, clerk, { result: 'correct', items: [{ text: '还有' }] });
    expect(refused).toMatchObject({ status: 409, body: { code: 'cases.correction-once' } });
    expect((await tasksOf(caseNo, clerk))[0]).toMatchObject({ id: again.id, state: 'open' });
    await post(`/api/cases/${id}/withdraw`, {}, as('bob'));
    expect(await tasksOf(caseNo, clerk)).toEqual([]);
    expect(await left(id)).toMatchObject({ processes: 0, tokens: 0 });
  });

  test('a case that was not accepted had no time of handling, and says nothing of how quick the office is', async () => {
    const { id, caseNo } = await submitted('bob', 'kite-note');
    const [task] = await tasksOf(caseNo, clerk);
    await complete(task.id, clerk, { result: 'refuse', reason: '不属本机关', basis: '行政许可法第三十二条' });
    const { rows } = await city.database.pool.query(
      'select state, taken_days, statutory_days, on_time from cases.case where id = $1',
      [id],
    );
    expect(rows).toEqual([{ state: 'refused', taken_days: null, statutory_days: null, on_time: null }]);
  });

  test('after silence the case counts as accepted and its next task is the decision', async () => {
    const { caseNo } = await submitted('bob', 'kite-note');
    // Of the first, somebody was still asked to sign the acceptance; the second comes behind it.
    const [unsigned] = await tasksOf(caseNo, clerk);
    await post(`/api/work/tasks/${unsigned.id}/add-signer`, { reason: '请会签', organisation: 'police' }, clerk);
    const second = await submitted('bob', 'kite-note');
    city.clock.set(new Date('2026-11-30T02:00:00Z'));
    await city.database
      .forModule('cases')
      .transaction((tx) => enqueue(tx, { name: 'cases.watch-limits', payload: FIRE_TIMERS.payload }, {}));
    await city.settle();
    // Counted from the day of receipt: ten days from 20 November.
    expect(await tasksOf(caseNo, clerk)).toMatchObject([
      { link: 'decide', caseState: 'accepted', dueDate: '2026-12-04' },
    ]);
    expect(await tasksOf(second.caseNo, clerk)).toMatchObject([{ link: 'decide', caseState: 'accepted' }]);
    city.clock.set(new Date('2026-11-20T02:00:00Z'));
  });
});

describe('opinions of several departments', () => {
  test('are asked for at the same time, decided upon when all have come, and stay inside', async () => {
    const { id, caseNo } = await submitted('ann', 'kite-festival', 'red');
    const [accept] = await tasksOf(caseNo, clerk);
    await complete(accept.id, clerk, { result: 'accept' });
    const [mine] = await tasksOf(caseNo, police);
    expect(mine).toMatchObject({ link: 'opinion', task: { zh: '公安意见' }, dueDate: '2026-11-25' });
    expect((await post(`/api/work/cases/${id}/approve`, { opinion: '准予' }, clerk)).body.code).toBe(
      'cases.others-first',
    );
    const open = [];
    for (const who of [police, office, fire]) open.push((await tasksOf(caseNo, who))[0]);
    // The test city knows one signed-in person at a time: one of all three offices answers them at once.
    const all = staffActor('police', ['clerk'], { organisations: ['police', 'kite-office', 'fire-brigade'] });
    const given = await Promise.all(
      open.map(({ id: task, organisation }) =>
        complete(task, all, { result: 'agree', opinion: `${organisation} 内部意见` }),
      ),
    );
    expect(given.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await tasksOf(caseNo, clerk)).toMatchObject([{ link: 'decide' }]);
    // Whoever gave an opinion may look at the case; the others' words are for the organisations concerned.
    const seen = await get(`/api/work/cases/${id}`, police);
    expect(JSON.stringify(seen.tasks)).toContain('fire-brigade 内部意见');
    expect((await city.request({ path: `/api/work/cases/${id}`, as: staffActor('other', ['clerk']) })).status).toBe(
      404,
    );
    await post(`/api/work/cases/${id}/approve`, { opinion: '决定内部意见' }, clerk);
    for (const path of [`/api/cases/mine/${id}`, '/api/cases/mine']) {
      const { text } = await city.request({ path, as: as('ann') });
      expect(text).not.toContain('内部意见');
    }
    const stored = await city.database.pool.query(
      'select to_jsonb(t)::text from cases.task t union all select to_jsonb(a)::text from platform.audit_entry a',
    );
    expect(JSON.stringify(stored.rows)).not.toContain('内部意见');
  });
});

test('a timer waits as a row and opens the check of what was promised on its day, once', async () => {
  const { id, caseNo, state } = await submitted('bob', 'kite-trade', 'red');
  expect(state).toBe('closed');
  expect(await left(id)).toEqual({ processes: 1, tokens: 1, tasks: 1 });
  const fire = () => city.database.forModule('cases').transaction((tx) => enqueue(tx, FIRE_TIMERS, {}));
  await fire();
  await city.settle();
  expect(await tasksOf(caseNo, office)).toEqual([]);
  city.clock.set(new Date('2026-12-20T02:00:01Z'));
  await Promise.all([fire(), fire()]);
  await city.settle();
  const [check, ...more] = await tasksOf(caseNo, office);
  expect(more).toEqual([]);
  expect(check).toMatchObject({
    link: 'check',
    caseState: 'closed',
    results: [{ result: 'agree' }, { result: 'disagree' }],
  });
  await complete(check.id, office, { result: 'agree', opinion: '承诺属实' });
  expect(await left(id)).toEqual({ processes: 0, tokens: 0, tasks: 1 });
});

test('a case handed in before there were processes gets a task at the next start, and goes its way by the law alone', async () => {
  const { id, caseNo } = await submitted('bob', 'kite-note');
  for (const table of ['token', 'process', 'task'])
    await city.database.pool.query(`delete from cases.${table} where case_id = $1`, [id]);
  await city.modules[0]?.prepare?.();
  await city.modules[0]?.prepare?.();
  const [accept, ...more] = await tasksOf(caseNo, clerk);
  expect(more).toEqual([]);
  await complete(accept.id, clerk, { result: 'accept' });
  const [decide] = await tasksOf(caseNo, clerk);
  expect(decide).toMatchObject({ link: 'decide', caseState: 'under-review' });
  expect((await post(`/api/work/cases/${id}/approve`, { opinion: '准予' }, clerk)).body.state).toBe('closed');
  expect(await tasksOf(caseNo, clerk)).toEqual([]);
});
