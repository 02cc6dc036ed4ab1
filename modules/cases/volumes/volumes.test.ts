import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '@platform/access';
import { sql } from '@platform/database';
import { creditCodeCheckCharacter } from '@platform/kernel';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { createCases } from '../module.ts';
import { foldVolumes, volumeRows } from '../store/volumes.ts';
import { BOB, COUNTED, received, stay } from '../testing/returned-cases.ts';
import { FIRM, NOTE, KITES, casesAmongFakes, demoCitizenId } from '../testing/small-city.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
const bob = BOB;
const kid = { citizenId: demoCitizenId('2019-05-05', '003'), name: '康小丁' };
/** A survey of the police, whose own system handles some of it. */
const PERMIT = {
  ...NOTE,
  id: 'kite-stay',
  codes: { ...NOTE.codes, taskCode: 'STAY' },
  organisation: 'police',
  useLevel: '4',
};
const { create } = casesAmongFakes({ ann, bob, kid }, [PERMIT]);

let city: TestCity<ReturnType<typeof createCases>>;
let calling: Actor = { kind: 'anonymous' };
beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [create(f)],
    now: '2026-11-20T02:00:00Z',
    resolveApplication: async () => calling,
  });
});
afterAll(() => city.stop());

const desk: Actor = { kind: 'application', applicationId: 'police-desk', organisation: 'police' };
const leader = staffActor('police', ['leader'], { organisations: 'all' });
const head = staffActor('police', ['department-head']);
const person = (account: string, { citizenId }: { citizenId: string }) =>
  personActor(account, city.blindIndex(citizenId, SUBJECT));

const send = async (cases: unknown[], actor: Actor = desk) => {
  calling = actor;
  return city.request({ method: 'POST', path: '/api/open/cases', body: { cases } });
};
const volumes = async (query = '', as: Actor = leader) =>
  (await city.request({ path: `/api/work/volumes?${query}`, as })).body;
const behind = async (query: string, as: Actor = leader) =>
  (await city.request({ path: `/api/work/volumes/cases?${query}`, as })).body;

async function equalToCounting(): Promise<void> {
  // As whole months, and with days at both ends.
  await equalDuring({ from: '2020-01-01', to: '2030-12-31' });
  await equalDuring({ from: '2025-10-02', to: '2026-11-29' });
}

async function equalDuring(ever: { from: string; to: string }): Promise<void> {
  const [added, counted] = await city.database
    .forModule('cases')
    .read(async (tx) => [
      await volumeRows(tx, { organisations: 'all' }, { now: ever, year: ever, before: ever }),
      await tx.rows(COUNTED),
    ]);
  const byKey = (row: { organisation: string; matter: string }): string => `${row.organisation} ${row.matter}`;
  const shown = added.map(
    ({ received_year, decided_year, received_before, decided_before, received_ever, decided_ever, ...row }) => row,
  );
  expect(shown.filter((row) => row.received > 0).sort((a, b) => (byKey(a) < byKey(b) ? -1 : 1))).toEqual(counted);
}

async function handIn(
  account: 'ann' | 'bob' | 'kid',
  matter: string,
  form: object,
): Promise<{ id: string; caseNo: string }> {
  const who = { ann, bob, kid }[account];
  const post = (path: string, body: object) => city.request({ method: 'POST', path, body, as: person(account, who) });
  const { id } = (await post('/api/cases', { matter })).body;
  return (await post(`/api/cases/${id}/submit`, { form: { name: who.name, ...form } })).body;
}

