// long-file: one city with one simulated province stands for all of these tests.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startProvince, type Province } from '@apps/province-simulator';
import {
  caseAccepted,
  caseClosed,
  caseDecided,
  caseSubmitted,
  correctionRequested,
  taskDone,
  type CaseSummary,
} from '@modules/cases/contract';
import { createUpstreams } from '@modules/upstreams';
import type { ReportingPort } from '@modules/upstreams/contract';
import { reviewGiven } from '@modules/reviews/contract';
import type { StaffActor } from '@platform/access';
import type { DomainEvent, EventDefinition, PayloadOf } from '@platform/kernel';
import { enqueue } from '@platform/jobs';
import type { Module } from '@platform/module';
import { startTestCity, type TestCity } from '@platform/testkit';
import { createReports, SEND_REPORTS } from '@modules/reports';

const DAY = '2026-11-20';
const folder = mkdtempSync(join(tmpdir(), 'yiwang-reports-'));
const officer: StaffActor = {
  kind: 'staff',
  accountId: 'officer',
  organisation: 'kite-office',
  roles: [],
  permissions: new Set(['reports.read', 'reports.handle']),
  organisations: 'all',
};
const reader = { ...officer, permissions: new Set(['reports.read']) };
let province: Province;
let city: TestCity<Module>;
let above: ReportingPort;
let reports: Module;
let configured = true;
const summaries = new Map<string, CaseSummary>();

function writePack(): void {
  const files = {
    'pack.yaml': 'id: kites\nversion: 1.0.0\ntitle: { zh: 风筝, en: Kites }\nrequires: []\n',
    'upstreams/province.yaml': readFileSync(
      join(import.meta.dirname, '../../packs/mingzhou/upstreams/province.yaml'),
      'utf8',
    ),
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'kites', name)), { recursive: true });
    writeFileSync(join(folder, 'kites', name), text);
  }
}

