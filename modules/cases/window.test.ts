import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '@platform/database';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { Matter } from '@modules/matters/contract';
import { casesAmongFakes, demoCitizenId, NOTE } from './testing/small-city.ts';
import type { createCases } from './module.ts';

const FIRM = '91990200MADEM001AR';
const people = {
  ann: { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' },
  bob: {
    citizenId: demoCitizenId('1991-02-02', '002'),
    name: '包大山',
    values: { name: '包大山', address: '东街 1 号' },
  },
};
/** Nobody's account: known from the paper alone. */
const stranger = demoCitizenId('1980-03-03', '003');
const guest = demoCitizenId('1981-04-04', '004');
const HALL: Matter = {
  ...NOTE,
  id: 'hall-note',
  visits: { count: 1 },
  handling: { forms: ['online', 'window'], centre: true, across: 'city' },
};
const TRADE: Matter = { ...NOTE, id: 'trade-note', serviceObject: ['legal-person'] };
const ONLINE: Matter = { ...NOTE, id: 'online-note', handling: { forms: ['online'] } };
const { city: fakes, create } = casesAmongFakes(people, [HALL, TRADE, ONLINE]);

/** The hall has two windows; at the second sits the kite office’s own officer, whose matter it names. */
const POINT = {
  id: 'hall-point',
  name: { zh: '市政务中心', en: 'City Hall' },
  organisation: 'hall',
  windows: [
    { number: 'A01', name: { zh: '综合窗口', en: 'General window' }, matters: 'any' },
    { number: 'B02', name: { zh: '风筝窗口', en: 'Kites' }, matters: ['kite-note'] },
  ],
};

let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => {
      const points = (kind: string) => (kind === 'service-points' ? [{ value: POINT }] : f.packs.all(kind as 'grants'));
      return [create({ ...f, packs: { ...f.packs, all: points as typeof f.packs.all } })];
    },
    now: '2026-11-20T02:00:00Z',
  });
});
afterAll(() => city.stop());
beforeEach(() => city.clock.set(new Date('2026-11-20T02:00:00Z')));

const window = staffActor('kite-window', ['window-clerk'], { accountId: 'wang@kite-window' });
const colleague = staffActor('kite-window', ['window-clerk'], { accountId: 'li@kite-window' });
const hall = staffActor('hall', ['window-clerk'], { accountId: 'he@hall' });
const clerk = staffActor('kite-window', ['clerk'], { accountId: 'chu@kite-window' });
const lead = staffActor('kite-window', ['window-lead'], { accountId: 'fang@kite-window', organisations: 'all' });
type Actor = Parameters<typeof city.request>[0]['as'];
const as = (citizenId: string, account = 'nobody-yet') => personActor(account, city.blindIndex(citizenId, SUBJECT));
const post = (path: string, body: object, actor: Actor) => city.request({ method: 'POST', path, body, as: actor! });
const get = (path: string, actor: Actor) => city.request({ path, as: actor! });
const came = async (number: string, actor: Actor = window, more: object = {}) =>
  (await post('/api/window/visitors', { kind: 'person', number, shown: 'id-card', acts: 'self', ...more }, actor)).body;
const opened = async (visitor: string, matter: string, actor: Actor = window) =>
  (await post('/api/window/cases', { visitor, matter }, actor)).body;
const handedIn = async (number: string, matter: string, colour: string, actor: Actor = window, more: object = {}) => {
  const visitor = await came(number, actor, more);
  const { id } = await opened(visitor.id, matter, actor);
  const form = { name: visitor.name, colour };
  const answer = await post(`/api/window/cases/${id}/submit`, { form, agreed: true }, actor);
  return { visitor, ...answer.body };
};

