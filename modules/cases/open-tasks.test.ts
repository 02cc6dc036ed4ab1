import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '@platform/access';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { CaseMessage } from './contract/index.ts';
import { FIRE_TIMERS } from './fire-timers.ts';
import { enqueue } from '@platform/jobs';
import { DRAWN, PROCESSES } from './testing/drawn-matters.ts';
import { casesAmongFakes, demoCitizenId } from './testing/small-city.ts';
import type { createCases } from './module.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
const { create } = casesAmongFakes({ ann }, DRAWN, PROCESSES);

/** A message channel that can refuse, lose its answer, or lose the message. */
const channel = { sent: new Map<string, CaseMessage>(), mood: 'fine' as 'fine' | 'refuses' | 'loses-answer' | 'away' };
const messages = {
  async send(message: CaseMessage) {
    if (channel.mood === 'refuses') return 'refused' as const;
    if (channel.mood !== 'away') channel.sent.set(message.key, message);
    if (channel.mood !== 'fine') throw new Error('connection lost');
    return 'sent' as const;
  },
  async find(key: string) {
    if (channel.mood === 'away') return 'unknown' as const;
    return channel.sent.has(key) ? ('sent' as const) : ('not-sent' as const);
  },
};

let city: TestCity<ReturnType<typeof createCases>>;
let calling: Actor = { kind: 'anonymous' };
beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [create({ ...f, messages })],
    now: '2026-11-20T02:00:00Z',
    resolveApplication: async () => calling,
  });
});
afterAll(() => city.stop());

const desk: Actor = { kind: 'application', applicationId: 'police-desk', organisation: 'police' };
const clerk = staffActor('police', ['clerk'], { accountId: 'pat@police' });
const applicant = () => personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
const call = (path: string, body: object | undefined, actor: Actor = desk) => {
  calling = actor;
  return city.request({ path, ...(body ? { method: 'POST' as const, body } : {}) });
};
const take = async (body: object = {}, actor: Actor = desk) =>
  (await call('/api/open/tasks/take', body, actor)).body.tasks;
const submitted = async (): Promise<{ id: string; caseNo: string }> => {
  const post = (path: string, body: object) => city.request({ method: 'POST', path, body, as: applicant() });
  const { id } = (await post('/api/cases', { matter: 'kite-survey' })).body;
  return (await post(`/api/cases/${id}/submit`, { form: { name: ann.name, colour: 'blue' } })).body;
};
const page = async (id: string) =>
  (await city.request({ path: `/api/work/cases/${id}`, as: staffActor('kite-window', ['clerk']) })).body;

