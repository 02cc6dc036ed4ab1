import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '@platform/access';
import { enqueue } from '@platform/jobs';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { Matter } from '@modules/matters/contract';
import { billPaid } from '@modules/payments/contract';
import { FIRE_TIMERS } from '../fire-timers.ts';
import type { createCases } from '../module.ts';
import { ADVISED, BY_SYSTEM, CALLED, CALLING, COMMITTED, DRAWN, FEE, PROCESSES } from '../testing/drawn-matters.ts';
import { casesAmongFakes, demoCitizenId, NOTE } from '../testing/small-city.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
/** Looked at twice by the office that handles it. */
const TWICE: Matter = { ...NOTE, id: 'kite-pair', version: '1' };
const { create, city: small } = casesAmongFakes({ ann }, DRAWN, PROCESSES, CALLED);
let city: TestCity<ReturnType<typeof createCases>>;
const desk: Actor = { kind: 'application', applicationId: 'police-desk', organisation: 'police' };
beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [create(f)],
    now: '2026-11-20T02:00:00Z',
    resolveApplication: async () => desk,
  });
});
afterAll(() => city.stop());

const WINDOW = 'kite-window';
const head = staffActor(WINDOW, ['department-head'], { accountId: `head@${WINDOW}` });
const police = staffActor('police', ['clerk'], { accountId: 'pat@police' });
const fire = staffActor('fire-brigade', ['clerk'], { accountId: 'flo@fire-brigade' });
type Staff = typeof head;
type Any = Awaited<ReturnType<typeof city.request>>['body'];
const applicant = () => personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
const post = (path: string, body: object, as: Actor = head) => city.request({ method: 'POST', path, body, as });
const get = async (path: string, as: Actor = head): Promise<Any> => (await city.request({ path, as })).body;
const page = (id: string) => get(`/api/work/cases/${id}`);
const tasks = async (caseNo: string, as: Staff = head): Promise<Any[]> =>
  (await get(`/api/work/tasks?q=${caseNo}`, as)).items;
const nodes = async (caseNo: string, as: Staff = head): Promise<string[]> =>
  (await tasks(caseNo, as)).map(({ node }) => node);
const reason = '流程修订';

async function begun(matter: string, form: object = {}): Promise<{ id: string; caseNo: string }> {
  const { id } = (await post('/api/cases', { matter }, applicant())).body;
  const given = { form: { name: ann.name, colour: 'blue', ...form } };
  const { caseNo } = (await post(`/api/cases/${id}/submit`, given, applicant())).body;
  return { id, caseNo };
}
async function end(caseNo: string, as: Staff = head, body: object = { result: 'agree', opinion: '同意' }) {
  const [task] = await tasks(caseNo, as);
  const done = await post(`/api/work/tasks/${task.id}/complete`, body, as);
  expect(done.status, JSON.stringify(done.body)).toBe(200);
}
const preview = async (id: string, body: object = {}): Promise<Any> =>
  (await post(`/api/work/cases/${id}/preview-move`, body)).body;
async function moved(id: string, body: { version?: string; mapping?: Record<string, string> } = {}): Promise<Any> {
  const { seen, faults, notes } = await preview(id, body);
  expect(faults).toEqual([]);
  const done = await post(`/api/work/cases/${id}/move`, { ...body, reason, seen });
  expect(done.status, JSON.stringify(done.body)).toBe(200);
  return notes;
}
/** The next version of a matter: its process with these changes. */
function publish(matter: Matter, version: string, ...changes: [string, string][]): string {
  let text = PROCESSES[matter.id] as string;
  for (const [before, after] of changes) {
    expect(text).toContain(before);
    text = text.replaceAll(before, after);
  }
  small.publish({ ...matter, version }, text);
  return version;
}
const hub = async (query: string, values: unknown[]): Promise<Any[]> =>
  (await city.database.pool.query(query, values)).rows;
const at = (instant: string) => city.clock.set(new Date(instant));
async function fireTimers() {
  await city.database.asPlatform.transaction((tx) => enqueue(tx, FIRE_TIMERS, {}));
  await city.settle();
}
const timer = async (id: string): Promise<string | undefined> =>
  (await hub(`select due_at from cases.task where case_id = $1 and kind = 'timer'`, [id]))[0]?.due_at.toISOString();