describe('who came', () => {
  test('is found by a whole, right number only; what does not fit is named field by field', async () => {
    const ask = (body: object) =>
      post('/api/window/visitors', { kind: 'person', shown: 'id-card', acts: 'self', ...body }, window);
    const wrong = await ask({ number: `${people.ann.citizenId.slice(0, 17)}0` });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/number']);
    expect((await ask({ number: people.ann.citizenId.slice(0, 10) })).status).toBe(400);
    const noName = await ask({ number: stranger });
    expect([noName.status, noName.body.errors[0].pointer]).toEqual([400, '/name']);
    const noAgent = await ask({ number: people.ann.citizenId, acts: 'agent' });
    expect(noAgent.body.errors[0].pointer).toBe('/agent');
    const self = { name: '安小妮', number: people.ann.citizenId };
    expect((await ask({ number: people.ann.citizenId, acts: 'agent', agent: self })).body.errors[0].code).toBe(
      'cases.agent-is-applicant',
    );
    const firmAlone = await post(
      '/api/window/visitors',
      { kind: 'firm', number: FIRM, name: '某公司', shown: 'business-licence', acts: 'self' },
      window,
    );
    expect(firmAlone.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain('/acts');
    expect((await ask({ number: people.ann.citizenId })).status).toBe(201);
    expect((await post('/api/window/visitors', { kind: 'person', number: stranger }, clerk)).status).toBe(403);
  });

  test('is shown masked, with the matters of this window, and the person is told that it was looked up', async () => {
    const visitor = await came(people.ann.citizenId);
    expect(visitor).toMatchObject({ name: '安小妮', nameFrom: 'account', actsTitle: { zh: '本人办理' } });
    expect(JSON.stringify(visitor)).not.toContain(people.ann.citizenId);
    const ids = visitor.matters.map(({ id }: { id: string }) => id);
    expect(ids).toContain('kite-note');
    expect(ids).not.toContain('online-note');
    expect(ids).not.toContain('trade-note');
    await city.settle();
    const reads = await city.database
      .forModule('cases')
      .read((tx) => city.audit.readsOf(tx, city.blindIndex(people.ann.citizenId, SUBJECT), 10));
    expect(reads[0]).toMatchObject({ organisation: 'kite-window', purpose: { zh: '窗口收件：核对来窗口的人' } });
  });

  test('by the register, where a grant says so, else by the paper that was shown', async () => {
    expect(await came(stranger, window, { name: '沈未名' })).toMatchObject({ name: '沈未名', nameFrom: 'paper' });
  });
});

describe('at which window of which service point', () => {
  const sitsAt = async (actor: Actor) =>
    (await get('/api/window/places', actor)).body.items.map((one: { window: string }) => one.window);

  test('an officer sits at those of a point of their office, or that name a matter of it', async () => {
    expect(await sitsAt(hall)).toEqual(['A01', 'B02']);
    expect(await sitsAt(staffActor('kite-office', ['window-clerk']))).toEqual(['B02']);
    expect(await sitsAt(staffActor('police', ['window-clerk']))).toEqual([]);
    expect((await get('/api/window/places', clerk)).status).toBe(403);
    const place = { point: 'hall-point', window: 'A01' };
    expect((await came(people.ann.citizenId, window, { place })).errors[0].code).toBe('cases.no-such-window');
  });

  test('stands in the case for applicant and office and on the receipt; without a choice where there are two it is not guessed', async () => {
    const place = { point: 'hall-point', window: 'A01' };
    const done = await handedIn(guest, 'hall-note', 'blue', hall, { name: '沈未名', place });
    expect(done.visitor.place.zh).toBe('市政务中心 A01 号窗口（综合窗口）');
    const { body } = await get(`/api/cases/mine/${done.id}`, as(guest));
    expect(body.visits).toMatchObject([
      { place: { zh: done.visitor.place.zh, en: 'City Hall, window A01 (General window)' } },
    ]);
    const [content] = await city.database
      .forModule('cases')
      .read((tx) =>
        tx.rows<{ id: string; sealed_content: Buffer }>(
          sql`select id, sealed_content from cases.document where case_id = ${done.id}`,
        ),
      );
    const told = city.sealer.openJson(content!.sealed_content, `cases.document:${content!.id}:content`) as {
      paragraphs: string[];
    };
    expect(told.paragraphs[0]).toContain('由政务大厅在市政务中心 A01 号窗口（综合窗口）收到');
    expect((await came(guest, hall, { name: '沈未名' })).place).toBeUndefined();
  });
});

describe('taking in', () => {
  test('the case is the applicant’s at once, came by the window, and took one visit', async () => {
    const done = await handedIn(stranger, 'kite-note', 'blue', window, { name: '沈未名' });
    expect(done).toMatchObject({ state: 'received', steps: [{ note: { zh: '窗口代收：风筝窗口' } }, {}, {}, {}, {}] });
    // Without an account until today: what was taken in is there when they first sign in.
    const mine = await get('/api/cases/mine', as(stranger));
    expect(mine.body.items).toMatchObject([{ caseNo: done.caseNo, state: 'received' }]);
    const one = (await get(`/api/cases/mine/${done.id}`, as(stranger))).body;
    expect(one).toMatchObject({
      visits: [{ why: 'hand-in', organisationName: { zh: '风筝窗口' }, shown: { zh: '本人办理，出示居民身份证' } }],
      documents: [{ kind: 'receipt' }],
    });
    expect(JSON.stringify(one)).not.toContain('wang@');
    expect((await get(`/api/work/cases/${done.id}`, clerk)).body).toMatchObject({
      channel: 'window',
      promisedVisits: 0,
      visits: [{ why: 'hand-in' }],
      history: [
        { action: { zh: '窗口打开申请，带出已有数据' }, by: { zh: '风筝窗口' } },
        { action: { zh: '窗口代收' }, by: { zh: '风筝窗口' } },
        { by: { zh: '规则' } },
      ],
    });
  });

  test('what the rules decide at once is decided at the window too, and the receipt says so', async () => {
    const done = await handedIn(people.ann.citizenId, 'kite-note', 'red');
    expect(done).toMatchObject({ state: 'closed', decision: { instant: true, outcome: 'approved' } });
    const receipt = await get(`/api/window/cases/${done.id}/receipt`, window);
    expect([receipt.status, receipt.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect((await get(`/api/window/cases/${done.id}/receipt`, colleague)).status).toBe(404);
    const { body } = await get('/api/window/cases', window);
    expect(body.items[0]).toMatchObject({ caseNo: done.caseNo, applicant: '安**' });
    city.clock.set(new Date('2026-11-21T02:00:00Z'));
    expect((await get(`/api/window/cases/${done.id}/receipt`, window)).status).toBe(404);
    expect((await get(`/api/window/cases/${done.id}`, window)).status).toBe(404);
  });

  test('known data are there under the case’s number, and the officer cannot write over them', async () => {
    const visitor = await came(people.bob.citizenId);
    const draft = await opened(visitor.id, 'kite-permit');
    expect(draft).toMatchObject({ locked: ['name', 'address'], form: { address: '东街 1 号' } });
    expect(fakes.calls.at(-1)).toMatchObject({ caseNo: draft.caseNo, purpose: 'kites', actor: { kind: 'staff' } });
    const form = { name: '别人', address: '西街', colour: 'blue' };
    const done = (await post(`/api/window/cases/${draft.id}/submit`, { form, agreed: true }, window)).body;
    expect(done.form).toMatchObject({ name: '包大山', address: '东街 1 号' });
  });

  test('a draft is the officer’s: neither applicant nor colleague see it, and the applicant may have their own', async () => {
    const visitor = await came(people.ann.citizenId);
    const draft = await opened(visitor.id, 'hall-note');
    expect((await opened(visitor.id, 'hall-note')).id).toBe(draft.id);
    const ann = as(people.ann.citizenId, 'ann');
    expect((await get(`/api/cases/mine/${draft.id}`, ann)).status).toBe(404);
    expect((await get(`/api/window/cases/${draft.id}/draft`, colleague)).status).toBe(404);
    expect((await get(`/api/window/cases/${draft.id}/draft`, window)).status).toBe(200);
    const own = (await post('/api/cases', { matter: 'hall-note' }, ann)).body;
    expect(own.id).not.toBe(draft.id);
    const listed = (await get('/api/cases/mine', ann)).body.items.map(({ id }: { id: string }) => id);
    expect(listed).toContain(own.id);
    expect(listed).not.toContain(draft.id);
    const other = await post('/api/window/cases', { visitor: visitor.id, matter: 'hall-note' }, colleague);
    expect(other.body.code).toBe('cases.nobody-at-window');
  });

  test('without the applicant’s agreement, or on another day without them, nothing is handed in', async () => {
    const visitor = await came(people.bob.citizenId);
    const { id } = await opened(visitor.id, 'kite-note');
    const form = { name: '包大山', colour: 'blue' };
    expect((await post(`/api/window/cases/${id}/submit`, { form }, window)).body.code).toBe('cases.not-agreed');
    city.clock.set(new Date('2026-11-21T02:00:00Z'));
    const alone = await post(`/api/window/cases/${id}/submit`, { form, agreed: true }, window);
    expect(alone.body.code).toBe('cases.nobody-at-window');
    const faulty = { form: { name: '包大山' }, agreed: true };
    await came(people.bob.citizenId);
    expect((await post(`/api/window/cases/${id}/submit`, faulty, window)).body.errors[0].pointer).toContain('colour');
    expect((await post(`/api/window/cases/${id}/submit`, { form, agreed: true }, window)).body.state).toBe('received');
  });

  test('a hall takes in what the lists say; another office’s matter, and one for others, are refused by name', async () => {
    const visitor = await came(people.bob.citizenId, hall);
    expect(visitor.matters).toMatchObject([{ id: 'hall-note', by: 'hall', visits: 1 }]);
    const refused = await post('/api/window/cases', { visitor: visitor.id, matter: 'kite-note' }, hall);
    expect(refused.body.code).toBe('cases.not-at-this-window');
    const here = await came(people.bob.citizenId);
    const firms = await post('/api/window/cases', { visitor: here.id, matter: 'trade-note' }, window);
    expect(firms.body.code).toBe('cases.not-for-them');
    const done = await handedIn(people.bob.citizenId, 'hall-note', 'blue', hall);
    expect((await get(`/api/work/cases/${done.id}`, clerk)).body).toMatchObject({
      organisation: 'kite-window',
      visits: [{ organisationName: { zh: '政务大厅' } }],
    });
  });

  test('a firm comes by somebody, who is written down', async () => {
    const agent = { name: '安小妮', number: people.ann.citizenId };
    const visitor = await came(FIRM, window, {
      kind: 'firm',
      name: '风筝厂',
      shown: 'business-licence',
      acts: 'agent',
      agent,
    });
    expect(visitor).toMatchObject({ name: '风筝厂', number: FIRM, agent: '安小妮' });
    expect(visitor.matters).toMatchObject([{ id: 'trade-note' }]);
    const { id } = await opened(visitor.id, 'trade-note');
    const form = { name: '风筝厂', colour: 'blue' };
    const done = (await post(`/api/window/cases/${id}/submit`, { form, agreed: true }, window)).body;
    expect((await get(`/api/work/cases/${done.id}`, clerk)).body.applicant.name).toBe('风筝厂');
  });
});

describe('visits', () => {
  const toCorrect = async () => {
    const done = await handedIn(stranger, 'kite-note', 'blue', window, { name: '沈未名' });
    await post(`/api/work/cases/${done.id}/request-correction`, { items: [{ text: '请选择颜色' }] }, clerk);
    return done;
  };

  test('a correction at the window another day is a second visit; the same day it is the same one', async () => {
    const first = await toCorrect();
    // Whoever took it in cannot go on with it alone.
    expect((await get(`/api/window/cases/${first.id}/draft`, window)).status).toBe(404);
    city.clock.set(new Date('2026-11-23T02:00:00Z'));
    const visitor = await came(stranger, colleague, { name: '沈未名' });
    expect(visitor.cases[0]).toMatchObject({ id: first.id, may: ['correct', 'count-visit'], visits: 1 });
    const taken = await post(`/api/window/cases/${first.id}/correct`, { visitor: visitor.id }, colleague);
    expect(taken.body).toMatchObject({ state: 'correction', correction: { items: [{ text: '请选择颜色' }] } });
    const body = { form: { name: '沈未名', colour: 'blue' }, agreed: true };
    expect((await post(`/api/window/cases/${first.id}/resubmit`, body, colleague)).body.state).toBe('received');
    const { visits } = (await get(`/api/cases/mine/${first.id}`, as(stranger))).body;
    expect(visits.map(({ why }: { why: string }) => why)).toEqual(['hand-in', 'correction']);

    city.clock.set(new Date('2026-11-24T02:00:00Z'));
    const second = await toCorrect();
    await post(`/api/window/cases/${second.id}/correct`, { visitor: second.visitor.id }, window);
    await post(`/api/window/cases/${second.id}/resubmit`, body, window);
    expect((await get(`/api/cases/mine/${second.id}`, as(stranger))).body.visits).toHaveLength(1);
  });

  test('what was asked at a window may be corrected on line, and takes no second visit', async () => {
    const { id } = await toCorrect();
    const body = { form: { name: '沈未名', colour: 'blue' } };
    expect((await post(`/api/cases/${id}/resubmit`, body, as(stranger))).body.state).toBe('received');
    expect((await get(`/api/cases/mine/${id}`, as(stranger))).body.visits).toHaveLength(1);
  });

  test('an officer counts what only they know of, once a day; one counted wrongly stays with its reason', async () => {
    const bob = as(people.bob.citizenId, 'bob');
    const { id } = (await post('/api/cases', { matter: 'kite-note' }, bob)).body;
    await post(`/api/cases/${id}/submit`, { form: { name: '包大山', colour: 'blue' } }, bob);
    const count = (actor: Actor) => post(`/api/work/cases/${id}/visits`, { why: 'on-site' }, actor);
    expect((await count(window)).status).toBe(403);
    const { visits } = (await count(clerk)).body;
    expect(visits).toMatchObject([{ why: 'on-site', title: { zh: '到现场办理（面签、听证等）' } }]);
    expect((await count(clerk)).body.code).toBe('cases.visit-counted');
    const back = () => post(`/api/work/visits/${visits[0].id}/take-back`, { reason: '来的是另一个人' }, clerk);
    expect((await back()).status).toBe(200);
    expect((await back()).body.code).toBe('cases.visit-struck');
    const seen = (await get(`/api/cases/mine/${id}`, bob)).body.visits;
    expect(seen).toMatchObject([{ struck: { reason: '来的是另一个人', organisationName: { zh: '风筝窗口' } } }]);
    await post(`/api/work/cases/${id}/approve`, { opinion: '同意' }, clerk);
    const [line] = (await get('/api/work/board/cases?figure=zero-visit', lead)).body.items;
    expect(line).toMatchObject({ id, visits: 0, promisedVisits: 0, channel: 'online' });
  });

  test('a result picked up at the hall counts for who is there, and for nobody else', async () => {
    const done = await handedIn(people.ann.citizenId, 'hall-note', 'red', hall);
    city.clock.set(new Date('2026-11-25T02:00:00Z'));
    const ann = await came(people.ann.citizenId, hall);
    const bob = await came(people.bob.citizenId, hall);
    const pickUp = (visitor: string) => post(`/api/window/cases/${done.id}/visits`, { visitor, why: 'pick-up' }, hall);
    expect((await pickUp(bob.id)).status).toBe(404);
    const { visits } = (await pickUp(ann.id)).body;
    expect(visits).toHaveLength(2);
    expect((await post(`/api/window/visits/${visits[1].id}/take-back`, { reason: '误点' }, window)).status).toBe(404);
  });

  test('the figures follow from what happened: of the promise, of the count, by matter and measure', async () => {
    const { total } = (await get('/api/work/board', lead)).body;
    // Of the cases decided, those without any visit are fewer than the guides promise.
    expect(total.zeroVisitShare).toBeLessThan(total.promisedZeroVisitShare);
    expect(total.moreVisits).toBeGreaterThan(0);
    expect(total.windowShare + total.onlineShare).toBeCloseTo(1, 3);
    const more = (await get('/api/work/board/cases?figure=more-visits', lead)).body.items;
    expect(more).toHaveLength(total.moreVisits);
    const port = city.modules[0]?.port;
    const period = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };
    const hallNote = (await port?.visitFigures(period))?.find(({ matter }) => matter === 'hall-note');
    expect(hallNote).toMatchObject({
      counted: 1,
      zero: 0,
      atMostOne: 0,
      more: 1,
      promisedZero: 0,
      promisedAtMostOne: 1,
    });
    const took = await port?.takenByVersion('hall-note');
    expect(await port?.takenByVersion(), 'among all').toEqual(expect.arrayContaining(took ?? []));
    expect(took, 'decided cases in sums').toMatchObject([{ matter: 'hall-note', counted: 1, visits: 2 }]);
    const zero = city.modules[0]?.measures?.find(({ id }) => id === 'cases.zero-visit');
    const value = await zero?.value(period);
    expect(value?.value).toBeCloseTo(total.zeroVisitShare, 3);
    expect((await zero?.records(period, { limit: 10 }))?.rows[0]).toHaveProperty('visits');
  });
});

describe('the application form to print', () => {
  const form = (path: string, actor: Actor) => city.request({ path: `${path}/application-form`, as: actor! });

  test('at the window before and after it is taken in, to nobody else there; the look is recorded with its purpose', async () => {
    const visitor = await came(people.ann.citizenId);
    const { id } = await opened(visitor.id, 'kite-note');
    const path = `/api/window/cases/${id}`;
    expect((await form(path, window)).text.startsWith('%PDF-1.7')).toBe(true);
    expect((await form(path, colleague)).status).toBe(404);
    expect((await form(`/api/cases/${id}`, as(people.ann.citizenId, 'ann'))).status).toBe(404);
    await post(`${path}/submit`, { form: { name: '安小妮', colour: 'blue' }, agreed: true }, window);
    expect((await form(path, window)).status).toBe(200);
    expect((await form(path, clerk)).status).toBe(403);
    await city.settle();
    const reads = await city.database
      .forModule('cases')
      .read((tx) => city.audit.readsOf(tx, city.blindIndex(people.ann.citizenId, SUBJECT), 10));
    const prints = reads.filter(({ purpose }) => purpose.zh.startsWith('打印申请表：'));
    expect(prints).toHaveLength(2);
    expect(prints[0]).toMatchObject({ organisation: 'kite-window', fields: expect.arrayContaining(['citizenId']) });
  });

  test('of a case on line: the applicant’s own, also as a draft, and the officers’ of the offices concerned', async () => {
    const bob = as(people.bob.citizenId, 'bob');
    const { id } = (await post('/api/cases', { matter: 'online-note' }, bob)).body;
    expect((await form(`/api/cases/${id}`, bob)).text.startsWith('%PDF-1.7')).toBe(true);
    expect((await form(`/api/cases/${id}`, as(people.ann.citizenId, 'ann'))).status).toBe(404);
    expect((await form(`/api/work/cases/${id}`, clerk)).status).toBe(404);
    await post(`/api/cases/${id}/submit`, { form: { name: '包大山', colour: 'blue' } }, bob);
    expect((await form(`/api/work/cases/${id}`, clerk)).status).toBe(200);
    expect((await form(`/api/work/cases/${id}`, staffActor('police', ['clerk']))).status).toBe(404);
    expect((await form(`/api/work/cases/${id}`, window)).status).toBe(403);
    expect((await form(`/api/window/cases/${id}`, window)).status).toBe(404);
    expect((await form(`/api/work/cases/${id}`, bob)).status).toBe(403);
  });
});
