import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readsAbout, startSequencer, type DataRead, type Sequencer } from '@platform/audit';
import type { Actor } from '@platform/access';
import { SUBJECT, type Module } from '@platform/module';
import { startTestCity, staffActor, type TestCity } from '@platform/testkit';
import { createDataSecurity } from './module.ts';

const text = (zh: string, en: string) => ({ zh, en });
let city: TestCity<Module>;
let sequencer: Sequencer;

beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [
      createDataSecurity({
        ...f,
        organisations: {
          find: (id) => ({ id, name: text(`${id}局`, id) }) as never,
          subtree: (id) => [id],
        },
        words: { resourceTitle: (name) => text(name, name), fieldTitle: (_resource, name) => text(name, name) },
        identity: {
          citizenOf: async (account) => ({ subject: `person-${account}` }),
          staffOf: async (account) => ({ name: `名-${account}`, organisation: 'mill' }),
        },
        cases: {
          findByNumber: async (no) => (no === 'OVER' ? ({ subject: 'someone', state: 'closed' } as never) : undefined),
        },
      }),
    ],
  });
  sequencer = startSequencer({
    database: city.database,
    clock: city.clock,
    keys: city.keys,
    checkpointFile: join(city.settings.dataFolder, 'audit', 'checkpoints.jsonl'),
    intervalMs: 3_600_000,
  });
});
afterAll(async () => {
  await sequencer.stop();
  await city.stop();
});

const officer = (accountId: string): Actor => staffActor('mill', ['clerk'], { accountId });
const guard = (accountId = 'guard'): Actor =>
  staffActor('watch', ['data-security-officer'], { accountId, organisations: 'all' });
const head = (organisation: string, accountId: string): Actor =>
  staffActor(organisation, ['department-data-officer'], { accountId });

async function reads(list: Partial<DataRead>[]): Promise<void> {
  await city.database.forModule('data-security').transaction(async (tx) => {
    for (const more of list)
      await city.audit.recordRead(tx, {
        actor: officer('may'),
        organisation: 'mill',
        subject: 'someone',
        channel: 'console',
        resource: 'matter:flour',
        fields: ['name'],
        purpose: text('审批', 'Handling'),
        caseNo: 'C-1',
        trace: 't',
        ...more,
      });
  });
}
async function look(): Promise<void> {
  while ((await sequencer.run()) > 0);
  const job = city.modules[0]?.jobs?.find(({ name }) => name === 'data-security.watch-reads');
  await job?.run({}, { jobId: '1', attempt: 1, signal: new AbortController().signal });
}
const get = (path: string, as: Actor = guard()) => city.request({ path, as });
const post = (path: string, body: object | undefined, as: Actor) =>
  city.request({ method: 'POST', path, as, ...(body ? { body } : {}) });
const alertsOf = async (account: string) =>
  (await get('/api/data-security/alerts?limit=200')).body.items.filter(
    ({ actorName }: { actorName: string }) => actorName === `名-${account}`,
  );

test('each read is looked at once, whatever is told twice; a steady day says nothing', async () => {
  await reads(Array.from({ length: 40 }, (_, one) => ({ subject: `s${one}` })));
  await look();
  await look();
  const { rows } = await city.database.pool.query(
    `select reads, hours[11] as at_ten from data_security.day where actor_id = 'may'`,
  );
  expect(rows).toEqual([{ reads: 40, at_ten: 40 }]);
  expect(await alertsOf('may')).toEqual([]);
});

test('a read that commits after others with a later time is still seen', async () => {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resume) => (letGo = resume));
  const slow = city.database.forModule('data-security').transaction(async (tx) => {
    await city.audit.recordRead(tx, {
      actor: officer('slow'),
      organisation: 'mill',
      subject: 'person-slow',
      channel: 'console',
      resource: 'r',
      fields: ['a'],
      purpose: text('审批', 'Handling'),
      caseNo: 'C',
      trace: 't',
    });
    await held;
  });
  await reads([{ subject: 'other' }]);
  await look();
  expect(await alertsOf('slow')).toEqual([]);
  letGo();
  await slow;
  await look();
  expect(await alertsOf('slow')).toMatchObject([{ rule: 'self' }]);
});

