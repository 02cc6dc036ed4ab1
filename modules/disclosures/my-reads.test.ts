// long-file: one story of reads, questions and their keeping over one test city; cut in two it would start everything twice.
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { Actor } from '@platform/access';
import { startSequencer, verifyAudit, type DataRead } from '@platform/audit';
import type { GrantRecord } from '@modules/sharing/contract';
import { createDisclosures } from './module.ts';

const text = (zh: string, en: string) => ({ zh, en });
const KITES = text('放风筝登记', 'Kite registration');
const asked: (readonly string[])[] = [];
let sealed = '';
let gone = '';
const mandates = [
  { account: 'ann', id: 'firm-1', subject: 'subject-firm', name: '线轴公司', scope: ['my-data', 'questions'] as const },
  { account: 'ben', id: 'firm-2', subject: 'subject-firm', name: '线轴公司', scope: ['my-data'] as const },
];
/** One that was given on a request, and ended since. */
const GRANT: GrantRecord = {
  grant: {
    id: 'g-1',
    request: 'r-1',
    resource: 'fliers-roll',
    delivery: 'interface',
    interface: 'fliers',
    application: 'kites',
    organisation: 'kite-office',
    fields: ['place'],
    purposes: [{ id: 'registration', title: text('登记', 'Registration') }],
    legalBasis: text('风筝办法第三条', 'Kite measures, article 3'),
    until: '2026-11-20',
  },
  number: 'GX20260001',
  state: 'ended',
  stateAt: new Date('2026-11-20T16:00:00Z'),
  byRule: true,
};
const OFFICES = [
  { id: 'kite-office', kind: 'department', name: text('风筝局', 'Kite Office') },
  { id: 'roll-office', kind: 'department', name: text('名册局', 'Roll Office') },
  { id: 'data-office', kind: 'sharing-authority', name: text('数据局', 'Data Office') },
].map((office) => ({ ...office, creditCode: '', short: office.name, division: '99' }));

let city: TestCity<ReturnType<typeof createDisclosures>>;
beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [
      createDisclosures({
        ...f,
        organisations: { find: (id) => OFFICES.find((office) => office.id === id), all: () => OFFICES },
        catalogue: {
          resources: () => [],
          find: (id) =>
            id === 'fliers-roll'
              ? ({
                  id,
                  title: text('放飞名册', 'Fliers’ roll'),
                  provider: 'roll-office',
                  items: [{ name: 'place', title: text('住址', 'Address') }],
                } as never)
              : undefined,
        },
        identity: {
          citizenOf: async () => ({ citizenId: '990000198001010011', name: '安小风' }),
          mandatesOf: async (account) => mandates.filter((one) => one.account === account),
          firmOfSubject: async (subject) =>
            subject === 'subject-firm' ? { name: '线轴公司', creditCode: '91990200MADEM001AR' } : undefined,
          staffOf: async (account) =>
            account === 'officer-7' ? { name: '经办甲', organisation: 'kite-office' } : undefined,
        },
        grantRecords: {
          recordsOf: async (ids) => new Map(ids.flatMap((id) => (id === 'g-1' ? [[id, GRANT] as const] : []))),
          inDispute: async () => ({ grants: ['g-disputed'], packages: [] }),
        },
        proofs: {
          receiptFor: async ({ id }) => (id === sealed ? { id: 'r-1', file: '{"receipt":1}' } : undefined),
          removed: async (id) => (id === gone ? new Date('2036-01-01') : undefined),
        },
        cases: {
          titlesByNumber: async (numbers) => {
            asked.push(numbers);
            return new Map(numbers.filter((number) => number === 'KO-1').map((number) => [number, KITES]));
          },
        },
      }),
    ],
  });
});
afterAll(() => city.stop());
beforeEach(() => city.clock.set('2026-11-20T02:00:00Z'));

const ann = personActor('ann', 'subject-ann');
const officer = (organisation: string, accountId: string, all = false): Actor =>
  staffActor(organisation, [all ? 'sharing-authority' : 'department-data-officer'], {
    accountId,
    ...(all ? { organisations: 'all' as const } : {}),
  });
