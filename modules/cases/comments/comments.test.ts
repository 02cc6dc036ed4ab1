import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { createCases } from '../module.ts';
import { DRAWN, PROCESSES } from '../testing/drawn-matters.ts';
import { casesAmongFakes, demoCitizenId } from '../testing/small-city.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
const { create } = casesAmongFakes({ ann }, DRAWN, PROCESSES);

let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], now: '2026-11-20T02:00:00Z' });
});
afterAll(() => city.stop());

const officer = (who: string, office: string, roles = ['clerk']) =>
  staffActor(office, roles, { accountId: `${who}@${office}` });
const one = officer('one', 'kite-window');
const two = officer('two', 'kite-window');
const police = officer('one', 'police');
const fire = officer('one', 'fire-brigade');
const window = officer('wang', 'kite-window', ['window-clerk']);
const applicant = () => personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
type Actor = NonNullable<Parameters<typeof city.request>[0]['as']>;
type Any = Awaited<ReturnType<typeof city.request>>['body'];
const post = (path: string, body: object, as: Actor) => city.request({ method: 'POST', path, body, as });
const get = async (path: string, as: Actor): Promise<Any> => (await city.request({ path, as })).body;
const on = (id: string): string => `/api/work/cases/${id}/comments`;
const write = (id: string, body: object, as: Actor = one) => post(on(id), body, as);
const submitted = async (matter = 'kite-note'): Promise<{ id: string; caseNo: string }> => {
  const { id } = (await post('/api/cases', { matter }, applicant())).body;
  return (await post(`/api/cases/${id}/submit`, { form: { name: ann.name, colour: 'blue' } }, applicant())).body;
};

test('remarks stand on the case, on a field and on nothing that is not there; answers stand where they answer', async () => {
  const { id } = await submitted();
  const first = await write(id, { text: '  请核对颜色？  ', field: '/colour' });
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({
    open: 1,
    items: [
      {
        text: '请核对颜色？',
        field: '/colour',
        place: { zh: '颜色', en: 'Colour' },
        mine: true,
        by: { name: 'one@kite-window' },
      },
    ],
  });
  const thread = first.body.items[0].id;
  const answered = await write(id, { text: '是蓝色', replyTo: thread }, two);
  expect(answered.body.items[1]).toMatchObject({ replyTo: thread, field: '/colour', may: ['withdraw'] });
  expect((await write(id, { text: '第三层', replyTo: answered.body.items[1].id })).body.code).toBe(
    'cases.comment-reply',
  );
  expect((await write(id, { text: '哪里？', field: '/nowhere' })).body.code).toBe('cases.comment-place');
  expect((await write(id, { text: '哪里？', file: thread })).body.code).toBe('cases.comment-place');
  expect((await write(id, { text: ' \n ' })).body.code).toBe('cases.comment-empty');
});

test('only officers who may see the case see or write any; the applicant has no way to them', async () => {
  const { id } = await submitted();
  const { items } = (await write(id, { text: '内部看法' })).body;
  for (const stranger of [police, fire]) {
    expect((await city.request({ path: on(id), as: stranger })).status).toBe(404);
    expect((await write(id, { text: '不该能写' }, stranger)).status).toBe(404);
    expect((await post(`/api/work/comments/${items[0].id}/resolve`, {}, stranger)).status).toBe(404);
  }
  for (const other of [window, applicant()]) {
    expect((await city.request({ path: on(id), as: other })).status).toBe(403);
    expect((await write(id, { text: '不该能写' }, other)).status).toBe(403);
    expect((await post(`/api/work/comments/${items[0].id}/withdraw`, {}, other)).status).toBe(403);
    expect((await city.request({ path: '/api/work/mentions', as: other })).status).toBe(403);
  }
  // An office that is asked for an opinion sees them from then on.
  const joint = await submitted('kite-festival');
  await write(joint.id, { text: '请关注场地' });
  expect((await city.request({ path: on(joint.id), as: police })).status).toBe(404);
  const [task] = (await get(`/api/work/tasks?q=${joint.caseNo}`, one)).items;
  await post(`/api/work/tasks/${task.id}/complete`, { result: 'accept' }, one);
  expect((await get(on(joint.id), police)).items).toMatchObject([{ text: '请关注场地', mine: false }]);
});

