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

  const { body: preview } = await post(`/api/work/cases/${one.id}/preview-move`, {}, head);
  expect(preview).toMatchObject({
    from: '1',
    to: '2',
    faults: [],
    places: [{ node: 'look', to: 'look' }],
    open: [{ zh: 'look' }],
  });
  expect((await get(`/api/work/cases/${one.id}`, clerk)).revision).toBe(before.revision);

  // Neither a clerk nor the head of an office that is only asked answers for the case's process.
  const order = { reason, revision: before.revision };
  expect((await move(one.id, order, clerk)).status).toBe(403);
  expect((await move(one.id, order, chief)).status).toBe(404);
  // Two at the same time: one wins, the other is told.
  const both = await Promise.all([move(one.id, order), move(one.id, order)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(both.find(({ status }) => status === 409)?.body.code).toBe('cases.changed-meanwhile');

  const after = await get(`/api/work/cases/${one.id}`, clerk);
  expect(after.history.at(-1)).toMatchObject({ action: { zh: '移到事项的另一版本流程' }, note: reason });
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
  const refused = await move(stuck.id, { reason, revision: stuck.revision });
  expect(refused.body).toMatchObject({ code: 'cases.cannot-move-version' });
  expect(JSON.stringify(refused.body)).toContain('没有环节“look”');
  expect((await get(`/api/work/cases/${stuck.id}`, clerk)).revision).toBe(stuck.revision);
  await end(stuck.caseNo, police);
  expect(await nodes(stuck.caseNo, clerk)).toEqual(['decide']);
});

test('a batch moves what it can, tells the others by name, and may be repeated', async () => {
  small.publish(matter('4'), drawn('look'));
  const [first, second, third] = [await begun('accept'), await begun('look'), await begun('accept')];
  small.publish(matter('5'), drawn('check'));
  const run = (body: object) => post('/api/work/matters/kite-fair/move-cases', { from: '4', reason, ...body }, head);
  const { body: some } = await run({ limit: 2 });
  expect(some).toMatchObject({
    moved: 1,
    results: [
      { caseNo: first.caseNo, moved: true },
      { caseNo: second.caseNo, moved: false },
    ],
    next: second.id,
  });
  expect(some.results[1].why.zh).toContain('没有环节“look”');
  const { body: rest } = await run({ after: some.next });
  expect(rest).toEqual({ moved: 1, results: [{ caseId: third.id, caseNo: third.caseNo, moved: true }] });
  const counts = async () =>
    (await get('/api/work/running-versions', head)).items
      .filter(({ matter: id }: Any) => id === 'kite-fair')
      .map(({ version, inUse, running }: Any) => [version, inUse, running]);
  expect(await counts()).toContainEqual(['5', true, 2]);
  expect(await counts()).toContainEqual(['4', false, 1]);
  // Mapped to a step of the same kind, the last one follows.
  const { body: last } = await run({ mapping: { look: 'check' } });
  expect(last).toMatchObject({ moved: 1 });
  expect(await nodes(second.caseNo, police)).toEqual(['check']);
  expect((await run({})).body).toEqual({ moved: 0, results: [] });
});