const read = (more: Partial<DataRead> = {}) =>
  city.database.forModule('disclosures').transaction((tx) =>
    city.audit.recordRead(tx, {
      actor: { kind: 'system', name: 'test' },
      organisation: 'kite-office',
      subject: 'subject-ann',
      channel: 'interface',
      resource: 'fliers-roll',
      fields: ['place'],
      purpose: text('登记', 'Registration'),
      trace: 't',
      ...more,
    }),
  );
const get = (path: string, as: Actor = ann) => city.request({ path, as });
const post = (path: string, body: object, as: Actor = ann) => city.request({ method: 'POST', path, body, as });
const explain = async (id: string, outcome = 'explained') => {
  const body = { outcome, text: '为办理登记核对。', basis: '风筝办法第三条' };
  expect((await post(`/api/data-questions/${id}/answer`, body, officer('kite-office', 'k-1'))).status).toBe(200);
};
const ask = async (who: string, kind: string, more: object = {}) => {
  const subject = `subject-${who}`;
  const person = personActor(who, subject);
  await read({ subject, caseNo: 'KO-1', actor: officer('kite-office', 'officer-7') });
  const { body: reads } = await get('/api/my-data/reads', person);
  const asking = await post(
    '/api/my-data/questions',
    { kind, readId: reads.items[0].id, text: '为什么查看我的数据？', ...more },
    person,
  );
  return { person, asking, id: asking.body.id as string };
};

test('a read for a case is told with what the case is about; one number is asked for once', async () => {
  for (const caseNo of ['KO-1', 'KO-1', 'gone', undefined]) await read(caseNo === undefined ? {} : { caseNo });
  const { body } = await get('/api/my-data/reads');
  const told = body.items.map(({ caseNo, matterTitle }: { caseNo?: string; matterTitle?: object }) => [
    caseNo,
    matterTitle,
  ]);
  expect(told).toHaveLength(4);
  expect(told).toEqual(
    expect.arrayContaining([
      ['KO-1', KITES],
      ['KO-1', KITES],
      ['gone', undefined],
      [undefined, undefined],
    ]),
  );
  expect(asked).toHaveLength(1);
  expect(asked[0]?.toSorted()).toEqual(['KO-1', 'gone']);
});

test('reads are put together by office and by case, and narrowed to days; what is delayed is nowhere', async () => {
  const subject = 'subject-bea';
  const bea = personActor('bea', subject);
  await read({ subject, caseNo: 'KO-1', resource: 'interface:fliers' });
  await read({ subject, caseNo: 'KO-1' });
  await read({ subject, organisation: 'roll-office' });
  await read({ subject, organisation: 'secret-office', visibleFrom: new Date('2027-01-01T00:00:00Z') });
  city.clock.set('2026-11-21T02:00:00Z');
  await read({ subject, organisation: 'roll-office' });
  const offices = (await get('/api/my-data/groups?by=organisation', bea)).body;
  expect(offices).toMatchObject({ reads: 4, inAll: 2 });
  expect(offices.items.map((item: { organisation: string; reads: number }) => [item.organisation, item.reads])).toEqual(
    [
      ['roll-office', 2],
      ['kite-office', 2],
    ],
  );
  expect((await get('/api/my-data/groups?by=case', bea)).body.items).toMatchObject([
    { caseNo: 'KO-1', matterTitle: KITES, reads: 2, items: 2 },
  ]);
  expect((await get('/api/my-data/groups?by=organisation&from=2026-11-21', bea)).body.reads).toBe(1);
  expect((await get('/api/my-data/reads?to=2026-11-20', bea)).body.items).toHaveLength(3);
  expect((await get('/api/my-data/reads?from=2026-11-22&to=2026-11-20', bea)).body.code).toBe('disclosures.bad-period');
  expect((await get('/api/my-data/summary', bea)).body).toMatchObject({ reads30Days: 4, organisations30Days: 2 });
});

