import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { DRAWN, PROCESSES } from './testing/drawn-matters.ts';
import { casesAmongFakes, demoCitizenId } from './testing/small-city.ts';
import type { createCases } from './module.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
const { create } = casesAmongFakes({ ann }, DRAWN, PROCESSES);

let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], now: '2026-11-20T02:00:00Z' });
});
afterAll(() => city.stop());

const WINDOW = 'kite-window';
const one = staffActor(WINDOW, ['clerk'], { accountId: `one@${WINDOW}` });
const two = staffActor(WINDOW, ['clerk'], { accountId: `two@${WINDOW}` });
const head = staffActor(WINDOW, ['department-head'], { accountId: `head@${WINDOW}` });
const police = staffActor('police', ['clerk'], { accountId: 'pat@police' });
const fire = staffActor('fire-brigade', ['clerk'], { accountId: 'flo@fire-brigade' });
type Actor = Parameters<typeof city.request>[0]['as'];
const applicant = () => personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
const post = (path: string, body: object, actor: Actor) => city.request({ method: 'POST', path, body, as: actor! });
const get = async (path: string, actor: Actor) => (await city.request({ path, as: actor! })).body;
const tasks = async (caseNo: string, actor: Actor, more = '') =>
  (await get(`/api/work/tasks?q=${caseNo}${more}`, actor)).items;
const act = (id: string, verb: string, body: object, actor: Actor) =>
  post(`/api/work/tasks/${id}/${verb}`, body, actor);
const done = (id: string, body: object, actor: Actor) => act(id, 'complete', body, actor);
const submitted = async (matter: string): Promise<{ id: string; caseNo: string }> => {
  const { id } = (await post('/api/cases', { matter }, applicant())).body;
  return (await post(`/api/cases/${id}/submit`, { form: { name: ann.name, colour: 'blue' } }, applicant())).body;
};
const reason = '今天外出';

describe('referral to another authority (转报)', () => {
  const advice = '请持本通知书到市公安局窗口了解办理情况，不必重新提交材料。';
  const refer = (id: string, body: object, actor: Actor = one) =>
    post(`/api/work/cases/${id}/refer`, { reason: '不属于本机关职权', advice, ...body }, actor);

  test('ends the case neither approved nor refused; its applicant is told by a numbered notice where it went and what to do', async () => {
    const { id, caseNo } = await submitted('kite-note');
    expect((await get(`/api/work/cases/${id}`, one)).allowed).toContain('refer');
    expect((await refer(id, {})).body.code).toBe('cases.refer-to-whom');
    expect((await refer(id, { organisation: 'nowhere' })).body.code).toBe('cases.refer-to-whom');
    expect((await refer(id, { organisation: 'police', outside: '省厅' })).body.code).toBe('cases.refer-to-whom');
    expect((await refer(id, { organisation: WINDOW })).body.code).toBe('cases.refer-to-itself');
    expect((await refer(id, { organisation: 'police' }, police)).status).toBeGreaterThanOrEqual(403);
    expect((await refer(id, { organisation: 'police' })).body).toMatchObject({ state: 'referred', allowed: [] });

    const mine = await get(`/api/cases/mine/${id}`, applicant());
    expect(mine).toMatchObject({
      state: 'referred',
      referral: { to: { zh: '公安局' }, reason: '不属于本机关职权', advice },
      allowed: [],
    });
    expect(mine).not.toHaveProperty('decision.outcome', 'refused');
    expect(mine).not.toHaveProperty('clock');
    expect(mine.steps.at(-1)).toMatchObject({ key: 'referred', state: 'done' });
    const notice = mine.documents.find(({ kind }: { kind: string }) => kind === 'referral');
    expect(notice.number).toContain('转报字〔2026〕1号');
    expect(await tasks(caseNo, one)).toEqual([]);
    const row = await city.database.pool.query(
      `select outcome, decided_at, due_at, next_light_at from cases.case where id = $1`,
      [id],
    );
    expect(row.rows[0]).toEqual({ outcome: null, decided_at: null, due_at: null, next_light_at: null });
    expect((await refer(id, { organisation: 'police' })).body.code).toBe('cases.not-in-this-state');
    const { total } = await get('/api/work/board', head);
    expect(total).toMatchObject({ referred: 1, decided: 0 });
    expect((await get('/api/work/board/cases?figure=referred', head)).items).toMatchObject([{ caseNo }]);
  });

  test('goes outside the city by name after acceptance too; not while a special procedure runs', async () => {
    const { id } = await submitted('kite-note');
    await post(`/api/work/cases/${id}/accept`, {}, one);
    await post(`/api/work/cases/${id}/suspend`, { kind: 'hearing', reason: '听证', expectedUntil: '2026-12-10' }, one);
    expect((await refer(id, { outside: '省风筝管理局' })).body.code).toBe('cases.suspended');
    await post(`/api/work/cases/${id}/resume`, { reason: '听证结束' }, one);
    const done = (await refer(id, { outside: '省风筝管理局' })).body;
    expect(done).toMatchObject({ state: 'referred', referral: { to: { zh: '省风筝管理局' } } });
    expect(done.history.at(-1).note.zh).toContain('省风筝管理局');
  });
});