test('what happens to cases is counted at once, as counting the cases would, whatever was added up in between', async () => {
  expect(await volumes()).toMatchObject({ total: { received: { count: 0, onYear: null, ever: 0 } }, departments: [] });
  await handIn('ann', 'kite-note', { colour: 'red' });
  await handIn('kid', 'kite-note', { colour: 'blue' });
  const open = await handIn('bob', 'kite-note', { colour: 'blue' });
  await equalToCounting();
  await city.database.forModule('cases').transaction((tx) => foldVolumes(tx));
  await equalToCounting();
  const clerk = staffActor('kite-window', ['clerk']);
  const { revision, tasks } = (await city.request({ path: `/api/work/cases/${open.id}`, as: clerk })).body;
  // At the door: it never counts as accepted.
  const refused = await city.request({
    method: 'POST',
    path: `/api/work/tasks/${tasks[0].id}/complete`,
    body: {
      result: 'refuse',
      reason: '不属于受理范围',
      basis: '《风筝管理办法》',
      opinion: '不予受理',
      revision,
    },
    as: clerk,
  });
  expect(refused.status).toBe(200);
  await equalToCounting();
  await city.database.forModule('cases').transaction((tx) => foldVolumes(tx));
  await equalToCounting();
  const { total, departments, months } = await volumes('from=2026-11-01&to=2026-11-30');
  expect(total).toMatchObject({
    received: { count: 3 },
    decided: { count: 3 },
    notAccepted: 1,
    instant: 2,
    accepted: 2,
    returned: 0,
  });
  expect(departments.map(({ key }: { key: string }) => key).sort()).toEqual(['kite-office', 'kite-window']);
  expect(months[10]).toEqual({ month: 11, received: 3, decided: 3, receivedYearBefore: 0, decidedYearBefore: 0 });
  expect((await behind('figure=not-accepted')).items).toMatchObject([{ number: open.caseNo, origin: 'here' }]);
});

test('a returned case counts once by its own number, the newest version; late, doubled and wrong ones are told one by one', async () => {
  const day = '2026-11-18';
  const first = received(stay('A-1', day, { version: 2 }));
  const answer = await send([
    first,
    first,
    stay('A-2', day),
    {
      ...stay('A-3', day),
      applicant: { number: bob.citizenId.replace(/.$/, (last) => (last === '1' ? '2' : '1')), name: 'x' },
    },
  ]);
  expect(answer.status).toBe(200);
  expect(answer.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'taken',
    'unchanged',
    'taken',
    'faulty',
  ]);
  expect(answer.body.results[3].faults).toMatchObject([
    { path: '/applicant/number', code: 'cases.returned-check-digit' },
  ]);
  await equalToCounting();
  // The same batch again changes nothing; then its end comes, then an older version, late.
  expect((await send([first, stay('A-2', day)])).body.results).toMatchObject([
    { outcome: 'unchanged' },
    { outcome: 'unchanged' },
  ]);
  expect((await send([stay('A-1', day, { version: 5 })])).body.results).toMatchObject([
    { outcome: 'replaced', heldVersion: 5 },
  ]);
  expect((await send([{ ...first, version: 3 }])).body.results).toEqual([
    { ownNo: 'A-1', version: 3, outcome: 'older', heldVersion: 5 },
  ]);
  expect((await send([stay('A-1', day, { version: 5, visits: 0 })])).body.results[0].faults[0].code).toBe(
    'cases.returned-version-used',
  );
  expect((await send([{ ...first, version: 9 }])).body.results[0].faults[0].code).toBe('cases.returned-already-ended');
  const total = (await volumes('origin=returned')).total;
  expect(total).toMatchObject({
    received: { count: 2 },
    decided: { count: 2 },
    returned: 2,
    instant: 2,
    zeroVisit: 0,
    onTimeShare: 1,
  });
  await equalToCounting();
  // Two systems sending at once, each twice: every number once.
  const mine = Array.from({ length: 20 }, (_, index) => stay(`C-${index}`, day));
  calling = desk;
  const both = await Promise.all([send(mine), send(mine), send([...mine].reverse())]);
  expect(
    both.flatMap(({ body }) => body.results).filter(({ outcome }: { outcome: string }) => outcome === 'taken'),
  ).toHaveLength(20);
  expect((await volumes('origin=returned')).total.received.count).toBe(22);
  await equalToCounting();
});