test('a read keeps the grant it was made under, also when that is over; its page tells it in words, to nobody else', async () => {
  const subject = 'subject-gwen';
  const gwen = personActor('gwen', subject);
  await read({ subject, grant: 'g-1', legalBasis: text('风筝办法第三条', 'Kite measures, article 3') });
  const [one] = (await get('/api/my-data/reads', gwen)).body.items;
  expect(one.grant).toEqual({ id: 'g-1', number: 'GX20260001', state: 'ended', standing: false, until: '2026-11-20' });
  const page = await get(`/api/my-data/reads/${one.id}/grant`, gwen);
  expect(page.body).toMatchObject({
    number: 'GX20260001',
    state: 'ended',
    stateAt: '2026-11-20T16:00:00.000Z',
    organisationName: { zh: '风筝局' },
    fields: [{ zh: 'place' }],
    purposes: [{ zh: '登记' }],
    legalBasis: { zh: '风筝办法第三条' },
    standing: false,
    byRule: true,
  });
  expect((await get(`/api/my-data/reads/${one.id}/grant`)).body.code).toBe('disclosures.unknown-read');
  await read({ subject });
  const [bare] = (await get('/api/my-data/reads', gwen)).body.items;
  expect(bare.grant).toBeUndefined();
  expect((await get(`/api/my-data/reads/${bare.id}/grant`, gwen)).body.code).toBe('disclosures.no-grant');
});

test('a file about many is one row of the trail, seen by each who is on it as often as it was fetched, and by nobody else', async () => {
  const fetched = (id?: string) =>
    city.database.forModule('disclosures').transaction(async (tx) => {
      await city.audit.listPeople(tx, 'file-1', 1, ['subject-ida', 'subject-joe']);
      return city.audit.recordListRead(tx, {
        ...(id === undefined ? {} : { id }),
        list: 'file-1',
        actor: officer('kite-office', 'officer-7'),
        organisation: 'kite-office',
        channel: 'file',
        resource: 'resource:fliers-roll',
        fields: ['place'],
        purpose: text('登记', 'Registration'),
        grant: 'g-1',
        trace: 't',
      });
    });
  const counted = async () =>
    (await city.database.pool.query('select count(*)::int as n from platform.data_read')).rows[0].n as number;
  const before = await counted();
  expect(await fetched()).toBe(2);
  const id = city.ids.next();
  expect(await fetched(id)).toBe(2);
  // A list that was read takes nobody in any more.
  await city.database
    .forModule('disclosures')
    .transaction((tx) => city.audit.listPeople(tx, 'file-1', 2, ['subject-kay']));
  expect(await counted()).toBe(before + 2);
  const ida = personActor('ida', 'subject-ida');
  const seen = (await get('/api/my-data/reads', ida)).body.items;
  expect(seen).toHaveLength(2);
  expect(seen.find((one: { id: string }) => one.id === id)).toMatchObject({
    channel: 'file',
    people: 2,
    fields: [{ zh: '住址' }],
    receipt: true,
    grant: { number: 'GX20260001' },
  });
  expect((await get('/api/my-data/summary', ida)).body).toMatchObject({ reads30Days: 2, fields30Days: 1 });
  expect((await get('/api/my-data/groups?by=organisation', ida)).body.reads).toBe(2);
  expect((await get('/api/my-data/reads', personActor('kay', 'subject-kay'))).body.items).toEqual([]);
  const joe = personActor('joe', 'subject-joe');
  const asked = await post('/api/my-data/questions', { kind: 'question', readId: id, text: '为什么在文件里？' }, joe);
  expect([asked.status, asked.body.organisation]).toEqual([201, 'kite-office']);
  await explain(asked.body.id);
  expect((await get('/api/my-data/reads', ida)).body.items.some((one: { question?: object }) => one.question)).toBe(
    false,
  );
});

test('who acts for a firm sees its reads; nobody else does', async () => {
  await read({ subject: 'subject-firm' });
  expect((await get('/api/my-data/holders')).body.items).toEqual([
    { id: 'self', kind: 'self' },
    { id: 'firm-1', kind: 'firm', name: '线轴公司' },
  ]);
  expect((await get('/api/my-data/reads?holder=firm-1')).body.items).toHaveLength(1);
  const other = await get('/api/my-data/reads?holder=firm-1', personActor('eve', 'subject-eve'));
  expect([other.status, other.body.code]).toEqual([403, 'disclosures.not-your-firm']);
});