test('nothing of a remark reaches the applicant, an event, the audit’s detail or the application form', async () => {
  const { id, caseNo } = await submitted();
  const events = async () =>
    (
      await city.database.pool.query(`select count(*)::int as n from platform.event where aggregate = $1`, [
        `case:${id}`,
      ])
    ).rows[0].n;
  const before = await events();
  const seenBefore = await get(`/api/cases/mine/${id}`, applicant());
  await write(id, { text: '绝密看法九七三', mentions: ['two@kite-window'] });
  await city.settle();
  // Nor does what other modules may ask of a case hold any: reports to the province are made of these and of events.
  const port = city.modules[0]?.port;
  for (const said of [await port?.summary(id), await port?.applicantToReport(id), await port?.brokenCommitment(id)])
    expect(JSON.stringify(said ?? null)).not.toContain('绝密看法九七三');
  // What the province is told is made of events: there is none, and what applicants see is what it was.
  expect(await events()).toBe(before);
  expect(await get(`/api/cases/mine/${id}`, applicant())).toEqual(seenBefore);
  const { rows } = await city.database.pool.query(
    `select (select string_agg(e::text, '') from platform.event e) as events, (select string_agg(a::text, '') from platform.audit_entry a) as audit,
       (select string_agg(c::text, '') from cases.comment c) as stored`,
  );
  for (const text of [rows[0].events, rows[0].audit, rows[0].stored]) expect(text).not.toContain('绝密看法九七三');
  expect(rows[0].audit).toContain('cases.write-comment');
  expect(rows[0].audit).toContain(caseNo);
});

test('who is named must be able to see the case, finds it under theirs, and what they looked at is no longer new', async () => {
  const { id, caseNo } = await submitted();
  const readers = (await get(`${on(id)}/readers`, one)).items.map(({ account }: Any) => account);
  expect(readers).toEqual(['two@kite-window']);
  const refused = await write(id, { text: '@外单位', mentions: ['one@police'] });
  expect(refused.body.code).toBe('cases.cannot-mention');
  await write(id, { text: '@two 请看', mentions: ['two@kite-window'] });
  const mine = async () => get('/api/work/mentions', two);
  const [latest] = (await mine()).items;
  expect(latest).toMatchObject({ caseId: id, caseNo, isNew: true, by: { name: 'one@kite-window' } });
  const { unseen } = await mine();
  expect((await post(`${on(id)}/seen`, {}, two)).body).toEqual({ seen: 1 });
  expect(await mine()).toMatchObject({
    unseen: unseen - 1,
    items: expect.arrayContaining([{ ...latest, isNew: false }]),
  });
});

test('what a remark began is dealt with by anyone and opened again; one’s own is taken back while fresh, and stays as taken back', async () => {
  const { id } = await submitted();
  const { items } = (await write(id, { text: '写错了', mentions: ['two@kite-window'] })).body;
  const act = (what: string, as: Actor) => post(`/api/work/comments/${items[0].id}/${what}`, {}, as);
  const done = await act('resolve', two);
  expect(done.body).toMatchObject({
    open: 0,
    items: [{ resolved: { by: { name: 'two@kite-window' } }, may: ['reply', 'reopen'] }],
  });
  expect((await act('reopen', one)).body).toMatchObject({ open: 1 });
  expect((await act('withdraw', two)).body.code).toBe('cases.comment-too-late');
  const { unseen } = await get('/api/work/mentions', two);
  const gone = (await act('withdraw', one)).body;
  expect(gone).toMatchObject({ open: 0, items: [{ withdrawnAt: expect.any(String), mentioned: [], may: [] }] });
  expect(JSON.stringify(gone)).not.toContain('写错了');
  expect((await get('/api/work/mentions', two)).unseen).toBe(unseen - 1);
  expect((await act('withdraw', one)).body.code).toBe('cases.comment-withdrawn');

  const late = (await write(id, { text: '过了时间' })).body.items.at(-1);
  city.clock.set(new Date('2026-11-20T02:10:00Z'));
  expect((await post(`/api/work/comments/${late.id}/withdraw`, {}, one)).body.code).toBe('cases.comment-too-late');
  expect((await get(on(id), one)).items.at(-1).may).toEqual(['reply', 'resolve']);
});