test('own family is found by a shared address, and the alert opens to its trace without a name', async () => {
  await city.database.pool.query(
    `insert into data_security.dwelling values ('person-kin', 'h1', 's1'), ('the-aunt', 'h1', 's1'), ('the-stranger', 'h2', 's1')`,
  );
  await reads([
    { actor: officer('kin'), subject: 'the-stranger' },
    { actor: officer('kin'), subject: 'the-aunt', caseNo: 'OVER' },
  ]);
  await look();
  const [alert, ...more] = await alertsOf('kin');
  expect(more).toEqual([]);
  expect(alert).toMatchObject({ rule: 'family', grave: true, state: 'open', organisation: 'mill', reads: 1 });
  const page = await get(`/api/data-security/alerts/${alert.id}`);
  expect(page.body.trail.map(({ person, behind }: { person: string; behind: boolean }) => [person, behind])).toEqual([
    ['P2', true],
    ['P1', false],
  ]);
  expect(page.text).not.toContain('the-aunt');
  const { rows } = await city.database.pool.query(
    `select actor_id from platform.audit_entry where action = 'data-security.open-alert' and subject = $1`,
    [`alert:${alert.id}`],
  );
  expect(rows).toEqual([{ actor_id: 'guard' }]);
});

test('a spike is asked about, explained by somebody else in time, closed; the false alarm teaches, within bounds', async () => {
  await reads(Array.from({ length: 260 }, (_, one) => ({ actor: officer('rush'), subject: `r${one}` })));
  await look();
  const [alert] = await alertsOf('rush');
  expect(alert).toMatchObject({ rule: 'volume', measured: 260, bar: 240 });
  const at = `/api/data-security/alerts/${alert.id}`;
  expect((await post(`${at}/explain`, { text: '没有被要求说明' }, head('mill', 'boss'))).body.code).toBe(
    'data-security.not-yours',
  );
  expect((await post(`${at}/ask`, { text: '请说明当日情况' }, guard())).body).toMatchObject({
    state: 'asked',
    clock: { workdaysLeft: 5 },
  });
  expect((await post(`${at}/ask`, { text: '再问一次这件事' }, guard())).body.code).toBe('data-security.not-now');
  expect((await get('/api/data-security/explanations', head('other', 'x'))).body.items).toEqual([]);
  expect((await get('/api/data-security/explanations', head('mill', 'boss'))).body.items).toHaveLength(1);
  expect((await post(`${at}/explain`, { text: '我自己来说明' }, head('mill', 'rush'))).body.code).toBe(
    'data-security.own-alert',
  );
  expect((await post(`${at}/explain`, { text: '当日集中年审，批量办理。' }, head('mill', 'boss'))).body.state).toBe(
    'explained',
  );
  const closed = await post(`${at}/close`, { text: '集中年审，属误报。', finding: 'false-alarm' }, guard());
  expect(closed.body).toMatchObject({ state: 'closed', finding: 'false-alarm' });
  expect(closed.body.steps.map(({ kind }: { kind: string }) => kind)).toEqual([
    'raised',
    'asked',
    'explained',
    'closed',
  ]);
  const rule = (await get('/api/data-security/rules')).body.items.find(
    ({ rule: id }: { rule: string }) => id === 'volume',
  );
  expect(rule).toMatchObject({ falseAlarms: 1, factor: 1.15 });
  await reads(Array.from({ length: 260 }, (_, one) => ({ actor: officer('rush2'), subject: `r${one}` })));
  await look();
  expect(await alertsOf('rush2')).toEqual([]);
});