test('what is wrong with a record is said by its place, kept in the error queue, and gone once a version comes that is right', async () => {
  const day = '2026-11-17';
  const wrong: [string, object, string, string][] = [
    ['W-1', { taskCode: 'NOBODY' }, '/taskCode', 'unknown-matter'],
    ['W-2', { taskCode: KITES.codes.taskCode }, '/taskCode', 'other-office'],
    ['W-3', { decidedAt: `${day}T09:05:00+08:00` }, '/decidedAt', 'out-of-order'],
    ['W-4', { outcome: undefined }, '/outcome', 'state-needs'],
    ['W-5', { state: 'accepted' }, '/decidedAt', 'state-forbids'],
    ['W-6', { endedAt: '2026-11-30T09:30:00+08:00' }, '/endedAt', 'in-future'],
    [
      'W-7',
      { decidedAt: '2026-11-18T09:30:00+08:00', endedAt: '2026-11-18T09:30:00+08:00' },
      '/instant',
      'not-instant',
    ],
    ['W-8', { channel: 'pigeon' }, '/channel', 'unreadable'],
    [
      'W-9',
      { applicant: { number: `91990102MA0000002${creditCodeCheckCharacter('91990102MA0000002')}`, name: 'Kites Ltd' } },
      '/applicant/number',
      'not-served',
    ],
    ['W-10', { caseNo: 'KO-2026-999999' }, '/caseNo', 'no-such-case'],
  ];
  const { body } = await send(
    wrong.map(([ownNo, change]) => JSON.parse(JSON.stringify({ ...stay(ownNo, day), ...change }))),
  );
  expect(
    body.results.map(({ faults }: { faults: { path: string; code: string }[] }) => [faults[0]?.path, faults[0]?.code]),
  ).toEqual(wrong.map(([, , path, code]) => [path, `cases.returned-${code}`]));
  // Nothing of a stranger's, and nothing unreadable either.
  expect((await send([null, 7])).body.results).toMatchObject([{ outcome: 'faulty' }, { outcome: 'faulty' }]);
  expect(
    (await send([stay('F-1', day)], { ...desk, organisation: 'fire-brigade', applicationId: 'fire-desk' } as Actor))
      .body.results[0].faults[0].code,
  ).toBe('cases.returned-other-office');
  const queue = async (as: Actor = head) =>
    (await city.request({ path: '/api/work/returned-faults?limit=50', as })).body.items;
  // Of the police: all but the fire brigade's; what came first in the test before is answered by its later version.
  expect((await queue()).map(({ ownNo }: { ownNo?: string }) => ownNo ?? '?').sort()).toEqual(
    ['?', 'A-1', 'A-3', ...wrong.map(([ownNo]) => ownNo)].sort(),
  );
  expect(JSON.stringify(await queue())).not.toContain(bob.citizenId);
  await send([stay('W-3', day, { version: 2 }), stay('A-1', '2026-11-18', { version: 10 })]);
  expect((await queue()).map(({ ownNo }: { ownNo?: string }) => ownNo)).not.toContain('W-3');
  expect((await queue()).map(({ ownNo }: { ownNo?: string }) => ownNo)).not.toContain('A-1');
  expect(await queue(staffActor('kite-office', ['department-head']))).toEqual([]);
  await equalToCounting();
});

test('a case handled here is never counted a second time', async () => {
  const { id, caseNo } = await handIn('ann', 'kite-stay', { colour: 'blue' });
  const twin = stay('T-1', '2026-11-20', { applicant: { number: ann.citizenId, name: ann.name } });
  const before = (await volumes('matter=kite-stay')).total.received.count;
  expect((await send([twin])).body.results[0].faults[0]).toMatchObject({
    path: '/caseNo',
    code: 'cases.returned-possibly-twice',
  });
  expect((await send([{ ...twin, caseNo }])).body.results).toMatchObject([{ outcome: 'taken', caseNo }]);
  expect((await volumes('matter=kite-stay')).total.received.count).toBe(before);
  // Told to belong together only later: it goes out of the count again.
  const other = { ...twin, ownNo: 'T-2' };
  expect((await send([{ ...other, separate: true }])).body.results[0].outcome).toBe('taken');
  expect((await volumes('matter=kite-stay')).total.received.count).toBe(before + 1);
  expect((await send([{ ...other, version: 2, caseNo }])).body.results).toMatchObject([
    { outcome: 'replaced', caseNo },
  ]);
  expect((await volumes('matter=kite-stay')).total.received.count).toBe(before);
  await equalToCounting();
  const links = await city.database
    .forModule('cases')
    .read((tx) => tx.rows(sql`select own_no from cases.returned where case_id = ${id} order by 1`));
  expect(links).toEqual([{ own_no: 'T-1' }, { own_no: 'T-2' }]);
});