test('a session that acts for a firm sees and asks for it, recorded as both; the end of the mandate counts at once', async () => {
  await read({ subject: 'subject-firm', caseNo: 'F-1' });
  const as = (account: string, mandate: string): Actor => ({
    ...personActor(account, `subject-${account}`),
    actingFor: { firm: 'f-9', subject: 'subject-firm', mandate, scope: ['my-data'] },
  });
  const reads = (await get('/api/my-data/reads?caseNo=F-1', as('ann', 'firm-1'))).body.items;
  expect(reads).toHaveLength(1);
  const body = { kind: 'objection', readId: reads[0].id, text: '本公司没有办过这件事。' };
  const narrow = await post('/api/my-data/questions', body, as('ben', 'firm-2'));
  expect([narrow.status, narrow.body.code]).toEqual([403, 'disclosures.not-in-mandate']);
  const asked = await post('/api/my-data/questions', body, as('ann', 'firm-1'));
  expect(asked.status).toBe(201);
  const { rows } = await city.database.pool.query(
    `select actor_kind, actor_id, organisation from platform.audit_entry where subject = $1`,
    [`question:${asked.body.id}`],
  );
  expect(rows).toEqual([{ actor_kind: 'person', actor_id: 'ann', organisation: 'firm:f-9' }]);
  // The colleague sees it too, the person behind it does not find it among their own, and the office sees whom it is for.
  expect((await get(`/api/my-data/questions/${asked.body.id}`, as('ben', 'firm-2'))).status).toBe(200);
  expect((await get('/api/my-data/questions')).body.items).toEqual([]);
  expect((await get(`/api/data-questions/${asked.body.id}`, officer('kite-office', 'k-1'))).body).toMatchObject({
    firm: { name: '线轴公司', creditCode: '91990200MADEM001AR' },
    person: { name: '安**' },
  });
  await explain(asked.body.id, 'dismissed');
  const [ended] = mandates.splice(1, 1);
  expect((await get('/api/my-data/reads', as('ben', 'firm-2'))).body.code).toBe('disclosures.not-your-firm');
  mandates.push(ended as (typeof mandates)[number]);
});

test('the receipt of an exchange is handed out to its subject alone, when there is one', async () => {
  await read({ subject: 'subject-rae' });
  const rae = personActor('rae', 'subject-rae');
  const [{ id }] = (await get('/api/my-data/reads', rae)).body.items;
  sealed = id;
  expect((await get(`/api/my-data/reads/${id}/receipt`, rae)).text).toBe('{"receipt":1}');
  expect((await get(`/api/my-data/reads/${id}/receipt`, ann)).body.code).toBe('disclosures.unknown-read');
  await read({ subject: 'subject-rae' });
  const [bare] = (await get('/api/my-data/reads', rae)).body.items;
  expect((await get(`/api/my-data/reads/${bare.id}/receipt`, rae)).body.code).toBe('disclosures.no-receipt');
  gone = bare.id;
  expect(await get(`/api/my-data/reads/${gone}/receipt`, rae)).toMatchObject({
    status: 410,
    body: { code: 'disclosures.receipt-removed' },
  });
});