test('a watch takes two people, then every read of that person is an alert until its last day', async () => {
  const citizenId = '110101199003070898';
  const subject = city.blindIndex(citizenId, SUBJECT);
  const wish = { citizenId, name: '甲乙丙', reason: '证人保护，案件审理期间', until: '2027-01-31' };
  expect(
    (await post('/api/data-security/watched', { ...wish, citizenId: '110101199003070899' }, guard())).body.code,
  ).toBe('data-security.not-an-id');
  expect((await post('/api/data-security/watched', { ...wish, until: '2029-01-01' }, guard())).body.code).toBe(
    'data-security.bad-end',
  );
  const proposed = await post('/api/data-security/watched', wish, guard());
  expect(proposed.body).toMatchObject({ state: 'proposed', name: '甲**', citizenId: '1101**********0898', mine: true });
  expect((await post('/api/data-security/watched', wish, guard())).body.code).toBe('data-security.watched-already');
  const at = `/api/data-security/watched/${proposed.body.id}`;
  await reads([{ actor: officer('early'), subject }]);
  await look();
  expect(await alertsOf('early')).toEqual([]);
  expect((await post(`${at}/confirm`, undefined, guard())).body.code).toBe('data-security.another-person');
  expect((await post(`${at}/confirm`, undefined, guard('second'))).body.state).toBe('confirmed');
  await look();
  expect(await alertsOf('early'), 'what was read before is not an alert').toEqual([]);
  expect(await alertsOf('guard'), 'keeping the list is no look').toEqual([]);
  await reads([
    { actor: officer('late'), subject },
    { actor: { kind: 'application', applicationId: 'mill-system', organisation: 'mill' }, subject },
  ]);
  await look();
  expect((await alertsOf('late')).map(({ rule }: { rule: string }) => rule)).toEqual(['watched']);
  const { rows } = await city.database.pool.query(
    `select count(*)::int as n from data_security.alert where rule = 'watched'`,
  );
  expect(rows[0].n).toBe(2);
  const stored = await city.database.pool.query('select sealed_content from data_security.watched');
  expect(stored.rows[0].sealed_content.includes(Buffer.from('证人'))).toBe(false);
  city.clock.set('2027-02-01T02:00:00Z');
  await look();
  expect((await get('/api/data-security/watched?state=confirmed', guard())).body.items).toEqual([]);
});

test('many people of one street are counted as people, not as reads', async () => {
  city.clock.set('2027-02-02T02:00:00Z');
  await city.database.pool.query(
    `insert into data_security.dwelling select 'st' || n, 'd' || n, 'one-street' from generate_series(1, 40) n`,
  );
  await reads(Array.from({ length: 50 }, () => ({ actor: officer('twice'), subject: 'st1' })));
  await reads(Array.from({ length: 21 }, (_, one) => ({ actor: officer('nosy'), subject: `st${one + 1}` })));
  await look();
  expect(await alertsOf('twice')).toEqual([]);
  expect(await alertsOf('nosy')).toMatchObject([{ rule: 'street', measured: 21, bar: 20 }]);
});