test('months and years are those of Shanghai, and without a year before nothing is compared', async () => {
  const bobs = { number: bob.citizenId, name: bob.name };
  const at = (ownNo: string, instant: string) =>
    received({ ...stay(ownNo, '2026-01-01'), applicant: bobs, submittedAt: instant });
  // 23:59 on the 31st and 00:01 on the 1st, in Shanghai: the same day of UTC.
  await send([
    at('M-1', '2026-10-31T15:59:00Z'),
    at('M-2', '2026-10-31T16:01:00Z'),
    at('M-3', '2025-10-05T02:00:00Z'),
    at('M-4', '2025-10-31T16:00:00Z'),
  ]);
  const october = await volumes('from=2026-10-01&to=2026-10-31&origin=returned');
  expect(october).toMatchObject({
    yearBefore: { from: '2025-10-01', to: '2025-10-31' },
    before: { from: '2026-09-01', to: '2026-09-30' },
    since: '2025-10-05',
    total: { received: { count: 1, yearBefore: 1, onYear: 0, before: 0, onBefore: null, ever: 3 } },
  });
  const items = (await behind('figure=received&from=2026-10-01&to=2026-10-31')).items;
  expect(items.map(({ number }: { number: string }) => number)).toEqual(['M-1']);
  const november = (await volumes('from=2026-11-01&to=2026-11-20&origin=returned')).total.received;
  expect(november).toMatchObject({ yearBefore: 1, onYear: november.count - 1, before: 0 });
  expect((await volumes('from=2025-10-01&to=2025-10-31')).total.received).toMatchObject({ count: 1, onYear: null });
  expect((await volumes('to=2026-13-01')).code).toBe('http.bad-input');
  expect((await volumes('from=2026-11-02&to=2026-11-01')).code).toBe('cases.bad-span');
});

test('a referral counts on its day, here and where a department’s own system made it, and opens to its case', async () => {
  const { id, caseNo } = await handIn('bob', 'kite-note', { colour: 'blue' });
  const clerk = staffActor('kite-window', ['clerk']);
  const { revision } = (await city.request({ path: `/api/work/cases/${id}`, as: clerk })).body;
  const body = { outside: '省厅', reason: '不属于本机关职权', advice: '请到省厅办理', revision };
  await city.request({ method: 'POST', path: `/api/work/cases/${id}/refer`, body, as: clerk });
  const sent = received(stay('R-1', '2026-10-12'));
  await send([{ ...sent, state: 'referred', endedAt: '2026-11-19T10:00:00+08:00' }]);
  await equalToCounting();
  const { total, departments } = await volumes('from=2026-11-01&to=2026-11-30');
  expect(total.referred).toBe(2);
  expect(departments.map(({ key, referred }: { key: string; referred: number }) => [key, referred])).toEqual(
    expect.arrayContaining([
      ['police', 1],
      ['kite-window', 1],
    ]),
  );
  expect((await volumes('from=2026-11-01&to=2026-11-30&origin=returned')).total.referred).toBe(1);
  expect((await volumes('from=2026-10-01&to=2026-10-31')).total.referred).toBe(0);
  const { items } = await behind('figure=referred&from=2026-11-01&to=2026-11-30');
  expect(items.map(({ number }: { number: string }) => number)).toEqual([caseNo, 'R-1']);
});