test('a question goes to the office that read, is answered by someone else than who read, and names nobody', async () => {
  const { person, asking, id } = await ask('carl', 'question');
  expect(asking.status).toBe(201);
  expect(asking.body).toMatchObject({
    state: 'asked',
    organisation: 'kite-office',
    clock: { light: 'green', workdaysLeft: 10 },
  });
  const again = await post(
    '/api/my-data/questions',
    { kind: 'question', readId: (await get('/api/my-data/reads', person)).body.items[0].id, text: '再问一次，谢谢' },
    person,
  );
  expect([again.body.code, again.body.title]).toEqual([
    'disclosures.already-asked',
    expect.stringContaining(asking.body.no),
  ]);

  expect((await get('/api/data-questions', officer('roll-office', 'r-1'))).body.items).toEqual([]);
  expect((await get(`/api/data-questions/${id}`, officer('roll-office', 'r-1'))).body.code).toBe(
    'disclosures.not-yours',
  );
  const own = await post(
    `/api/data-questions/${id}/answer`,
    { outcome: 'explained', text: '为办理登记核对。' },
    officer('kite-office', 'officer-7'),
  );
  expect(own.body.code).toBe('disclosures.own-read');
  const seen = (await get(`/api/data-questions/${id}`, officer('kite-office', 'k-1'))).body;
  expect(seen).toMatchObject({
    reader: { name: '经办甲' },
    person: { name: '安**' },
    mayAnswer: true,
    outcomes: ['explained'],
  });
  const early = await post(
    `/api/data-questions/${id}/answer`,
    { outcome: 'explained', text: '由主管答复。' },
    officer('data-office', 'd-1', true),
  );
  expect(early.body.code).toBe('disclosures.office-first');
  expect(
    (
      await post(
        `/api/data-questions/${id}/answer`,
        { outcome: 'explained', text: '为办理登记核对。' },
        officer('kite-office', 'k-1'),
      )
    ).status,
  ).toBe(200);

  const mine = await get(`/api/my-data/questions/${id}`, person);
  expect(mine.body).toMatchObject({ state: 'answered', allowed: ['escalate'], late: false });
  expect(mine.body.steps[1]).toMatchObject({
    kind: 'answered',
    text: '为办理登记核对。',
    organisationName: { zh: '风筝局' },
  });
  for (const secret of ['officer-7', 'k-1', '经办甲']) expect(mine.text).not.toContain(secret);
  expect((await get(`/api/my-data/questions/${id}`, ann)).status).toBe(404);
  // The look of the office that answered is itself on the person's page.
  expect((await get('/api/my-data/reads', person)).body.items[0]).toMatchObject({
    what: { zh: '您的提问' },
    caseNo: asking.body.no,
  });
});

test('a wrong value goes to its provider; not content, the person goes on to the authority once', async () => {
  const { person, asking, id } = await ask('dora', 'correction', { field: 'place' });
  expect(asking.body).toMatchObject({ organisation: 'roll-office', kind: 'correction' });
  const roll = officer('roll-office', 'r-1');
  expect((await get(`/api/data-questions/${id}`, roll)).body.person).toEqual({
    name: '安小风',
    citizenId: '990000198001010011',
  });
  const bare = await post(`/api/data-questions/${id}/answer`, { outcome: 'unchanged', text: '登记无误。' }, roll);
  expect(bare.body.code).toBe('disclosures.basis-missing');
  await post(
    `/api/data-questions/${id}/answer`,
    { outcome: 'unchanged', text: '登记无误。', basis: '户口登记条例第四条' },
    roll,
  );
  const on = await post(`/api/my-data/questions/${id}/escalate`, { text: '已经搬家，请再核对' }, person);
  expect(on.body).toMatchObject({ state: 'escalated', authorityName: { zh: '数据局' }, clock: { workdaysLeft: 10 } });
  expect((await post(`/api/my-data/questions/${id}/escalate`, {}, person)).body.code).toBe('disclosures.only-once');
  const settled = await post(
    `/api/data-questions/${id}/answer`,
    { outcome: 'corrected', text: '已责成名册局更正。' },
    officer('data-office', 'd-1', true),
  );
  expect(settled.body.state).toBe('settled');
  expect((await get(`/api/my-data/questions/${id}`, person)).body).toMatchObject({ outcome: 'corrected', allowed: [] });
});

test('silence is told to the authority once, shows on the board, and opens the way on; what is withdrawn stays withdrawn', async () => {
  const { person, id } = await ask('fay', 'objection');
  const { person: gus, id: taken } = await ask('gus', 'question');
  expect((await post(`/api/my-data/questions/${taken}/withdraw`, {}, gus)).body.state).toBe('withdrawn');
  expect((await post(`/api/my-data/questions/${taken}/withdraw`, {}, gus)).body.code).toBe('disclosures.not-now');
  city.clock.set('2026-12-05T02:00:00Z');
  const watch = city.modules[0]?.jobs?.find(({ name }) => name === 'disclosures.watch-clocks');
  const job = { jobId: '1', attempt: 1, signal: new AbortController().signal };
  await watch?.run({}, job);
  await watch?.run({}, job);
  const { body } = await get(`/api/my-data/questions/${id}`, person);
  expect(body).toMatchObject({ late: true, clock: { light: 'red' }, allowed: ['escalate', 'withdraw'] });
  expect(body.steps.filter(({ kind }: { kind: string }) => kind === 'overdue')).toHaveLength(1);
  const { rows } = await city.database.pool.query(
    `select payload from platform.event where type = 'disclosures.question-overdue' and payload->>'questionId' = $1`,
    [id],
  );
  expect(rows).toMatchObject([{ payload: { authority: 'data-office', organisation: 'kite-office' } }]);
  const authority = officer('data-office', 'd-1', true);
  const red = (await get('/api/data-questions?light=red', authority)).body.items;
  expect(red.map((one: { id: string }) => one.id)).toContain(id);
  const board = (await get('/api/data-questions/board', authority)).body.items.find(
    ({ organisation }: { organisation: string }) => organisation === 'kite-office',
  );
  expect(board).toMatchObject({ late: 1, overdue: 1, withdrawn: 1 });
  const upheld = await post(
    `/api/data-questions/${id}/answer`,
    { outcome: 'upheld', text: '查看不当，已责令整改。' },
    authority,
  );
  expect(upheld.body).toMatchObject({ state: 'settled', late: true });
});