describe('acts on a task', () => {
  test('a claimed task is its holder’s; given back, passed on and handed over it is somebody else’s', async () => {
    const { id, caseNo } = await submitted('kite-note');
    const [task] = await tasks(caseNo, one);
    expect((await act(task.id, 'claim', {}, one)).status).toBe(200);
    expect((await tasks(caseNo, two))[0]).toMatchObject({ heldBy: 'other', results: [] });
    expect((await act(task.id, 'claim', {}, two)).body.code).toBe('cases.task-held');
    expect((await done(task.id, { result: 'accept' }, two)).body.code).toBe('cases.task-held');
    expect((await post(`/api/work/cases/${id}/accept`, {}, two)).body.code).toBe('cases.others-first');
    expect((await act(task.id, 'pass-on', { reason, account: 'nobody' }, one)).body.code).toBe(
      'cases.no-such-receiver',
    );
    expect(
      (await act(task.id, 'pass-on', { reason, account: police.accountId, organisation: WINDOW }, one)).body.code,
    ).toBe('cases.no-such-receiver');
    // To nobody is no passing on: it stays where it is.
    for (const verb of ['pass-on', 'add-signer'])
      expect((await act(task.id, verb, { reason }, one)).body.code).toBe('cases.no-such-receiver');
    await act(task.id, 'pass-on', { reason, account: two.accountId }, one);
    expect((await tasks(caseNo, two, '&mine=true'))[0]).toMatchObject({ heldBy: 'me' });
    expect((await post('/api/work/hand-over', { from: two.accountId, to: one.accountId, reason }, one)).status).toBe(
      403,
    );
    expect((await post('/api/work/hand-over', { from: two.accountId, to: one.accountId, reason }, head)).body).toEqual({
      tasks: 1,
    });
    expect((await act(task.id, 'urge', { reason: '今天办完' }, head)).status).toBe(200);
    expect((await act(task.id, 'urge', { reason }, one)).status).toBe(403);
    expect((await tasks(caseNo, one))[0]).toMatchObject({ heldBy: 'me', urged: 1 });
    expect((await done(task.id, { result: 'accept' }, one)).status).toBe(200);
    const page = await get(`/api/work/cases/${id}`, one);
    expect(page.acts.map(({ kind }: { kind: string }) => kind)).toEqual(['claim', 'pass-on', 'hand-over', 'urge']);
    expect(page.acts[1]).toMatchObject({ reason, to: two.accountId });
  });

  test('who supervises sees where a case stands and urges it, and nothing of the person', async () => {
    const { id, caseNo } = await submitted('kite-note');
    const inspector = staffActor('police', ['inspector'], { accountId: 'ida@police', organisations: 'all' });
    expect((await city.request({ path: `/api/work/cases/${id}`, as: inspector })).status).toBe(403);
    const [task] = await tasks(caseNo, one);
    expect((await act(task.id, 'claim', {}, one)).status).toBe(200);
    const reads = async () =>
      Number((await city.database.pool.query(`select count(*) from platform.data_read`)).rows[0].count);
    const before = await reads();
    const outline = await get(`/api/work/cases/${id}/outline`, inspector);
    expect(outline).toMatchObject({
      caseNo,
      applicant: '安**',
      state: 'received',
      tasks: [{ id: task.id, organisation: WINDOW, heldBy: 'other', mine: false, results: [], urged: 0 }],
      documents: [{ kind: 'receipt' }],
    });
    expect(await reads()).toBe(before);
    expect((await act(task.id, 'urge', { reason: '超期风险，请今日答复' }, inspector)).status).toBe(200);
    const urged = await get(`/api/work/cases/${id}/outline`, inspector);
    expect(urged.tasks[0].urged).toBe(1);
    expect(urged.acts).toMatchObject([{ kind: 'claim' }, { kind: 'urge', byOrganisation: 'police' }]);
    // Neither whom nor what the case is about, nor what officers wrote to each other.
    for (const secret of [ann.name, ann.citizenId, 'blue', '超期风险', one.accountId])
      expect(JSON.stringify(urged)).not.toContain(secret);
    // An office that has no part in it does not find it.
    expect((await city.request({ path: `/api/work/cases/${id}/outline`, as: fire })).status).toBe(404);
  });

  test('a task that asks for a role keeps it when it is passed on, and goes to nobody who cannot end it', async () => {
    const { caseNo } = await submitted('kite-note');
    const [task] = await tasks(caseNo, one);
    await city.database.pool.query(`update cases.task set urged = 0, role = 'department-head' where id = $1`, [
      task.id,
    ]);
    expect((await act(task.id, 'pass-on', { reason, account: two.accountId }, head)).body.code).toBe(
      'cases.no-such-receiver',
    );
  });

  test('another office may be passed an opinion, never what is given in the name and under the seal of the office that handles the case', async () => {
    const { id, caseNo } = await submitted('kite-festival');
    const [accept] = await tasks(caseNo, one);
    for (const to of [{ organisation: 'police' }, { account: police.accountId, organisation: 'police' }])
      expect((await act(accept.id, 'pass-on', { reason, ...to }, one)).body.code).toBe('cases.office-answers');
    expect((await city.request({ path: `/api/work/cases/${id}`, as: fire })).status).toBe(404);
    await done(accept.id, { result: 'accept' }, one);
    const [opinion] = await tasks(caseNo, police);
    await city.database.pool.query(`update cases.task set urged = 0, role = 'department-head' where id = $1`, [
      opinion.id,
    ]);
    const chief = staffActor('police', ['department-head'], { accountId: 'chief@police' });
    expect((await act(opinion.id, 'pass-on', { reason, organisation: WINDOW }, chief)).status).toBe(200);
    expect((await done(opinion.id, { result: 'agree', opinion: '同意' }, one)).body.code).toBe('cases.task-held');
    const passed = (await tasks(caseNo, one)).find((task: { id: string }) => task.id === opinion.id);
    expect(passed).toMatchObject({ node: 'police_opinion', organisation: WINDOW });
  });

  test('a substitute does the work of whoever is away, on the days named', async () => {
    const { caseNo } = await submitted('kite-note');
    const [task] = await tasks(caseNo, one);
    await act(task.id, 'claim', {}, one);
    const dates = { from: '2026-11-20', until: '2026-11-21' };
    expect((await post('/api/work/substitutes', { account: police.accountId, ...dates }, one)).body.code).toBe(
      'cases.no-such-substitute',
    );
    expect(
      (await post('/api/work/substitutes', { account: one.accountId, forAccount: two.accountId, ...dates }, one))
        .status,
    ).toBe(409);
    const { id } = (await post('/api/work/substitutes', { account: two.accountId, ...dates }, one)).body;
    expect((await tasks(caseNo, two, '&mine=true'))[0]).toMatchObject({ id: task.id });
    // The case's page offers it as well.
    expect((await get(`/api/work/cases/${task.caseId}`, two)).tasks[0].results).not.toEqual([]);
    expect((await get('/api/work/substitutes', head)).items).toMatchObject([{ id, account: two.accountId }]);
    city.clock.set(new Date('2026-11-22T02:00:00Z'));
    expect((await done(task.id, { result: 'accept' }, two)).body.code).toBe('cases.task-held');
    city.clock.set(new Date('2026-11-20T02:00:00Z'));
    expect((await done(task.id, { result: 'accept' }, two)).status).toBe(200);
    await city.request({ method: 'DELETE', path: `/api/work/substitutes/${id}`, as: one });
    expect((await get('/api/work/substitutes', head)).items).toEqual([]);
  });

  test('added and counter-signers sign first; a task of another office comes with its case', async () => {
    const { id, caseNo } = await submitted('kite-note');
    const [task] = await tasks(caseNo, one);
    expect((await city.request({ path: `/api/work/cases/${id}`, as: police })).status).toBe(404);
    await act(task.id, 'countersign', { reason: '涉及两家', organisations: ['police', 'fire-brigade'] }, one);
    expect((await done(task.id, { result: 'accept' }, one)).body.code).toBe('cases.signers-first');
    expect((await city.request({ path: `/api/work/cases/${id}`, as: police })).status).toBe(200);
    for (const who of [police, fire]) {
      const [signature] = await tasks(caseNo, who);
      expect(signature).toMatchObject({ task: { zh: '会签：受理' }, askedBy: task.id });
      await done(signature.id, { result: 'agree', opinion: '同意受理' }, who);
    }
    expect((await done(task.id, { result: 'accept' }, one)).status).toBe(200);
    // The office's own affair.
    expect((await get(`/api/cases/mine/${id}`, applicant())).tasks).toHaveLength(2);
  });

  test('an opinion is taken back while the others are waited for, not after the decision was asked for', async () => {
    const { caseNo } = await submitted('kite-festival');
    await done((await tasks(caseNo, one))[0].id, { result: 'accept' }, one);
    const [task] = await tasks(caseNo, police);
    await done(task.id, { result: 'disagree', opinion: '不妥' }, police);
    expect(await tasks(caseNo, police)).toEqual([]);
    await act(task.id, 'take-back', { reason: '看错了' }, police);
    const [again] = await tasks(caseNo, police);
    expect(again).toMatchObject({ node: 'police_opinion' });
    await done(again.id, { result: 'agree', opinion: '同意' }, police);
    const office = staffActor('kite-office', ['clerk']);
    for (const who of [office, fire])
      await done((await tasks(caseNo, who))[0].id, { result: 'agree', opinion: '同意' }, who);
    expect((await act(again.id, 'take-back', { reason }, police)).body.code).toBe('cases.cannot-take-back');
    expect(await tasks(caseNo, one)).toMatchObject([{ link: 'decide' }]);
  });

  test('a case is returned to work it has passed, and comes again; what the law has recorded stands', async () => {
    const { id, caseNo } = await submitted('kite-festival');
    await done((await tasks(caseNo, one))[0].id, { result: 'accept' }, one);
    const opinion = (await tasks(caseNo, police))[0];
    expect((await act(opinion.id, 'return', { node: 'decide', reason }, police)).body.code).toBe('cases.cannot-return');
    expect((await get(`/api/work/cases/${id}`, one)).returnTo.map(({ node }: { node: string }) => node)).toContain(
      'accept',
    );
    await act(opinion.id, 'return', { node: 'accept', reason: '材料有误' }, police);
    expect(await tasks(caseNo, police)).toEqual([]);
    const [accept] = await tasks(caseNo, one);
    expect(accept).toMatchObject({ link: 'accept', caseState: 'under-review' });
    expect((await done(accept.id, { result: 'correct', items: [{ text: 'x' }] }, one)).body.code).toBe(
      'cases.not-in-this-state',
    );
    expect((await done(accept.id, { result: 'accept' }, one)).body).toMatchObject({ caseState: 'under-review' });
    expect(await tasks(caseNo, police)).toHaveLength(1);
  });

  test('many are done together, each by itself: what cannot be done is told', async () => {
    const cases = [await submitted('kite-note'), await submitted('kite-note')];
    const ids = await Promise.all(cases.map(async ({ caseNo }) => (await tasks(caseNo, one))[0].id));
    const other = (await tasks((await submitted('kite-festival')).caseNo, one))[0].id;
    await done(ids[1], { result: 'accept' }, two);
    const { items } = (await post('/api/work/tasks/batch', { ids: [...ids, other, 'x'], result: 'accept' }, one)).body;
    expect(items.map(({ done: ok, error }: { done: boolean; error?: { code: string } }) => [ok, error?.code])).toEqual([
      [true, undefined],
      [false, 'cases.task-over'],
      [true, undefined],
      [false, 'cases.task-not-found'],
    ]);
  });
});

