import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { createCases } from '../module.ts';
import { casesAmongFakes, demoCitizenId, NOTE } from '../testing/small-city.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
const matter = (version: string) => ({ ...NOTE, id: 'kite-fair', version });

/** Acceptance, the named reviews one after another, decision. */
function drawn(...reviews: string[]): string {
  const way = ['start', 'accept', ...reviews, 'decide', 'end'];
  const task = (id: string, link: string, office: string) =>
    `<userTask id="${id}" name="${id}" yw:nameEn="${id}" yw:link="${link}" yw:organisation="${office}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yw="http://yiwang.dev/bpmn" id="d" targetNamespace="t">
<process id="fair" isExecutable="true"><startEvent id="start"/>${task('accept', 'accept', '=routeTo')}
${reviews.map((id) => task(id, 'review', 'police')).join('')}${task('decide', 'decide', '=routeTo')}<endEvent id="end"/>
${way
  .slice(1)
  .map((id, at) => `<sequenceFlow id="${way[at]}_${id}" sourceRef="${way[at]}" targetRef="${id}"/>`)
  .join('')}</process></definitions>`;
}

const { create, city: small } = casesAmongFakes({ ann });
let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  small.publish(matter('1'), drawn('look'));
  city = await startTestCity({ modules: (f) => [create(f)], now: '2026-11-20T02:00:00Z' });
});
afterAll(() => city.stop());

const WINDOW = 'kite-window';
const clerk = staffActor(WINDOW, ['clerk'], { accountId: `one@${WINDOW}` });
const head = staffActor(WINDOW, ['department-head'], { accountId: `head@${WINDOW}` });
const police = staffActor('police', ['clerk'], { accountId: 'pat@police' });
const chief = staffActor('police', ['department-head'], { accountId: 'chief@police' });
type Actor = NonNullable<Parameters<typeof city.request>[0]['as']>;
type Any = Awaited<ReturnType<typeof city.request>>['body'];
const applicant = () => personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
const post = (path: string, body: object, as: Actor) => city.request({ method: 'POST', path, body, as });
const get = async (path: string, as: Actor): Promise<Any> => (await city.request({ path, as })).body;
const tasks = async (caseNo: string, as: Actor): Promise<Any[]> => (await get(`/api/work/tasks?q=${caseNo}`, as)).items;
const nodes = async (caseNo: string, as: Actor): Promise<string[]> => (await tasks(caseNo, as)).map(({ node }) => node);
const move = (id: string, body: object, as: Actor = head) => post(`/api/work/cases/${id}/move`, body, as);
const preview = async (id: string, body: object = {}): Promise<Any> =>
  (await post(`/api/work/cases/${id}/preview-move`, body, head)).body;
const reason = '新流程增加复核';

async function end(caseNo: string, as: Actor, body: object = { result: 'agree', opinion: '同意' }): Promise<void> {
  const [task] = await tasks(caseNo, as);
  const done = await post(`/api/work/tasks/${task.id}/complete`, body, as);
  expect(done.status, JSON.stringify(done.body)).toBe(200);
}
/** A case that the police are looking at, or one that still has to be accepted. */
async function begun(at: 'look' | 'accept'): Promise<{ id: string; caseNo: string; revision: number }> {
  const { id } = (await post('/api/cases', { matter: 'kite-fair' }, applicant())).body;
  const { caseNo } = (await post(`/api/cases/${id}/submit`, { form: { name: ann.name, colour: 'blue' } }, applicant()))
    .body;
  if (at === 'look') await end(caseNo, clerk, { result: 'accept' });
  return { id, caseNo, revision: (await get(`/api/work/cases/${id}`, clerk)).revision };
}