test('texts lie sealed in the store', async () => {
  await ask('hal', 'objection', { text: '这句话不许明文保存' });
  const { rows } = await city.database.pool.query(
    'select * from disclosures.step s join disclosures.question q on q.id = s.question_id',
  );
  expect(rows.length).toBeGreaterThan(5);
  expect(
    Buffer.concat(rows.flatMap((row) => [row.sealed_text, row.sealed_about].filter(Boolean))).includes(
      Buffer.from('不许明文'),
    ),
  ).toBe(false);
});

test('reads whose term is over are removed by night, in the audit, and the chain stays whole; younger and delayed ones stay', async () => {
  const checkpointFile = join(city.settings.dataFolder, 'audit', 'checkpoints.jsonl');
  const sequencer = startSequencer({ ...city, checkpointFile, intervalMs: 3_600_000 });
  try {
    await read({ subject: 'subject-liz', visibleFrom: new Date('2027-06-01T00:00:00Z') });
    await read({ subject: 'subject-liz' });
    // Somebody still waits for an answer about one, and the grant of another is in dispute: both stay, however old.
    const { id: question } = await ask('may', 'objection');
    await read({ subject: 'subject-may', grant: 'g-disputed' });
    await sequencer.run();
    city.clock.set('2027-11-20T02:00:00Z');
    await read({ subject: 'subject-liz' });
    await sequencer.run();
    const forget = city.modules[0]?.jobs?.find(({ name }) => name === 'disclosures.forget-reads');
    const job = { jobId: '1', attempt: 1, signal: new AbortController().signal };
    const left = async () =>
      (
        await city.database.pool.query(
          `select count(*)::int as n from platform.data_read where subject = 'subject-liz'`,
        )
      ).rows[0].n;
    city.clock.set('2029-11-20T02:00:00Z');
    await forget?.run({}, job);
    expect(await left()).toBe(3);
    city.clock.set('2029-11-25T02:00:00Z');
    await forget?.run({}, job);
    await forget?.run({}, job);
    expect(await left()).toBe(2);
    const { rows } = await city.database.pool.query(
      `select detail from platform.audit_entry where action = 'disclosures.forget-reads'`,
    );
    const held = async () =>
      (
        await city.database.pool.query(
          `select count(*)::int as n from platform.data_read where subject = 'subject-may' and at < '2027-01-01'`,
        )
      ).rows[0].n;
    expect(await held()).toBe(2);
    expect(question).toBeDefined();
    expect(rows).toHaveLength(1);
    expect(rows[0].detail.removed).toBeGreaterThan(1);
    await sequencer.run();
    const verify = () => verifyAudit({ ...city, checkpointFile, now: city.clock.now() });
    const report = await verify();
    expect(report.faults).toEqual([]);
    expect(report.forgotten).toBe(rows[0].detail.removed);
    // What is not three years old cannot be taken out by the same way.
    await city.database.pool.query(
      `with one as (delete from platform.data_read where seq = (select max(seq) from platform.data_read) returning seq, hash)
       insert into platform.audit_gap select seq, seq, hash, $1, $2 from one`,
      [new Date('2026-11-24T00:00:00Z'), city.clock.now()],
    );
    expect((await verify()).faults.map(({ what }) => what)).toEqual(['removed-early']);
  } finally {
    await sequencer.stop();
  }
});