describe('documents', () => {
  test('are numbered without gaps, also when acts fail or come at once', async () => {
    const cases = [];
    for (let n = 0; n < 4; n += 1) cases.push(await submitted('kite-note'));
    const open = [];
    for (const { caseNo } of cases) open.push((await tasks(caseNo, one))[0].id);
    // Twice each at once: one of the two is refused or answered as a repeat.
    await Promise.all([...open, ...open].map((id) => done(id, { result: 'accept' }, one)));
    await done(open[0], { result: 'accept', opinion: 'x' }, two);
    const { rows } = await city.database.pool.query<{ kind: string; numbers: number[] }>(
      'select kind, array_agg(number order by number) as numbers from cases.document group by kind, organisation, year',
    );
    for (const { numbers } of rows) expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(rows.find(({ kind }) => kind === 'acceptance')?.numbers.length).toBeGreaterThan(7);
  });

  test('one is the same signed PDF for everybody; opening it completes the delivery', async () => {
    const { id, caseNo } = await submitted('kite-note');
    await done((await tasks(caseNo, one))[0].id, { result: 'refuse', reason: '风太大', basis: '办法第五条' }, one);
    const mine = await get(`/api/cases/mine/${id}`, applicant());
    expect(
      mine.steps.map(({ key }: { key: string }) => key),
      'nobody accepted it',
    ).toEqual(['submit', 'decide']);
    const notice = mine.documents.find(({ kind }: { kind: string }) => kind === 'not-accepted');
    expect(notice).toMatchObject({
      number: expect.stringMatching(/^风筝窗口不受字〔2026〕\d+号$/),
      deliveries: [{ channel: 'inbox', state: 'sent' }],
    });
    const officers = await city.request({ path: `/api/work/documents/${notice.id}/pdf`, as: one });
    expect((await get(`/api/work/cases/${id}`, one)).documents.at(-1).deliveries[0].seenAt).toBeUndefined();
    const theirs = await city.request({ path: `/api/cases/mine/${id}/documents/${notice.id}/pdf`, as: applicant() });
    expect(theirs.bytes.equals(officers.bytes)).toBe(true);
    expect(theirs.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(theirs.bytes.includes('/ByteRange [0 ')).toBe(true);
    expect((await get(`/api/work/cases/${id}`, one)).documents.at(-1).deliveries[0].seenAt).toBe(
      '2026-11-20T02:00:00.000Z',
    );
    const receipt = await city.request({ path: `/api/work/documents/${notice.id}/delivery-receipt`, as: one });
    expect(receipt.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const stranger = personActor('bob', 'someone-else');
    expect(
      (await city.request({ path: `/api/cases/mine/${id}/documents/${notice.id}/pdf`, as: stranger })).status,
    ).toBe(404);
    expect((await city.request({ path: `/api/work/documents/${notice.id}/pdf`, as: police })).status).toBe(404);
  });
});