test('one case is moved and ends by the new version, one stays and ends by the old, one cannot be moved and says why', async () => {
  const [one, other, stuck] = [await begun('look'), await begun('look'), await begun('look')];
  small.publish(matter('2'), drawn('look', 'again'));
  const [task] = await tasks(one.caseNo, police);
  await post(`/api/work/tasks/${task.id}/claim`, {}, police);
  const before = await get(`/api/work/cases/${one.id}`, clerk);

  const shown = await preview(one.id);
  expect(shown).toMatchObject({
    from: '1',
    to: '2',
    faults: [],
    places: [{ node: 'look', to: 'look' }],
    open: [{ zh: 'look' }],
  });
  expect((await get(`/api/work/cases/${one.id}`, clerk)).revision).toBe(before.revision);

  // Neither a clerk nor the head of an office that is only asked answers for the case's process.
  const order = { reason, seen: shown.seen };
  expect((await move(one.id, order, clerk)).status).toBe(403);
  expect((await move(one.id, order, chief)).status).toBe(404);
  // Two at the same time: one wins, the other is told.
  const both = await Promise.all([move(one.id, order), move(one.id, order)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(both.find(({ status }) => status === 409)?.body.code).toBe('cases.changed-meanwhile');

  const after = await get(`/api/work/cases/${one.id}`, clerk);
  expect(after.history.at(-1)).toMatchObject({
    action: { zh: '移到事项的另一版本流程' },
    note: { zh: `从 1 移到 2：${reason}`, en: `From 1 to 2: ${reason}` },
  });
  expect(after.process.xml).toContain('id="again"');
  expect(after.process.active).toEqual(['look']);
  expect(after.clocks).toEqual(before.clocks);
  expect((await tasks(one.caseNo, police))[0]).toMatchObject({ id: task.id });
  const mine = await get(`/api/cases/mine/${one.id}`, applicant());
  expect(mine.matterVersion).toBe('1');
  expect(JSON.stringify(mine)).not.toContain(reason);

  await end(one.caseNo, police);
  expect(await nodes(one.caseNo, police)).toEqual(['again']);
  await end(one.caseNo, police);
  await end(other.caseNo, police);
  for (const { id, caseNo } of [one, other]) {
    await end(caseNo, clerk, { result: 'approve', opinion: '准予' });
    expect(await get(`/api/cases/mine/${id}`, applicant())).toMatchObject({ state: 'closed' });
  }
  expect((await move(one.id, order)).body.code).toBe('cases.changed-meanwhile');

  small.publish(matter('3'), drawn());
  const refused = await move(stuck.id, { reason, seen: (await preview(stuck.id)).seen });
  expect(refused.body).toMatchObject({ code: 'cases.cannot-move-version' });
  expect(JSON.stringify(refused.body)).toContain('没有环节“look”');
  expect((await get(`/api/work/cases/${stuck.id}`, clerk)).revision).toBe(stuck.revision);
  await end(stuck.caseNo, police);
  expect(await nodes(stuck.caseNo, clerk)).toEqual(['decide']);
});

test('a batch is tried first: it says which would move, which not and why; then those move as they were tried, and nothing else', async () => {
  small.publish(matter('4'), drawn('look'));
  const [first, second, third] = [await begun('accept'), await begun('look'), await begun('accept')];
  small.publish(matter('5'), drawn('check'));
  const over = { ...matter('0'), effective: { from: '2020-01-01', until: '2026-01-01' } };
  small.publish(over, drawn('check'));
  small.publish(matter('5b'), drawn('check'));
  const path = '/api/work/matters/kite-fair';
  const attempt = (body: object) => post(`${path}/try-moves`, { from: '4', version: '5', ...body }, head);
  const run = (cases: Any[], body: object = {}) =>
    post(`${path}/move-cases`, { version: '5', reason, cases, ...body }, head);
  const targets = await get(`${path}/move-targets`, head);
  expect(targets.items.map(({ version, inUse }: Any) => [version, inUse]).slice(0, 3)).toEqual([
    ['5b', true],
    ['5', false],
    ['4', false],
  ]);
  expect((await preview(first.id, { version: '0' })).code).toBe('cases.version-over');

  const { body: some } = await attempt({ limit: 2 });
  expect(some).toMatchObject({
    results: [
      { caseNo: first.caseNo, moves: true },
      { caseNo: second.caseNo, moves: false },
    ],
    places: [
      { node: 'accept', to: 'accept', cases: 1 },
      { node: 'look', cases: 1, choices: expect.arrayContaining([expect.objectContaining({ node: 'check' })]) },
    ],
    next: second.id,
  });
  expect(some.places[1].to).toBeUndefined();
  expect(some.results[1].why.zh).toContain('没有环节“look”');
  const { body: rest } = await attempt({ after: some.next });
  expect(rest).toMatchObject({ results: [{ caseNo: third.caseNo, moves: true }] });
  expect(rest.next).toBeUndefined();
  const counts = async () =>
    (await get('/api/work/running-versions', head)).items
      .filter(({ matter: id }: Any) => id === 'kite-fair')
      .map(({ version, inUse, running }: Any) => [version, inUse, running]);
  expect(await counts(), 'a trial moves nothing').toContainEqual(['4', false, 3]);

  // What somebody changed since the trial stays, and is told.
  await end(third.caseNo, clerk, { result: 'accept' });
  const { body: done } = await run([...some.results, ...rest.results]);
  expect(done).toMatchObject({
    moved: 1,
    results: [
      { caseId: first.id, moved: true },
      { caseId: second.id, moved: false },
      { caseId: third.id, moved: false },
    ],
  });
  expect(done.results[2].why.en).toMatch(/Someone else has just handled/);
  expect(await counts()).toContainEqual(['5', false, 1]);
  expect(await counts()).toContainEqual(['4', false, 2]);
  // Mapped to a step of the same kind, the others follow.
  const { body: mapped } = await attempt({ mapping: { look: 'check' } });
  expect(mapped.results.map(({ moves }: Any) => moves)).toEqual([true, true]);
  expect((await run(mapped.results, { mapping: { look: 'check' } })).body).toMatchObject({ moved: 2 });
  expect(await nodes(second.caseNo, police)).toEqual(['check']);
  expect((await attempt({})).body).toMatchObject({ results: [], places: [] });
  // A case of another matter is none of these.
  const { id } = await begun('accept');
  const { seen } = await preview(id, { version: '5' });
  const wrong = await post(
    '/api/work/matters/kite-note/move-cases',
    { version: NOTE.version, reason, cases: [{ caseId: id, seen }] },
    head,
  );
  expect(wrong.body).toMatchObject({ moved: 0, results: [{ moved: false }] });
});

test('who supervises sees which versions run; only who answers for the office tries, moves or resumes', async () => {
  const { id } = await begun('accept');
  const at = (...roles: string[]) => staffActor(WINDOW, roles, { accountId: `who@${WINDOW}` });
  const acts: [string, object][] = [
    [`/api/work/cases/${id}/preview-move`, {}],
    [`/api/work/cases/${id}/move`, { reason, seen: '0'.repeat(32) }],
    [`/api/work/cases/${id}/resume-process`, { reason }],
    ['/api/work/matters/kite-fair/try-moves', { from: '4', version: '5' }],
    ['/api/work/matters/kite-fair/move-cases', { version: '5', reason, cases: [{ caseId: id, seen: '0'.repeat(32) }] }],
  ];
  for (const role of ['clerk', 'window-lead', 'inspector', 'leader']) {
    for (const [path, body] of acts) expect((await post(path, body, at(role))).status, `${role} ${path}`).toBe(403);
    expect((await city.request({ path: '/api/work/matters/kite-fair/move-targets', as: at(role) })).status).toBe(403);
  }
  for (const [path, body] of acts) expect((await post(path, body, head)).status, path).not.toBe(403);
  expect((await city.request({ path: '/api/work/running-versions', as: at('inspector') })).status).toBe(200);
  expect((await city.request({ path: '/api/work/running-versions', as: clerk })).status).toBe(403);
});