test('a department sees its own, supervision all; every figure opens to as many cases; the download is recorded', async () => {
  expect((await city.request({ path: '/api/work/volumes', as: staffActor('police', ['clerk']) })).status).toBe(403);
  expect((await city.request({ path: '/api/work/volumes', as: person('ann', ann) })).status).toBe(403);
  const mine = await volumes('', head);
  expect(mine.departments.map(({ key }: { key: string }) => key)).toEqual(['police']);
  expect((await volumes('organisation=kite-office', head)).departments).toEqual([]);
  const all = await volumes();
  expect(all.total.received.count).toBe(
    all.departments.reduce((sum: number, one: { received: { count: number } }) => sum + one.received.count, 0),
  );
  for (const [figure, count] of [
    ['received', all.total.received.count],
    ['accepted', all.total.accepted],
    ['decided', all.total.decided.count],
    ['approved', all.total.approved],
    ['referred', all.total.referred],
    ['instant', all.total.instant],
    ['zero-visit', all.total.zeroVisit],
    ['on-time', all.total.onTime],
    ['late', all.total.late],
  ] as const) {
    let found = 0;
    let cursor: string | undefined;
    do {
      const page = await behind(`figure=${figure}&limit=7${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      found += page.items.length;
      cursor = page.next;
    } while (cursor);
    expect([figure, found]).toEqual([figure, count]);
  }
  const byLevel = await Promise.all(
    ['3', '4'].map(async (level) => (await volumes(`level=${level}`)).total.received.count),
  );
  expect(byLevel[0] + byLevel[1]).toBe(all.total.received.count);
  const window = (await volumes('channel=window')).total.received.count;
  expect((await volumes('channel=online')).total.received.count + window).toBe(all.total.received.count);
  expect((await volumes('area=990102')).total.received.count).toBe(all.total.received.count);
  expect((await volumes('area=990300')).total.received.count).toBe(0);

  const file = await city.request({
    path: '/api/work/volumes/export.xlsx?origin=returned',
    as: head,
    headers: { 'accept-language': 'en' },
  });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(file.bytes as unknown as Parameters<typeof book.xlsx.load>[0]);
  const [total, office] = [3, 4].map((row) =>
    ((book.worksheets[0] as ExcelJS.Worksheet).getRow(row).values as unknown[]).slice(1, 4),
  );
  expect(total).toEqual(['Total', '(all matters)', (await volumes('origin=returned', head)).total.received.count]);
  expect(office?.[0]).toBe('police');
  const audited = await city.database.asPlatform.read((tx) =>
    tx.rows<{ detail: object }>(sql`select detail from platform.audit_entry where action = 'cases.export-volumes'`),
  );
  expect(audited).toMatchObject([{ detail: { origin: 'returned' } }]);
});

test('the person sees what a department’s system handled for them, others do not; officers see no name', async () => {
  const list = async (as: Actor) => (await city.request({ path: '/api/cases/returned?limit=50', as })).body.items;
  const bobs = await list(person('bob', bob));
  expect(bobs[0]).toMatchObject({
    organisation: 'police',
    systemTitle: { zh: 'police-desk' },
    title: NOTE.title,
    result: { title: '签注' },
  });
  expect(bobs).toHaveLength((await volumes('origin=returned&from=2020-01-01&to=2026-11-30')).total.received.count);
  // What is part of a case handled here stands there.
  expect(await list(person('ann', ann))).toEqual([]);
  expect(
    await list({
      ...person('ann', ann),
      actingFor: { firm: 'f', subject: city.blindIndex(FIRM.creditCode, SUBJECT), mandate: 'm', scope: ['services'] },
    } as Actor),
  ).toEqual([]);
  const shown = await city.request({ path: `/api/work/returned/${bobs[0].id}`, as: head });
  expect(shown.body).toMatchObject({ ownNo: bobs[0].ownNo, state: 'closed' });
  expect(shown.text).not.toContain(bob.name);
  expect(
    (
      await city.request({
        path: `/api/work/returned/${bobs[0].id}`,
        as: staffActor('kite-office', ['department-head']),
      })
    ).status,
  ).toBe(404);
  const stored = await city.database
    .forModule('cases')
    .read((tx) => tx.rows(sql`select r::text as row from cases.returned r`));
  expect(JSON.stringify(stored)).not.toContain(bob.citizenId);
});