test('a department’s system takes its tasks, at least once, and returns a result that counts once', async () => {
  const { id, caseNo } = await submitted();
  expect(await take({}, { ...desk, organisation: 'fire-brigade' } as Actor)).toEqual([]);
  // Another system of the same office was given a key for something else.
  const printer = { ...desk, applicationId: 'police-printer' } as Actor;
  expect(await take({}, printer)).toEqual([]);
  const [task, ...more] = await take();
  expect(more).toEqual([]);
  expect(task).toMatchObject({
    caseNo,
    attempt: 1,
    link: 'review',
    applicant: { name: '安小妮' },
    form: { colour: 'blue' },
  });
  expect(await take()).toEqual([]);
  city.clock.set(new Date('2026-11-20T02:05:00Z'));
  expect(await take()).toMatchObject([{ id: task.id, attempt: 2 }]);
  expect((await call(`/api/open/tasks/${task.id}`, undefined, printer)).status).toBe(404);
  expect(
    (
      await call(
        `/api/open/tasks/${task.id}/result`,
        { key: 'printer-0001', result: 'agree', opinion: '同意' },
        printer,
      )
    ).status,
  ).toBe(404);
  const result = { key: 'police-0001', result: 'agree', opinion: '勘验合格', variables: { grade: 'A' } };
  const answers = await Promise.all([1, 2, 3].map(() => call(`/api/open/tasks/${task.id}/result`, result)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answers[0]?.body).toMatchObject({ state: 'done', result: 'agree', caseNo });
  expect((await call(`/api/open/tasks/${task.id}/result`, { ...result, key: 'police-0002' })).body.code).toBe(
    'cases.task-over',
  );
  expect((await call(`/api/open/tasks/${task.id}`, undefined)).body).toMatchObject({ state: 'done', result: 'agree' });
  expect((await call(`/api/open/tasks/${task.id}`, undefined, { ...desk, organisation: 'x' } as Actor)).status).toBe(
    404,
  );
  expect((await page(id)).tasks).toMatchObject([
    { state: 'done', system: 'police-desk', opinion: '勘验合格' },
    { link: 'decide', state: 'open' },
  ]);
  const { rows } = await city.database.pool.query(
    `select count(*)::int as done from platform.event where type = 'cases.task-done' and aggregate = $1`,
    [`case:${id}`],
  );
  expect(rows[0].done).toBe(1);
  const reads = await city.database.asPlatform.read((tx) =>
    city.audit.readsOf(tx, city.blindIndex(ann.citizenId, SUBJECT), 10),
  );
  expect(reads).toContainEqual(
    expect.objectContaining({ organisation: 'police', channel: 'interface', case_no: caseNo }),
  );
});

test('what a system cannot do, answers wrongly or never answers stands in the error queue, to be sent again or done by hand', async () => {
  await submitted();
  await submitted();
  await submitted();
  const [first, second, third] = await take();
  expect(
    (await call(`/api/open/tasks/${first.id}/result`, { key: 'police-0003', failure: '设备故障' })).body.state,
  ).toBe('failed');
  expect((await call(`/api/open/tasks/${second.id}/result`, { key: 'police-0004', result: 'approve' })).body.code).toBe(
    'cases.wrong-result',
  );
  for (let n = 0; n < 8; n += 1) {
    city.clock.set(new Date(city.clock.now().getTime() + 301_000));
    await take();
  }
  const queue = (await city.request({ path: '/api/work/tasks?state=failed', as: clerk })).body.items;
  const failures = new Map(queue.map((task: { id: string; failure: string }) => [task.id, task.failure]));
  expect([first, second, third].map(({ id }) => failures.get(id))).toEqual([
    '设备故障',
    'cases.wrong-result',
    'no-answer',
  ]);
  const { items: systems } = (await city.request({ path: '/api/work/systems', as: clerk })).body;
  expect(systems).toMatchObject([
    {
      system: 'police-desk',
      organisationName: { zh: '公安局' },
      waiting: 0,
      lent: 0,
      failed: 3,
      done: 1,
      seenAt: city.clock.now().toISOString(),
      oldestAt: '2026-11-20T02:05:00.000Z',
      matters: [{ matter: 'kite-survey', failed: 3 }],
    },
    // Asked for work above, and has none.
    { system: 'police-printer', waiting: 0, matters: [] },
  ]);
  const stranger = staffActor('kite-office', ['clerk']);
  expect((await city.request({ path: '/api/work/systems', as: stranger })).body.items).toEqual([]);
  const post = (path: string) => city.request({ method: 'POST', path, body: { reason: '已修复' }, as: clerk });
  expect((await post(`/api/work/tasks/${first.id}/retry`)).status).toBe(200);
  // The message of the failure comes once more, late: it has been dealt with.
  expect(
    (await call(`/api/open/tasks/${first.id}/result`, { key: 'police-0003', failure: '设备故障' })).body.state,
  ).toBe('open');
  expect((await take()).map(({ id }: { id: string }) => id)).toEqual([first.id]);
  await call(`/api/open/tasks/${first.id}/result`, { key: 'police-0005', result: 'agree' });
  await post(`/api/work/tasks/${second.id}/take-over`);
  const done = await city.request({
    method: 'POST',
    path: `/api/work/tasks/${second.id}/complete`,
    body: { result: 'agree', opinion: '人工勘验' },
    as: clerk,
  });
  expect(done.status).toBe(200);
});

test('a message goes out once under its document’s key, whatever happens to the answer; what nobody knows is shown so', async () => {
  const run = async () => {
    await city.database
      .forModule('cases')
      .transaction((tx) => enqueue(tx, { ...FIRE_TIMERS, name: 'cases.send-messages' }, {}));
    await city.settle();
  };
  const stateOf = async (id: string) =>
    (await page(id)).documents[0].deliveries.find((one: { channel: string }) => one.channel === 'message');
  await run();
  const before = channel.sent.size;
  expect(before).toBeGreaterThan(0);
  channel.mood = 'loses-answer';
  const lost = await submitted();
  await run();
  expect(await stateOf(lost.id)).toMatchObject({ state: 'waiting', attempts: 1 });
  channel.mood = 'fine';
  city.clock.set(new Date(city.clock.now().getTime() + 3_600_000));
  await run();
  expect(await stateOf(lost.id)).toMatchObject({ state: 'sent', attempts: 2 });
  expect(channel.sent.size).toBe(before + 1);
  channel.mood = 'refuses';
  const refused = await submitted();
  await run();
  expect(await stateOf(refused.id)).toMatchObject({ state: 'failed', attempts: 1 });
  channel.mood = 'away';
  const unknown = await submitted();
  await run();
  city.clock.set(new Date(city.clock.now().getTime() + 3_600_000));
  await run();
  expect(await stateOf(unknown.id)).toMatchObject({ state: 'unknown', attempts: 2 });
  expect([...channel.sent.values()].every((message) => !JSON.stringify(message).includes(ann.name))).toBe(true);
});