test('a file about many counts as so many, and is looked through for the officer’s family and the watched, once', async () => {
  city.clock.set('2027-02-03T02:00:00Z');
  const fetched = (accountId: string, people: string[]) =>
    city.database.forModule('data-security').transaction(async (tx) => {
      await city.audit.listPeople(tx, `file-${accountId}`, 1, people);
      await city.audit.recordListRead(tx, {
        list: `file-${accountId}`,
        actor: officer(accountId),
        organisation: 'mill',
        channel: 'file',
        resource: 'resource:roll',
        fields: ['name'],
        purpose: text('比对', 'Comparing'),
        caseNo: 'C-2',
        trace: 't',
      });
    });
  await city.database.pool.query(
    `insert into data_security.dwelling values ('person-loader', 'h9', 's9'), ('the-son', 'h9', 's9')`,
  );
  await city.database.pool.query(
    `insert into data_security.dwelling select 'crowd' || n, 'd' || n, 'long-street' from generate_series(0, 699) n`,
  );
  const crowd = Array.from({ length: 700 }, (_, one) => `crowd${one}`);
  await fetched('loader', [...crowd, 'the-son']);
  // One more than the bar of a street, and just the bar.
  await fetched('page', crowd.slice(0, 21));
  await fetched('other', crowd.slice(0, 20));
  await look();
  expect(
    (await alertsOf('loader')).map(({ rule, measured }: Record<string, unknown>) => [rule, measured]).toSorted(),
  ).toEqual([
    ['family', 1],
    ['volume', 701],
  ]);
  expect(await alertsOf('page')).toMatchObject([{ rule: 'street', measured: 21, bar: 20 }]);
  expect(await alertsOf('other')).toEqual([]);
  const [alert] = (await alertsOf('loader')).filter(({ rule }: { rule: string }) => rule === 'family');
  const page = await get(`/api/data-security/alerts/${alert.id}`);
  expect(page.body.trail).toMatchObject([{ person: '×701', channel: 'file', behind: true }]);
  expect(page.text).not.toContain('the-son');
});

test('the guard sets floors and hours within bounds, with a reason, in the audit; facts have none', async () => {
  const put = (rule: string, body: object, as: Actor = guard()) =>
    city.request({
      method: 'PUT',
      path: `/api/data-security/rules/${rule}`,
      as,
      body: { reason: '窗口高峰期', ...body },
    });
  expect((await put('volume', { floorStaff: 301 })).body.code).toBe('data-security.bad-floor');
  expect((await put('family', { floorStaff: 2 })).body.code).toBe('data-security.nothing-to-set');
  expect((await put('hours', { fromHour: 9, toHour: 9 })).body.code).toBe('data-security.bad-hours');
  expect((await put('volume', { floorStaff: 10 }, head('mill', 'boss'))).status).toBe(403);
  expect((await put('volume', { floorStaff: 5, floorSystem: 900 })).status).toBe(200);
  expect((await put('hours', { fromHour: 11, toHour: 17 })).status).toBe(200);
  const rules = (await get('/api/data-security/rules')).body.items as Record<string, unknown>[];
  expect(rules.find(({ rule }) => rule === 'volume')).toMatchObject({ floor: 5, floorSystem: 900, set: true });
  expect(rules.find(({ rule }) => rule === 'hours')).toMatchObject({ office: { from: 11, to: 17 }, set: true });
  city.clock.set('2027-02-04T02:00:00Z');
  await reads(Array.from({ length: 40 }, (_, one) => ({ actor: officer('slower'), subject: `q${one}` })));
  await look();
  // Four times the floor while there is no habit, times what false alarms have taught; ten o'clock is out of hours now.
  expect((await alertsOf('slower')).map(({ rule, bar }: Record<string, unknown>) => [rule, bar]).toSorted()).toEqual([
    ['hours', 2],
    ['volume', 23],
  ]);
  await put('volume', {});
  await put('hours', {});
  expect((await get('/api/data-security/rules')).body.items.some(({ set }: { set: boolean }) => set)).toBe(false);
  const { rows } = await city.database.pool.query(
    `select detail from platform.audit_entry where action = 'data-security.set-thresholds' order by id`,
  );
  expect(rows).toHaveLength(4);
  expect(rows[0].detail).toMatchObject({ after: '{"floorStaff":5,"floorSystem":900}', reason: '窗口高峰期' });
});

test('nobody else may ask what is for the guard alone', async () => {
  const guardRole = city.database.forModule('data-security');
  await expect(guardRole.read((tx) => readsAbout(tx, 'x', city.clock.now(), {}, 1))).rejects.toThrow(/may not ask/);
  expect((await get('/api/data-security/alerts', officer('may'))).status).toBe(403);
});