/** A further review of the office that handles the case stands before the decision. */
const again = (flow: string): [string, string][] => [
  [
    '<userTask id="decide"',
    '<userTask id="again" name="复核" yw:nameEn="Again" yw:link="review" yw:organisation="=routeTo"/><userTask id="decide"',
  ],
  [`${flow} targetRef="decide"`, `${flow} targetRef="again"`],
  ['<endEvent id="end" />', '<endEvent id="end" /><sequenceFlow id="to_again" sourceRef="again" targetRef="decide"/>'],
];
const take = async (): Promise<Any[]> => (await post('/api/open/tasks/take', {})).body.tasks;
const answer = (id: string, key: string) => post(`/api/open/tasks/${id}/result`, { key, result: 'agree' });

test('work that is lent to a department’s system stays lent, is not given twice, and its result counts once', async () => {
  const one = await begun('kite-survey');
  const [lent] = await take();
  publish(
    BY_SYSTEM,
    '2',
    ['id="survey"', 'id="measure"'],
    ['"survey"', '"measure"'],
    ...again('id="to_decide" sourceRef="said"'),
  );
  expect((await preview(one.id)).faults[0].text.zh).toContain('没有环节“系统勘验”');
  await moved(one.id, { mapping: { survey: 'measure' } });
  expect(await take(), 'it has it').toEqual([]);
  const answers = await Promise.all([1, 2].map(() => answer(lent.id, 'police-0001')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await nodes(one.caseNo)).toEqual(['again']);
  expect((await page(one.id)).tasks.filter(({ system }: Any) => system)).toMatchObject([
    { id: lent.id, node: 'measure', state: 'done' },
  ]);

  // What stands in the error queue is moved with it, and can be sent again.
  const other = await begun('kite-survey');
  const [failed] = await take();
  await post(`/api/open/tasks/${failed.id}/result`, { key: 'police-0002', failure: '设备故障' });
  publish(BY_SYSTEM, '3');
  await moved(other.id, { mapping: { measure: 'survey' } });
  const chief = staffActor('police', ['department-head'], { accountId: 'chief@police' });
  expect((await post(`/api/work/tasks/${failed.id}/retry`, { reason }, chief)).status).toBe(200);
  expect(await take()).toMatchObject([{ id: failed.id }]);
});

test('a move while a system takes its work, or answers it, loses neither', async () => {
  for (const round of [1, 2, 3, 4, 5]) {
    const one = await begun('kite-survey');
    const next = publish(
      BY_SYSTEM,
      `race-${round}`,
      ['id="survey"', `id="survey_${round}"`],
      ['"survey"', `"survey_${round}"`],
    );
    const mapping = { survey: `survey_${round}` };
    const { seen } = await preview(one.id, { mapping });
    const order = { version: next, mapping, reason, seen };
    const [move, taken] = await Promise.all([post(`/api/work/cases/${one.id}/move`, order), take()]);
    expect(move.status).toBe(200);
    const lent = [...taken, ...(await take())];
    expect(
      lent.map(({ caseNo }) => caseNo),
      'lent once',
    ).toEqual([one.caseNo]);
    publish(BY_SYSTEM, `back-${round}`);
    const back = { version: `back-${round}`, mapping: { [`survey_${round}`]: 'survey' } };
    const shown = await preview(one.id, back);
    const both = await Promise.all([
      post(`/api/work/cases/${one.id}/move`, { ...back, reason, seen: shown.seen }),
      answer(lent[0].id, `police-round-${round}`),
    ]);
    expect(both[1].status, 'a result is never refused for a move').toBe(200);
    expect([200, 409]).toContain(both[0].status);
    expect(await nodes(one.caseNo)).toEqual(['decide']);
    const [{ process_version: version }] = await hub('select process_version from cases.case where id = $1', [one.id]);
    expect(version).toBe(both[0].status === 200 ? back.version : next);
  }
});

test('a fee that is due is not asked again, its bill still counts, and its time runs from when it was asked', async () => {
  const { id, caseNo } = await begun('kite-balloon');
  await end(caseNo, head, { result: 'accept' });
  const before = await timer(id);
  const asked = async () => ({
    told: (
      await hub(`select payload from platform.event where type = 'cases.fee-due' and aggregate = $1`, [`case:${id}`])
    ).length,
    notices: (await page(id)).documents.filter(({ kind }: Any) => kind === 'fee').length,
  });
  expect(await asked()).toEqual({ told: 1, notices: 1 });
  const [wait] = await hub(`select id from cases.task where case_id = $1 and kind = 'message'`, [id]);
  at('2026-11-25T02:00:00Z');
  publish(
    FEE,
    '2',
    ['yw:workingDays="10"', 'yw:workingDays="15"'],
    ['"pay"', '"payment"'],
    ...again('id="f4" sourceRef="payment"'),
  );
  const notes = await moved(id, { mapping: { pay: 'payment' } });
  expect(notes[0].zh).toContain('由 10 个工作日 改为 15 个工作日，仍从原来的时间起算');
  expect(before).toBe('2026-12-04T16:00:00.000Z');
  expect(await timer(id)).toBe('2026-12-11T16:00:00.000Z');
  expect(await asked()).toEqual({ told: 1, notices: 1 });
  await city.database.asPlatform.transaction((tx) =>
    city.outbox.append(
      tx,
      billPaid,
      `bill:${id}`,
      { billId: 'b', number: 'n', caseId: id, taskId: wait.id, fen: '8055' },
      't',
    ),
  );
  await city.settle();
  expect(await nodes(caseNo)).toEqual(['again']);
  expect(await timer(id), 'paid: the limit is gone').toBeUndefined();
  at('2026-11-20T02:00:00Z');
});

test('a clock that runs goes on: the same where nothing changed, from its beginning where its length did, at once where it is over already', async () => {
  const promised = { promise: true };
  const [same, longer, shorter, due] = [
    await begun('kite-trade', promised),
    await begun('kite-trade', promised),
    await begun('kite-trade', promised),
    await begun('kite-trade', promised),
  ];
  const began = Date.parse((await timer(same.id)) as string) - 30 * 86_400_000;
  expect(new Date(began).toISOString()).toBe('2026-11-20T02:00:00.000Z');
  at('2026-12-10T02:00:00Z');
  await moved(same.id, { version: publish(COMMITTED, 'same', ['yw:days="10"', 'yw:days="20"']) });
  await moved(longer.id, {
    version: publish(COMMITTED, 'longer', ['P30D', 'P40D'], ['"later"', '"much_later"']),
    mapping: { later: 'much_later' },
  });
  await moved(shorter.id, { version: publish(COMMITTED, 'shorter', ['P30D', 'P10D']) });
  expect(await timer(same.id)).toBe('2026-12-20T02:00:00.000Z');
  expect(await timer(longer.id)).toBe('2026-12-30T02:00:00.000Z');
  expect(await timer(shorter.id)).toBe('2026-11-30T02:00:00.000Z');
  await fireTimers();
  const office = staffActor('kite-office', ['clerk'], { accountId: 'kim@kite-office' });
  const open = async (): Promise<number[]> =>
    Promise.all([same, longer, shorter, due].map(async ({ caseNo }) => (await tasks(caseNo, office)).length));
  expect(await open(), 'only what is over').toEqual([0, 0, 1, 0]);

  // Over, but not fired yet: moved at that moment, or while it fires, it fires once.
  at('2026-12-20T03:00:00Z');
  const { seen } = await preview(due.id, { version: 'same' });
  await city.database.asPlatform.transaction((tx) => enqueue(tx, FIRE_TIMERS, {}));
  const raced = await post(`/api/work/cases/${due.id}/move`, { version: 'same', reason, seen });
  await city.settle();
  await fireTimers();
  expect([200, 409]).toContain(raced.status);
  expect(await open()).toEqual([1, 0, 1, 1]);
  const [{ waits }] = await hub(
    `select count(*)::int as waits from cases.task where case_id = any($1) and kind = 'timer'`,
    [[same.id, due.id]],
  );
  expect(waits).toBe(0);
  // Work that opened after the move has the new version's own limit, what was open before keeps its own.
  expect((await tasks(same.caseNo, office))[0].dueDate).toBe('2027-01-18');
  at('2026-11-20T02:00:00Z');
});

test('a joint review that is half done keeps what was said, asks nobody twice, and counts it under the new version', async () => {
  const { id, caseNo } = await begun('kite-show');
  await end(caseNo, head, { result: 'accept' });
  await end(caseNo, police, { result: 'disagree', opinion: '场地太小' });
  const [open] = await tasks(caseNo, fire);
  publish(
    ADVISED,
    '2',
    ['"opinions"', '"views"'],
    ['id="settle" name="协调"', 'id="talk" name="会商"'],
    ['"settle"', '"talk"'],
  );
  expect((await preview(id)).faults).toMatchObject([{ node: 'opinions' }]);
  await moved(id, { mapping: { opinions: 'views' } });
  expect(await tasks(caseNo, police)).toEqual([]);
  expect(await tasks(caseNo, fire)).toMatchObject([{ id: open.id, node: 'views' }]);
  // Another way to repeat it is no move, but told.
  publish(ADVISED, '3', ['<multiInstanceLoopCharacteristics', '<multiInstanceLoopCharacteristics isSequential="true"']);
  const refused = await preview(id, { version: '3', mapping: { views: 'opinions' } });
  expect(refused.faults).toMatchObject([
    { code: 'loop-changed', text: { en: expect.stringContaining('in another way') } },
  ]);
  await end(caseNo, fire);
  expect(await nodes(caseNo), 'the police disagreed before the move').toEqual(['talk']);
});

test('a case inside a called process goes over with it, also where only the called one changed', async () => {
  const { id, caseNo } = await begun('kite-school');
  await end(caseNo, head, { result: 'accept' });
  await end(caseNo);
  await end(caseNo, police);
  const [visit] = await tasks(caseNo, police);
  expect(visit.node).toBe('site_visit');
  const site = (CALLED['site-check'] as string)
    .replace(
      'id="site_fine" sourceRef="site_found" targetRef="site_end"',
      'id="site_fine" sourceRef="site_found" targetRef="site_report"',
    )
    .replace(
      '<endEvent id="site_end" />',
      '<userTask id="site_report" name="出具报告" yw:nameEn="Report" yw:link="review" /><endEvent id="site_end" /><sequenceFlow id="s5" sourceRef="site_report" targetRef="site_end" />',
    );
  small.publish({ ...CALLING, version: '2' }, PROCESSES[CALLING.id] as string, { 'site-check': site });
  await moved(id);
  expect((await tasks(caseNo, police))[0]).toMatchObject({ id: visit.id, dueDate: visit.dueDate });
  await end(caseNo, police);
  const [report] = await tasks(caseNo, police);
  expect(report).toMatchObject({ node: 'site_report', task: { zh: '出具报告' } });
  // One that calls nothing any more is refused with what to do.
  small.publish(
    { ...CALLING, version: '3' },
    (PROCESSES[CALLING.id] as string).replace(
      /<callActivity id="site"[^>]*>/,
      '<userTask id="site" name="现场核查" yw:nameEn="Site check" yw:link="review" yw:organisation="police" />',
    ),
    {},
  );
  expect((await preview(id)).faults.map(({ code }: Any) => code)).toContain('called-gone');
  await end(caseNo, police);
  await end(caseNo, fire);
  expect(await nodes(caseNo)).toEqual(['decide']);
});

test('of a move and the end of a task at the same moment one wins and the other is told, with nothing half done', async () => {
  const drawn = (first: string): string =>
    (PROCESSES[ADVISED.id] as string)
      .replace(
        /<userTask id="opinions"[\s\S]*?<\/userTask>/,
        `<userTask id="${first}" name="初审" yw:nameEn="First" yw:link="review" yw:organisation="=routeTo"/>`,
      )
      .replaceAll('"opinions"', `"${first}"`)
      .replace('=list contains(said, "disagree")', '=true');
  small.publish(TWICE, drawn('first'));
  const wins = { move: 0, task: 0 };
  for (let round = 0; round < 8; round += 1) {
    small.publish({ ...TWICE, version: `from-${round}` }, drawn('first'));
    const { id, caseNo } = await begun('kite-pair');
    await end(caseNo, head, { result: 'accept' });
    small.publish({ ...TWICE, version: `to-${round}` }, drawn('look'));
    const [task] = await tasks(caseNo);
    const mapping = { first: 'look' };
    const { seen } = await preview(id, { mapping });
    const { revision } = await page(id);
    const order = () => post(`/api/work/cases/${id}/move`, { mapping, reason, seen });
    const finish = () => post(`/api/work/tasks/${task.id}/complete`, { result: 'agree', opinion: '同意', revision });
    const [one, other] = round % 2 === 0 ? [order(), finish()] : [finish(), order()];
    const both = await Promise.all([one, other]);
    expect(both.map(({ status }) => status).sort(), JSON.stringify(both.map(({ body }) => body))).toEqual([200, 409]);
    const [move] = round % 2 === 0 ? both : both.toReversed();
    const after = await page(id);
    const steps = after.history.filter(({ action }: Any) => action.zh === '移到事项的另一版本流程');
    if (move?.status === 200) {
      wins.move += 1;
      expect([after.goesBy.version, steps.length, await nodes(caseNo)]).toEqual([`to-${round}`, 1, ['look']]);
      await end(caseNo);
    } else {
      wins.task += 1;
      expect([after.goesBy.version, steps.length]).toEqual([`from-${round}`, 0]);
    }
    expect(await nodes(caseNo)).toEqual(['settle']);
    expect((await page(id)).tasks.filter(({ link, state }: Any) => link === 'review' && state === 'done')).toHaveLength(
      1,
    );
  }
  expect(wins.move + wins.task).toBe(8);
});