beforeAll(async () => {
  writePack();
  province = await startProvince({
    port: 0,
    secret: 'a secret of the province',
    chance: () => 0.5,
    clock: { now: () => city?.clock.now() ?? new Date() },
  });
  const organisation = {
    id: 'kite-office',
    creditCode: '11990200MB0099020M',
    name: { zh: '风筝办', en: 'Kites' },
    short: { zh: '风筝', en: 'Kites' },
    division: '990203',
    kind: 'department',
  };
  const organisations = { find: () => organisation, all: () => [organisation] };
  city = await startTestCity<Module>({
    packs: { folder, ids: ['kites'] },
    now: `${DAY}T02:00:00Z`,
    settings: {
      deployment: {
        PROVINCE_URL: province.url,
        PROVINCE_CALLER: 'city-990200',
        PROVINCE_SECRET: 'a secret of the province',
        PROVINCE_SIMULATED: 'yes',
      },
    },
    modules: (f) => {
      const upstreams = createUpstreams({
        ...f,
        organisations,
        catalogue: { find: () => undefined, resources: () => [] },
      });
      above = { ...upstreams.reporting, platform: () => (configured ? upstreams.reporting.platform() : undefined) };
      reports = createReports({
        ...f,
        province: above,
        organisations,
        matters: {
          find: () => ({ codes: { taskCode: '9'.repeat(31) }, title: { zh: '放风筝', en: 'Kites' } }) as never,
        },
        cases: {
          summary: async (id) => summaries.get(id) as CaseSummary,
          applicantToReport: async () => ({ kind: 'person', name: '安**' }),
        },
      });
      return [upstreams, { name: 'cases' }, { name: 'reviews' }, reports];
    },
  });
});
afterAll(async () => {
  await city?.stop();
  await province?.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => province.setFaults({ silent: 0, busy: 0, maintain: 0, refuse: 0, refuseItem: 0, services: [] }));

let number = 0;
function newCase(submittedAt = city.clock.now()): CaseSummary {
  number += 1;
  const caseId = city.ids.next();
  const one = {
    caseId,
    caseNo: `F-${String(number).padStart(4, '0')}`,
    matter: 'kite-permit',
    matterVersion: '1',
    state: 'received',
    subject: 'blind-index-of-ann',
    organisation: 'kite-office',
    submittedAt,
  } as const;
  summaries.set(caseId, one);
  return one;
}
async function happen<D extends EventDefinition>(of: CaseSummary, kind: D, more: object = {}): Promise<void> {
  const { caseId, caseNo, matter, organisation, subject } = of;
  const payload = { caseId, caseNo, matter, organisation, subject, ...more } as PayloadOf<D>;
  const module = kind.type.split('.')[0] as string;
  await city.database
    .forModule(module)
    .transaction((tx) => city.outbox.append(tx, kind, `case:${caseId}`, payload, 'trace'));
}
const submit = (of: CaseSummary) => happen(of, caseSubmitted, { papersSaved: 1 });
const accept = (of: CaseSummary) => happen(of, caseAccepted, { deemed: false, dueDate: '2026-12-04' });
async function send(): Promise<void> {
  await city.database.forModule('reports').transaction((tx) => enqueue(tx, SEND_REPORTS, {}));
  await city.settle();
}
const get = async (path: string) => (await city.request({ path: `/api/reports${path}`, as: reader })).body;
const post = (path: string, body?: object, as = officer) =>
  city.request({ method: 'POST', path: `/api/reports${path}`, ...(body ? { body } : {}), as });
// oxlint-disable-next-line typescript/no-explicit-any -- a test asserts the shape it expects
const of = async ({ caseNo }: CaseSummary): Promise<any[]> => (await get(`?caseNo=${caseNo}`)).items.toReversed();
/** What the province holds of a case, in the order in which it came. */
async function held({ caseNo }: CaseSummary) {
  const answer = await above.send('day', { day: DAY });
  if (answer.means !== 'done') throw new Error(JSON.stringify(answer));
  const { items } = answer.data as {
    items: { case_no: string; sequence: number; kind: string; receipt_no: string; serial_no: string }[];
  };
  return items.filter((item) => item.case_no === caseNo).sort((a, b) => (a.receipt_no < b.receipt_no ? -1 : 1));
}

test('what happens to a case is told once and in order, with a receipt; no name in clear, sealed at rest', async () => {
  const first = newCase();
  const second = newCase();
  for (const one of [first, second]) {
    await submit(one);
    await happen(one, correctionRequested, { until: '2026-11-27' });
    await accept(one);
    const times = { openedAt: `${DAY}T01:00:00.000Z`, at: `${DAY}T02:00:00.000Z` };
    await happen(one, taskDone, {
      taskId: '1',
      link: 'review',
      title: { zh: '审核', en: 'Review' },
      result: 'agree',
      ...times,
    });
    await happen(one, taskDone, {
      taskId: '2',
      link: 'decide',
      title: { zh: '决定', en: 'Decision' },
      result: 'approve',
      ...times,
    });
    await happen(one, caseDecided, { outcome: 'approved', instant: false });
    await happen(one, caseClosed);
    await happen(one, reviewGiven, { reviewId: '1', stars: 5 });
  }
  await city.settle();
  for (const one of [first, second]) {
    const told = await of(one);
    expect(told.map(({ what }) => what)).toEqual([
      'submitted',
      'correction',
      'accepted',
      'step',
      'approved',
      'closed',
      'review',
    ]);
    expect(told.every(({ state, receiptNo }) => state === 'sent' && receiptNo.startsWith('SB-'))).toBe(true);
    expect((await held(one)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  }
  const [base, , accepted] = await of(first);
  const shown = await get(`/${base.id}`);
  expect(shown.content).toMatchObject({
    applicant_kind: 'person',
    applicant_name: '安**',
    org_code: '11990200MB0099020M',
  });
  expect((await get(`/${accepted.id}`)).content).toMatchObject({ link_code: '2', node_result: '4' });
  const { rows } = await city.database.pool.query('select * from reports.report');
  expect(JSON.stringify(rows)).not.toContain('安**');
  const reads = await city.database.asPlatform.read((tx) => city.audit.readsOf(tx, first.subject, 10));
  expect(reads).toContainEqual(
    expect.objectContaining({ case_no: first.caseNo, resource: 'matter:kite-permit', fields: ['name'] }),
  );
});

test('the same event again is not told again', async () => {
  const one = newCase();
  await submit(one);
  await city.settle();
  const event: DomainEvent = {
    id: city.ids.next(),
    type: caseClosed.type,
    aggregate: `case:${one.caseId}`,
    payload: { ...one },
    at: city.clock.now(),
    trace: 'trace',
  };
  for (let n = 0; n < 2; n += 1)
    await city.database
      .forModule('reports')
      .transaction((tx) => reports.reactions?.[0]?.handle(tx, event) ?? Promise.resolve());
  await city.settle();
  expect((await of(one)).map(({ what }) => what)).toEqual(['submitted', 'closed']);
});

test('a lost answer: it waits, goes again, and arrives once; while the province is busy it waits longer', async () => {
  const one = newCase();
  province.setFaults({ silent: 1, services: ['case-intake'] });
  await submit(one);
  await city.settle();
  expect(await of(one)).toMatchObject([{ state: 'waiting', attempts: 1, code: 'ECONNRESET' }]);
  expect(await held(one)).toHaveLength(1);
  province.setFaults({ silent: 0, busy: 1 });
  await send();
  expect(await of(one)).toMatchObject([{ attempts: 1 }]);
  city.clock.advance(2_000);
  await send();
  expect(await of(one)).toMatchObject([{ state: 'waiting', attempts: 2, code: '300' }]);
  province.setFaults({ busy: 0 });
  city.clock.advance(4_000);
  await send();
  const [told] = await of(one);
  expect(told).toMatchObject({ state: 'sent', attempts: 3 });
  expect(await held(one)).toMatchObject([{ serial_no: told.id, receipt_no: told.receiptNo }]);
});

test('after an outage one refused batch is no reason to give up; five in a row are', async () => {
  const one = newCase();
  const tryAgain = async (): Promise<void> => {
    city.clock.advance(600_000);
    await send();
  };
  province.setFaults({ busy: 1 });
  await submit(one);
  await city.settle();
  for (let n = 0; n < 6; n += 1) await tryAgain();
  province.setFaults({ busy: 0, refuse: 1 });
  await tryAgain();
  expect(await of(one)).toMatchObject([{ state: 'waiting', attempts: 8, code: '30404' }]);
  province.setFaults({ busy: 1, refuse: 0 });
  await tryAgain();
  province.setFaults({ busy: 0, refuse: 1 });
  for (let n = 0; n < 4; n += 1) await tryAgain();
  expect(await of(one)).toMatchObject([{ state: 'waiting' }]);
  await tryAgain();
  expect(await of(one)).toMatchObject([{ state: 'failed', code: '30404' }]);
  province.setFaults({ refuse: 0 });
  await post('/send-again', { ids: (await of(one)).map(({ id }) => id) });
  await city.settle();
  expect(await of(one)).toMatchObject([{ state: 'sent', attempts: 1 }]);
});

test('what the province does not take while it is maintained waits, however often, and goes up when that is over', async () => {
  const one = newCase();
  province.setFaults({ maintain: 1 });
  await submit(one);
  await city.settle();
  for (let n = 0; n < 7; n += 1) {
    city.clock.advance(3_600_000);
    await send();
  }
  expect(await of(one)).toMatchObject([{ state: 'waiting', code: '30999' }]);
  province.setFaults({ maintain: 0 });
  city.clock.advance(3_600_000);
  await send();
  expect(await of(one)).toMatchObject([{ state: 'sent' }]);
});

test('a case that began before the province was there is told with the time at which it was handed in', async () => {
  const one = newCase(new Date(`${DAY}T00:10:00Z`));
  await accept(one);
  await city.settle();
  const told = await of(one);
  expect(told.map(({ what, at }) => [what, at])).toEqual([
    ['submitted', `${DAY}T00:10:00.000Z`],
    ['accepted', city.clock.now().toISOString()],
  ]);
  expect((await get(`/${told[0].id}`)).content).toMatchObject({ happened_at: `${DAY}T00:10:00.000Z` });
});

test('what is refused stands in the error queue, holds back what follows in its case, and is sent again by a person', async () => {
  const one = newCase();
  province.setFaults({ refuseItem: 1 });
  await submit(one);
  await accept(one);
  await city.settle();
  const told = await of(one);
  expect(told).toMatchObject([
    { state: 'failed', code: '30602', reason: { zh: expect.stringContaining('事项库') } },
    { state: 'waiting' },
  ]);
  expect((await get('?state=failed')).items.map(({ id }: { id: string }) => id)).toEqual([told[0].id]);
  expect(await get('/state')).toMatchObject({ failed: 1, waiting: 1, platform: { id: 'province', simulated: true } });
  province.setFaults({ refuseItem: 0 });
  city.clock.advance(3_600_000);
  await send();
  expect(await held(one)).toEqual([]);
  expect((await post('/send-again', { ids: [told[0].id] }, reader)).status).toBe(403);
  const elsewhere = { ...officer, organisations: ['police'] };
  expect((await post('/send-again', { ids: [told[0].id] }, elsewhere)).body.code).toBe('reports.not-yours');
  expect((await post('/send-again', { ids: [told[0].id] })).body).toEqual({ again: [told[0].id] });
  await city.settle();
  expect((await held(one)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect((await of(one)).map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test('the reconciliation finds what either side misses and mends it', async () => {
  const [lost, unanswered] = [newCase(), newCase()];
  for (const one of [lost, unanswered]) {
    await submit(one);
    await accept(one);
  }
  await city.settle();
  const [, gone] = await of(lost);
  expect(province.forgetReport(gone.id)).toBe(true);
  const [, open] = await of(unanswered);
  await city.database.pool.query(
    `update reports.report set state = 'waiting', receipt_no = null, sent_at = null, next_try_at = '2027-01-01' where id = $1`,
    [open.id],
  );
  const content = { matter_code: '9'.repeat(31), org_code: '11990200MB0099020M' };
  const strange = {
    serial_no: 'nobody-sent-this',
    case_no: 'F-9999',
    sequence: 1,
    kind: 'case',
    happened_on: DAY,
    content,
  };
  await above.send('intake', { items: [strange] });

  expect((await post(`/days/${DAY}/reconcile`)).status).toBe(202);
  await city.settle();
  const found = (await get(`/days/${DAY}/differences`)).items;
  expect(new Map(found.map((item: { serialNo: string; what: string }) => [item.serialNo, item.what]))).toEqual(
    new Map([
      ['nobody-sent-this', 'unknown-here'],
      [gone.id, 'missing-above'],
      [open.id, 'receipt-lost'],
    ]),
  );
  expect((await held(lost)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect((await of(unanswered))[1]).toMatchObject({ state: 'sent', receiptNo: open.receiptNo });

  await post(`/days/${DAY}/reconcile`);
  await city.settle();
  const [day] = (await get('/state')).days;
  expect(day).toMatchObject({ day: DAY, failed: 0, reconciliation: { open: 1, mended: 2 } });
  expect(day.reconciliation.theirs).toBe(day.reconciliation.ours + 1);
  province.setFaults({ busy: 1 });
  await post(`/days/${DAY}/reconcile`);
  await city.settle();
  expect((await get('/state')).days[0].reconciliation.failure.zh).toContain('繁忙');
});

test('figures count what got its receipt, in time and not', async () => {
  const period = { from: new Date(`${DAY}T00:00:00Z`), to: new Date('2026-11-21T00:00:00Z') };
  const [reported, onTime, errors] = await Promise.all((reports.measures ?? []).map((one) => one.value(period)));
  const { rows } = await city.database.pool.query(`select count(*)::int as n from reports.report where state = 'sent'`);
  expect(reported).toEqual({ value: rows[0].n });
  expect(onTime).toEqual({ value: 1, of: rows[0].n });
  expect(errors).toEqual({ value: 0 });
  expect((await reports.measures?.[0]?.records(period, { limit: 5 }))?.rows).toHaveLength(5);
});

test('without a province nothing is queued, and the page is told so', async () => {
  configured = false;
  const one = newCase();
  await submit(one);
  await city.settle();
  expect(await of(one)).toEqual([]);
  expect(await get('/state')).not.toHaveProperty('platform');
  expect((await post(`/days/${DAY}/reconcile`)).body.code).toBe('reports.not-configured');
});
