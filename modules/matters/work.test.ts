// long-file: one city goes through all of a matter's life.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Foundations } from '@platform/module';
import { anonymous, startTestCity, staffActor, type TestCity } from '@platform/testkit';
import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';
import type { CaseFacts, PastDecision, TakenByVersion } from './contract/index.ts';
import { createMatters } from './module.ts';
import { openSummaries } from './store/work.ts';

type Matters = ReturnType<typeof createMatters>;
const folder = mkdtempSync(join(tmpdir(), 'yiwang-matter-work-'));
const packs = join(import.meta.dirname, '..', '..', 'packs');
cpSync(join(packs, 'tennis-club'), join(folder, 'tennis-club'), { recursive: true });
const CLUB = 'tennis-club-office';
const MATTER = 'tennis-membership';

let facts: CaseFacts = { decided: 0, atOnce: 0, onLine: 0, visits: [], days: [], asked: [] };
let past: PastDecision[] = [];
let taken: TakenByVersion[] = [];
const create = (f: Foundations): Matters => {
  const find = (id: string) => f.packs.find('organisations', id)?.value as Organisation | undefined;
  return createMatters({
    ...f,
    organisations: { find, get: (id: string) => find(id) as Organisation } as OrganisationsPort,
    staffOf: async (account) =>
      account === 'stranger' ? undefined : { name: `name of ${account}`, organisation: CLUB },
    caseFacts: async () => facts,
    takenByVersion: async () => taken,
    pastDecisions: async () => past,
  });
};

let city: TestCity<Matters>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], packs: { folder, ids: ['tennis-club'] } });
});
afterAll(async () => {
  await city.stop();
  rmSync(folder, { recursive: true, force: true });
});

const port = () => (city.modules[0] as Matters).port;
const editor = (who = 'editor', organisation = CLUB) => staffActor(organisation, ['matter-editor'], { accountId: who });
/** Edits rules and handles cases of the club. */
const handler = staffActor(CLUB, ['matter-editor', 'clerk'], { accountId: 'handler' });
const reviewer = (who = 'reviewer') =>
  staffActor('authority', ['matter-reviewer'], { organisations: 'all', accountId: who });
const admin = staffActor('authority', ['system-admin'], { organisations: 'all', accountId: 'admin' });
type As = ReturnType<typeof editor>;
const get = (path: string, as: As) => city.request({ path: `/api/matters${path}`, as });
const post = (path: string, as: As, body: unknown = {}) =>
  city.request({ method: 'POST', path: `/api/matters${path}`, as, body });
const put = (path: string, as: As, body: unknown) =>
  city.request({ method: 'PUT', path: `/api/matters${path}`, as, body });
const show = async (id: string, as: As = editor()) => (await get(`/work/${id}`, as)).body;

/** A draft as the console sends it. */
type Written = { definition: Record<string, unknown>; files: Record<string, string> };
/** What the lists of these tests are made of. */
type Listed = Record<
  'path' | 'code' | 'version' | 'inUse' | 'name' | 'id' | 'tone' | 'cases' | 'outcome' | 'cell' | 'message',
  string
>;

/** From a draft to use, by two people. */
async function publish(id: string, change: (work: Written) => Written, by = editor(), rulesChange = false) {
  const { work } = await show(id, by);
  const saved = await put(`/work/${id}`, by, { ...change(structuredClone(work)), revision: work.view.revision });
  expect(saved).toMatchObject({ status: 200, body: { faults: [] } });
  if (rulesChange) {
    const untried = await post(`/work/${id}/submit`, by, { revision: saved.body.revision });
    expect(untried.body).toMatchObject({ status: 409, code: 'matters.back-test-first' });
    expect((await post(`/work/${id}/back-test`, by)).status).toBe(200);
  }
  const submitted = await post(`/work/${id}/submit`, by, { revision: saved.body.revision });
  expect(submitted.status).toBe(200);
  return post(`/work/${id}/approve`, reviewer(), { revision: submitted.body.revision });
}

describe('a version made on the console', () => {
  test('is edited, checked by the rules of the packs, reviewed by another person, and used from then on', async () => {
    const before = port().get(MATTER);
    expect((await post('/work', editor('stranger', 'authority'), { of: MATTER })).body.code).toBe(
      'matters.out-of-scope',
    );
    expect((await post('/work', editor(), { of: MATTER })).status).toBe(201);
    expect((await post('/work', editor(), { of: MATTER })).body.code).toBe('matters.already-open');

    const { work } = await show(MATTER);
    const faulty = {
      ...work.definition,
      visits: { count: 2 },
      handling: { forms: ['online'], depth: 'IV' },
      codes: { ...work.definition.codes, catalogCode: '990100001001' },
    };
    const saved = await put(`/work/${MATTER}`, editor(), { definition: faulty, files: work.files, revision: 0 });
    expect(saved.body.faults.map((one: Listed) => [one.path, one.code])).toEqual([
      ['/codes/catalogCode', 'catalog-code'],
      ['/codes/taskCode', 'task-code'],
      ['/visits', 'required'],
      ['/visits/count', 'depth'],
    ]);
    expect(saved.body.faults[3].message.zh).toContain('到现场次数应为 0');
    expect(
      (await put(`/work/${MATTER}`, editor(), { definition: faulty, files: work.files, revision: 0 })).body.code,
    ).toBe('matters.changed-meanwhile');
    const refused = await post(`/work/${MATTER}/submit`, editor(), { revision: saved.body.revision });
    expect(refused).toMatchObject({ status: 422, body: { code: 'matters.not-yet-sound' } });
    expect(refused.body.errors).toHaveLength(4);

    const dmn = work.files['decision.dmn'].replace('age &lt; 10', 'age &lt; 12');
    const wrong = await post(`/work/${MATTER}/check`, editor(), {
      definition: work.definition,
      files: { ...work.files, 'decision.dmn': dmn.replace('age &lt; 12', 'agee &lt; 12') },
    });
    expect(wrong.body.faults[0]).toMatchObject({ file: 'decision.dmn', line: expect.any(Number) });
    expect(wrong.body.faults[0].line).toBeGreaterThan(1);

    // Tried on other rules than those submitted in the end: it counts for nothing.
    expect((await post(`/work/${MATTER}/back-test`, editor())).status).toBe(200);
    const changed = ({ definition, files }: Written): Written => ({
      definition: { ...work.definition, phone: '0999-12345', id: definition['id'] },
      files: { ...files, 'decision.dmn': dmn },
    });
    const approved = await publish(MATTER, changed, editor(), true);
    expect(approved).toMatchObject({ status: 200, body: { state: 'published' } });
    const now = port().get(MATTER);
    expect(now).toMatchObject({ phone: '0999-12345', version: expect.stringMatching(/^c1\+[0-9a-f]{12}$/) });
    const inputs = { age: 11, status: '1', guardianConsent: true };
    expect(await port().decide(MATTER, now.version, inputs)).toMatchObject({ outcome: 'refuse' });
    expect(await port().decide(MATTER, before.version, inputs)).toMatchObject({ outcome: 'approve' });
    const { versions } = await show(MATTER);
    expect(versions.map((one: Listed) => [one.version, one.inUse])).toEqual([
      [now.version, true],
      [before.version, false],
    ]);
    // Everyone may see when the guide changed, and what.
    const seen = await city.request({ path: `/api/matters/${MATTER}/versions`, as: anonymous });
    expect(seen.body.items).toMatchObject([
      { version: now.version, inUse: true, changed: [{ zh: '咨询电话' }, { zh: '审查规则' }] },
      { version: before.version, inUse: false, changed: [] },
    ]);
    const diff = (
      await get(
        `/work/${MATTER}/differences?from=${encodeURIComponent(before.version)}&to=${encodeURIComponent(now.version)}`,
        editor(),
      )
    ).body;
    expect(diff.changes).toEqual([{ path: ['phone'], before: before.phone, after: '0999-12345' }]);
    expect(diff.files.map((one: Listed) => one.name)).toEqual(['decision.dmn']);
    expect(diff.said).toMatchObject([
      { part: 'elements', texts: [{ zh: `咨询电话由“${before.phone}”改为“0999-12345”` }] },
      {
        part: 'rules',
        texts: [{ en: expect.stringMatching(/of the rule “.+”: “< 10” becomes “< 12”|worked out changed/) }],
      },
    ]);
    // By whose hands, and when: of a version of the console; the other came with its pack.
    const club = { zh: expect.any(String), en: expect.any(String) };
    const by = (who: string) => ({ name: `name of ${who}`, organisationName: club });
    expect(versions.map((one: { made: unknown }) => one.made)).toEqual([
      {
        withPack: false,
        followsAbove: false,
        editors: [by('editor')],
        steps: [
          { kind: 'begun', at: expect.any(String), by: by('editor') },
          { kind: 'submitted', at: expect.any(String), by: by('editor') },
          { kind: 'approved', at: expect.any(String), by: by('reviewer') },
          { kind: 'published', at: expect.any(String) },
        ],
      },
      { withPack: true, followsAbove: false, editors: [], steps: [] },
    ]);
    expect(JSON.stringify(seen.body), 'never told outside').not.toContain('name of');
  });

  test('is listed, before it is published, to its editors and to reviewers alone, without its files', async () => {
    const begun = await post('/work', editor(), { id: 'court-visit', organisation: CLUB });
    const { work } = await show('court-visit');
    const title = { zh: '参观球场', en: 'A visit to the courts' };
    const definition = { ...work.definition, title };
    const saved = await put('/work/court-visit', editor(), { definition, files: work.files, revision: 0 });
    const reader = staffActor(CLUB, ['clerk'], { accountId: 'reader' });
    const listed = async (as: As) => (await get('/work?q=参观', as)).body;
    for (const as of [editor(), reviewer()])
      expect((await listed(as)).items).toMatchObject([{ id: 'court-visit', title, state: 'new', useLevel: '3' }]);
    for (const as of [editor('stranger', 'authority'), reader])
      expect(await listed(as)).toMatchObject({ items: [], counts: { work: 0 } });
    const [found] = await city.database.forModule('matters').read((tx) => openSummaries(tx, [CLUB]));
    expect(found).toMatchObject({ id: begun.body.work, definition: { title, inherits: null } });
    expect(found).not.toHaveProperty('files');
    expect(found?.definition).not.toHaveProperty('materials');
    await post('/work/court-visit/discard', editor(), { revision: saved.body.revision });
  });

  test('is never reviewed by whoever edited it, and can be sent back', async () => {
    const both = staffActor(CLUB, ['matter-editor', 'matter-reviewer'], { accountId: 'both', organisations: 'all' });
    await post('/work', both, { of: MATTER });
    const submitted = await post(`/work/${MATTER}/submit`, both, { revision: 0 });
    expect((await show(MATTER, both)).may).toEqual(['withdraw', 'inherit']);
    expect((await post(`/work/${MATTER}/approve`, both, { revision: submitted.body.revision })).body.code).toBe(
      'matters.own-work',
    );
    const back = await post(`/work/${MATTER}/return`, reviewer(), {
      revision: submitted.body.revision,
      reason: '依据不全',
    });
    expect(back.body).toMatchObject({ state: 'draft' });
    expect((await show(MATTER, both)).work.view.returnedReason).toBe('依据不全');
    expect((await post(`/work/${MATTER}/discard`, both, { revision: back.body.revision })).status).toBe(200);
  });

  test('waits for its day', async () => {
    const today = city.clock.now();
    const tomorrow = new Date(today.getTime() + 86_400_000).toISOString().slice(0, 10);
    await post('/work', editor(), { of: MATTER });
    const submitted = await post(`/work/${MATTER}/submit`, editor(), { revision: 0 });
    const approved = await post(`/work/${MATTER}/approve`, reviewer(), {
      revision: submitted.body.revision,
      publishOn: tomorrow,
    });
    expect(approved.body.state).toBe('approved');
    const withdrawn = await post(`/work/${MATTER}/withdraw`, editor(), { revision: approved.body.revision });
    await post(`/work/${MATTER}/discard`, editor(), { revision: withdrawn.body.revision });
  });
});

describe('a level below', () => {
  const HEIR = 'court-east-membership';
  test('takes the matter of the level above and states only what is local', async () => {
    expect((await post('/work', editor(), { inherits: MATTER, id: HEIR, organisation: CLUB })).status).toBe(201);
    const { work } = await show(HEIR);
    const long = await post(`/work/${HEIR}/check`, editor(), {
      definition: { ...work.definition, promise: { days: 3, unit: 'workday' }, materials: [EXTRA] },
      files: {},
    });
    expect(long.body.faults.map((one: Listed) => one.path).toSorted()).toEqual(
      ['/materials', '/projectType', '/promise'].toSorted(),
    );
    expect(
      (await publish(HEIR, ({ definition }) => ({ definition: { ...definition, phone: '0999-1' }, files: {} }))).body
        .state,
    ).toBe('published');
    const [above, heir] = [port().get(MATTER), port().get(HEIR)];
    expect(heir).toMatchObject({
      title: above.title,
      legalBasis: above.legalBasis,
      inherits: MATTER,
      phone: '0999-1',
      useLevel: '4',
    });
    expect(heir.codes.taskCode).toBe(`${above.codes.taskCode.slice(0, 18)}4${above.codes.catalogCode}`);
    expect(heir.formSchema).toEqual(above.formSchema);
  });

  test('follows when the level above changes; what does not fit any more keeps its version and is told', async () => {
    const before = port().get(HEIR).version;
    await post('/work', editor(), { of: MATTER });
    await publish(MATTER, ({ definition, files }) => ({
      definition: { ...definition, summary: { zh: '新的说明', en: 'A new summary' }, localMaterials: true },
      files,
    }));
    const followed = port().get(HEIR);
    expect(followed.version).not.toBe(before);
    expect(followed.summary.zh).toBe('新的说明');

    await post('/work', editor(), { of: HEIR });
    await publish(HEIR, ({ definition }) => ({ definition: { ...definition, materials: [EXTRA] }, files: {} }));
    const own = port().get(HEIR);
    expect(own.materials.at(-1)).toMatchObject({ id: 'extra' });
    await post('/work', editor(), { of: MATTER });
    const { work } = await show(MATTER);
    const asked = await post(`/work/${MATTER}/check`, editor(), {
      definition: { ...work.definition, localMaterials: false },
      files: work.files,
    });
    expect(asked.body.heirs).toMatchObject([{ matter: HEIR }]);
    await publish(MATTER, ({ definition, files }) => ({ definition: { ...definition, localMaterials: false }, files }));
    expect(port().get(HEIR).version).toBe(own.version);
    expect((await get('/work?view=conflict', editor())).body.items.map((one: Listed) => one.id)).toEqual([HEIR]);
    expect((await show(HEIR)).conflicts[0].message.zh).toContain('不允许增加本地材料');
  });

  test('ends with the level above, and cases keep what they began with', async () => {
    const { version } = port().get(HEIR);
    expect((await post(`/work/${MATTER}/retire`, reviewer(), { reason: '依据废止' })).body).toMatchObject({
      heirs: [HEIR],
    });
    expect(port().find(HEIR)).toBeUndefined();
    expect(port().get(HEIR, version).id).toBe(HEIR);
    await post('/work', editor(), { of: MATTER });
    await publish(MATTER, ({ definition, files }) => ({ definition, files }));
    expect(port().find(MATTER)).toBeDefined();
  });
});
const EXTRA = {
  id: 'extra',
  title: { zh: '本地材料', en: 'A paper of our own' },
  kind: 'original',
  source: 'applicant',
  necessity: 'required',
};

describe('what cases tell', () => {
  test('the four reductions: first version and now, by matter and department, with what cases of each took', async () => {
    // The pack's own; the tests above published it anew.
    const first = (await show(MATTER)).versions.find(({ version }: Listed) => version.startsWith('1.0.0'));
    const now = port().get(MATTER);
    taken = [
      { matter: MATTER, version: first.version, timed: 2, days: 9, counted: 1, visits: 2 },
      { matter: MATTER, version: now.version, timed: 4, days: 2, counted: 4, visits: 0 },
    ];
    const found = (await get(`/reductions?organisation=${CLUB}`, editor())).body;
    const [row] = found.matters.filter(({ id }: Listed) => id === MATTER);
    expect(row).toMatchObject({
      before: { version: first.version, takenDays: 4.5, takenVisits: 2 },
      now: { version: now.version, takenDays: 0.5, takenVisits: 0, promise: now.limits.promise, steps: 2 },
    });
    // A matter that was never published anew has nothing before, and is in no difference.
    expect(found.matters.find(({ id }: Listed) => id === 'court-event')).not.toHaveProperty('before');
    expect(found.departments.find((one: { organisation: string }) => one.organisation === CLUB).totals).toMatchObject({
      matters: found.matters.length,
      changed: found.matters.filter((one: { before?: unknown }) => one.before).length,
      before: { takenDays: 4.5 },
      after: { takenDays: 0.5 },
    });
    expect((await get('/reductions', editor())).body.matters).toEqual([]);
    // Any two versions, measured beside their differences.
    const [from, to] = [now.version, first.version].map(encodeURIComponent);
    const { measured } = (await get(`/work/${MATTER}/differences?from=${from}&to=${to}`, editor())).body;
    expect(measured).toEqual({ before: row.now, after: row.before });

    const file = await city.request({ path: '/api/matters/reductions/export.xlsx?language=zh', as: editor() });
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(file.bytes as unknown as Parameters<typeof book.xlsx.load>[0]);
    const cells = (book.getWorksheet('事项四减')?.getSheetValues() ?? []).flat();
    expect(cells).toEqual(expect.arrayContaining([now.title.zh, '无更早版本', first.version, 4.5, 0.5]));
  });

  test('the guide is checked against what they took and asked', async () => {
    const of = (caseNo: string, organisation = CLUB) => ({ caseNo, organisation });
    facts = {
      decided: 40,
      atOnce: 10,
      onLine: 40,
      visits: [
        { ...of('A1'), visits: 1 },
        { ...of('A2'), visits: 0 },
      ],
      days: Array.from({ length: 40 }, (_, n) => ({
        ...of(`A${n}`, n === 3 ? 'authority' : CLUB),
        days: n < 4 ? 9 : 1,
        overPromise: n < 4,
        overStatutory: false,
      })),
      asked: [
        { ...of('A1'), text: '婚姻状况证明' },
        { ...of('A2'), text: '婚姻状况证明' },
        { ...of('A3', 'authority'), text: '住址证明看不清' },
        { ...of('A4'), text: '住址证明看不清' },
        { ...of('A5'), text: '只有一件' },
      ],
    };
    const { body } = await get(`/work/${MATTER}/guide-check`, handler);
    expect(body).toMatchObject({ decided: 40 });
    const told = (one: Listed & { count: number }) => [one.code, one.tone, one.count, one.cases];
    expect(body.findings.map(told)).toEqual([
      ['duration', 'red', 4, ['A0', 'A1', 'A2']],
      ['instant', 'amber', 0, []],
      ['materials', 'red', 2, ['A1', 'A2']],
      ['materials', 'amber', 2, ['A4']],
      ['visits', 'red', 1, ['A1']],
    ]);
    expect(body.findings[2].found.zh).toContain('“婚姻状况证明”');
    expect(body.findings[3].todo.zh).toContain('由共享数据代替');
    // An editor who may open no case learns how many there are, not which, nor what a few were asked.
    const unnamed = await get(`/work/${MATTER}/guide-check`, editor());
    expect(unnamed.body.findings.map(told)).toEqual([
      ['duration', 'red', 4, []],
      ['instant', 'amber', 0, []],
      ['materials', 'red', 2, []],
      ['materials', 'amber', 2, []],
      ['visits', 'red', 1, []],
    ]);
    expect(unnamed.text).not.toMatch(/婚姻状况|看不清|"A\d/);
    const elsewhere = await get(`/work/${MATTER}/guide-check`, editor('stranger', 'authority'));
    expect(elsewhere.body.code).toBe('matters.guide-out-of-scope');
    expect((await get(`/work/${MATTER}/guide-check`, reviewer())).body.decided).toBe(40);
    const { rows } = await city.database.pool.query(
      `select actor_id, detail from platform.audit_entry where action = 'matters.check-guide' order by at, id`,
    );
    expect(rows).toMatchObject([
      { actor_id: 'handler', detail: { decided: 40, asked: 5, cases: ['A0', 'A1', 'A2', 'A4'] } },
      { actor_id: 'editor', detail: { cases: [] } },
      { actor_id: 'reviewer', detail: { decided: 40, asked: 5 } },
    ]);
  });

  test('a changed decision is tried on history before it is submitted', async () => {
    const inputs = (age: number) => ({ age, status: '1', guardianConsent: true });
    past = [13, 14, 30].map((age, n) => ({
      caseNo: `B${n}`,
      subject: `person-${n}`,
      organisation: CLUB,
      decidedAt: city.clock.now(),
      version: port().get(MATTER).version,
      inputs: inputs(age),
      outcome: 'approve',
    }));
    await post('/work', editor(), { of: MATTER });
    const { work } = await show(MATTER);
    const files = { ...work.files, 'decision.dmn': work.files['decision.dmn'].replace('age &lt; 12', 'age &lt; 14') };
    const saved = await put(`/work/${MATTER}`, editor(), { definition: work.definition, files, revision: 0 });
    // Whoever may not see the cases is told no group of a few, nor whose they are.
    expect((await post(`/work/${MATTER}/back-test`, editor())).body).toMatchObject({
      whole: false,
      leastTold: 10,
      cases: null,
      same: null,
      different: null,
      kinds: [],
      grouped: null,
    });
    const named = async () =>
      (
        await city.database.pool.query(
          `select actor_id, detail from platform.audit_entry where action = 'matters.name-cases-of-back-test'`,
        )
      ).rows;
    expect(await named()).toEqual([]);
    const { body } = await post(`/work/${MATTER}/back-test`, handler);
    expect(await named()).toMatchObject([{ actor_id: 'handler', detail: { cases: ['B0'] } }]);
    expect(body).toMatchObject({
      whole: true,
      cases: 3,
      same: 2,
      different: 1,
      decided: { known: 3, agreeBefore: 3, agreeAfter: 2 },
    });
    expect(body.kinds).toMatchObject([{ before: { outcome: 'approve' }, after: { outcome: 'refuse' }, cases: ['B0'] }]);
    await post(`/work/${MATTER}/discard`, editor(), { revision: saved.body.revision });
  });

  test('a draft that puts an applicant’s data into its outputs is not told them, and those it was tried on are told', async () => {
    const secret = { age: 1987, status: 'ill-since-may', guardianConsent: true };
    const cases = ['mine', 'mine-too', 'elsewhere'];
    past = cases.map((subject, n) => ({
      caseNo: `C${n}`,
      subject,
      organisation: subject === 'elsewhere' ? 'authority' : CLUB,
      decidedAt: city.clock.now(),
      version: port().get(MATTER).version,
      inputs: secret,
      outcome: 'approve',
    }));
    await post('/work', editor(), { of: MATTER });
    const { work } = await show(MATTER);
    const rules = `<decision id="${work.definition.decision.decision}" name="d"><variable id="v" name="d"/>
      <informationRequirement id="r1"><requiredInput href="#in_age"/></informationRequirement>
      <informationRequirement id="r2"><requiredInput href="#in_status"/></informationRequirement>
      <literalExpression id="l"><text>{ outcome: string(age), reason: [age, status] }</text></literalExpression></decision>`;
    const dmn = work.files['decision.dmn'].replace(/<decision id="membership"[^]*<\/decision>/, rules);
    const saved = await put(`/work/${MATTER}`, editor(), {
      definition: work.definition,
      files: { ...work.files, 'decision.dmn': dmn },
      revision: 0,
    });
    const { body } = await post(`/work/${MATTER}/back-test`, handler);
    expect(body).toMatchObject({ cases: 2, failedCount: 0, different: 2 });
    expect(body.kinds).toEqual([
      { before: null, after: { outcome: 'route', reason: 'unlisted' }, count: 2, cases: ['C0', 'C1'] },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/1987|ill-since-may/);
    const told = (subject: string) => city.database.asPlatform.read((tx) => city.audit.readsOf(tx, subject, 10));
    const why = { organisation: CLUB, case_no: 'C0', purpose: { zh: '用历史办件回测修改后的规则' } };
    const reads = (await told('mine')).toSorted((a, b) => (a.resource < b.resource ? -1 : 1));
    expect(reads).toMatchObject([
      { ...why, resource: `matter:${MATTER}`, fields: ['age', 'guardianConsent'] },
      { ...why, resource: 'registry:players', fields: ['status'] },
    ]);
    expect(await told('elsewhere')).toEqual([]);
    await post(`/work/${MATTER}/discard`, editor(), { revision: saved.body.revision });
  });
});

describe('a pack added while the server runs', () => {
  const at = join(folder, 'court-guests');
  const write = (version: string, change = (text: string) => text) => {
    const from = join(folder, 'tennis-club', 'matters', MATTER);
    const to = join(at, 'matters', 'court-guest');
    mkdirSync(to, { recursive: true });
    writeFileSync(
      join(at, 'pack.yaml'),
      `id: court-guests\nversion: ${version}\ntitle: { zh: 客人, en: Guests }\nrequires: [tennis-club]\n`,
    );
    for (const name of ['form.json', 'decision.dmn'])
      writeFileSync(join(to, name), readFileSync(join(from, name), 'utf8'));
    const yaml = readFileSync(join(from, 'matter.yaml'), 'utf8').replace(`id: ${MATTER}`, 'id: court-guest');
    writeFileSync(join(to, 'matter.yaml'), change(yaml));
  };
  const install = (as: As = admin) => post('/packs/court-guests', as);

  test('is checked as by pack:check; with a fault nothing changes and file and line are told', async () => {
    write('1.0.0', (text) => text.replace('projectType: instant', 'projectType: promise'));
    expect((await install(editor())).status).toBe(403);
    const { body } = await install();
    expect(body).toMatchObject({ code: 'matters.pack-faulty', status: 422 });
    expect(body.errors[0].pointer).toMatch(/court-guests\/matters\/court-guest\/matter\.yaml:\d+:\d+$/);
    expect(port().find('court-guest')).toBeUndefined();
    write('1.0.0');
    writeFileSync(join(at, 'matters', 'court-guest', 'process.bpmn'), '<definitions/>');
    expect((await install()).body.errors[0].pointer).toMatch(/process\.bpmn:1:1$/);
    rmSync(join(at, 'matters', 'court-guest', 'process.bpmn'));
    mkdirSync(join(at, 'organisations'));
    writeFileSync(
      join(at, 'organisations', 'x.yaml'),
      'organisations: [{ id: guests, creditCode: 12999900TENN15003J, name: { zh: 客人, en: G }, short: { zh: 客人, en: G }, division: "999900", kind: other }]\n',
    );
    const refused = await install();
    expect(['matters.not-live', 'matters.pack-faulty']).toContain(refused.body.code);
    rmSync(join(at, 'organisations'), { recursive: true });
    expect(port().find('court-guest')).toBeUndefined();
  });

  test('is used at once; again it changes nothing; a further version supersedes, and the old one stays for its cases', async () => {
    const first = await install();
    expect(first.body).toMatchObject({ packVersion: '1.0.0', matters: [{ id: 'court-guest', outcome: 'new' }] });
    const before = port().get('court-guest');
    expect((await get('?q=court-guest', reviewer())).status).toBe(200);
    expect((await install()).body.matters).toMatchObject([{ outcome: 'unchanged', version: before.version }]);
    write('1.1.0', (text) => text.replace('phone: ', 'phone: 1'));
    expect((await install()).body.matters).toMatchObject([{ outcome: 'superseded' }]);
    expect(port().get('court-guest').version).not.toBe(before.version);
    expect(port().get('court-guest', before.version).phone).toBe(before.phone);
    expect((await post('/packs/tennis-club', admin)).body.code).toBe('matters.already-in-use');
  });

  test('brings the processes that its matter calls; a version keeps those it had, also when the server starts again', async () => {
    const one = (id: string, inside: string) =>
      `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="${id}" isExecutable="true"><startEvent id="${id}_s"/>${inside}<sequenceFlow id="${id}_f" sourceRef="${id}_s" targetRef="${id}_t"/></process></definitions>`;
    const check = join(at, 'processes', 'check');
    const text = one('check', '<userTask id="check_t" name="看"/>');
    mkdirSync(check, { recursive: true });
    writeFileSync(join(check, 'process.yaml'), 'id: check\ntitle: { zh: 核查, en: Check }\n');
    writeFileSync(
      join(at, 'matters', 'court-guest', 'process.bpmn'),
      one('guest', '<callActivity id="guest_t" calledElement="check"/>'),
    );
    expect((await install()).body.errors[0].pointer).toMatch(/processes\/check\/process\.bpmn:1:1$/);
    writeFileSync(join(check, 'process.bpmn'), text);
    write('1.2.0');
    expect((await install()).body).toMatchObject({ packVersion: '1.2.0', matters: [{ outcome: 'superseded' }] });
    const { version } = port().get('court-guest');
    expect(port().calledProcesses('court-guest', version)).toEqual({ check: text });
    // Only what is called has changed, and with it the matter.
    writeFileSync(join(check, 'process.bpmn'), text.replace('看', '细看'));
    expect((await install()).body.matters[0]).toMatchObject({ outcome: 'superseded' });
    const next = port().get('court-guest').version;
    expect(next).not.toBe(version);
    const again = create(city);
    await again.prepare?.();
    expect(again.port.calledProcesses('court-guest', version)).toEqual({ check: text });
    expect(again.port.calledProcesses('court-guest', next)['check']).toContain('细看');
    rmSync(join(at, 'processes'), { recursive: true });
    rmSync(join(at, 'matters', 'court-guest', 'process.bpmn'));
  });
});

describe('the departments’ workbook', () => {
  const send = (bytes: Buffer, commit = false) => {
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(bytes)]), 'a.xlsx');
    return city.request({
      method: 'POST',
      path: `/api/matters/work/import${commit ? '?commit=true' : ''}`,
      as: editor(),
      body,
    });
  };
  const exported = async (): Promise<ExcelJS.Workbook> => {
    const book = new ExcelJS.Workbook();
    const { bytes } = await get('/work/export.xlsx', editor());
    await book.xlsx.load(bytes as never);
    return book;
  };
  const cell = (book: ExcelJS.Workbook, sheet: string, heading: string, row: number): ExcelJS.Cell => {
    const found = book.getWorksheet(sheet) as ExcelJS.Worksheet;
    let column = 0;
    found.getRow(1).eachCell((one, number) => {
      if (String(one.value).replace('*', '') === heading) column = number;
    });
    return found.getCell(row, column);
  };
  const rowOf = (book: ExcelJS.Workbook, id: string): number => {
    let found = 0;
    book.getWorksheet('实施清单')?.eachRow((row, no) => {
      if (row.getCell(1).value === id) found = no;
    });
    return found;
  };
  const bytesOf = async (book: ExcelJS.Workbook): Promise<Buffer> => Buffer.from(await book.xlsx.writeBuffer());

  test('as exported it changes nothing; every fault is told by its cell; without faults it becomes drafts', async () => {
    const book = await exported();
    const same = await send(await bytesOf(book));
    expect(same.body.faults).toEqual([]);
    expect(new Set(same.body.matters.map((one: Listed) => one.outcome))).toEqual(new Set(['unchanged']));

    const row = rowOf(book, MATTER);
    cell(book, '实施清单', '到现场次数', row).value = 2;
    cell(book, '实施清单', '办理形式', row).value = '网上、窗口';
    cell(book, '实施清单', '网上办理深度', row).value = 'Ⅳ';
    cell(book, '实施清单', '行使层级', row).value = '市里';
    const faulty = await send(await bytesOf(book), true);
    expect(faulty).toMatchObject({ status: 422, body: { code: 'matters.import-faults' } });
    const tried = (await send(await bytesOf(book))).body;
    expect(tried.faults.map((one: Listed) => [one.cell.replace(/[A-Z]+/, ''), one.code]).toSorted()).toEqual(
      [
        [`${row}`, 'depth'],
        [`${row}`, 'required'],
        [`${row}`, 'unknown'],
      ].toSorted(),
    );
    expect((await show(MATTER)).work).toBeUndefined();

    cell(book, '实施清单', '行使层级', row).value = '市级';
    cell(book, '实施清单', '到现场次数', row).value = 0;
    cell(book, '实施清单', '咨询电话', row).value = '0999-77';
    expect((await send(await bytesOf(book), true)).body).toMatchObject({ imported: true, faults: [] });
    const { work } = await show(MATTER);
    expect(work).toMatchObject({ view: { origin: 'excel', state: 'draft' }, faults: [] });
    expect(work.changes).toEqual([
      { path: ['phone'], before: expect.any(String), after: '0999-77' },
      { path: ['handling'], after: { forms: ['online', 'window'], depth: 'IV' } },
    ]);
    expect((await send(await bytesOf(book))).body.matters.find((one: Listed) => one.id === MATTER).outcome).toBe(
      'unchanged',
    );

    // While the next one is read, the draft is submitted: it stays submitted.
    cell(book, '实施清单', '咨询电话', row).value = '0999-88';
    const bytes = await bytesOf(book);
    const other = await city.database.pool.connect();
    try {
      await other.query('begin');
      await other.query(
        `update matters.work set state = 'submitted', submitted_by = 'another', revision = revision + 1 where matter = $1 and state = 'draft'`,
        [MATTER],
      );
      const importing = send(bytes, true);
      const blocked = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      while ((await city.database.pool.query(blocked)).rowCount === 0) await setTimeout(20);
      await other.query('commit');
      expect(await importing).toMatchObject({ status: 409, body: { code: 'matters.import-overtaken' } });
    } finally {
      other.release();
    }
    const submitted = (await show(MATTER)).work;
    expect(submitted).toMatchObject({ view: { state: 'submitted' }, definition: { phone: '0999-77' } });
    const withdrawn = await post(`/work/${MATTER}/withdraw`, editor(), { revision: submitted.view.revision });
    await post(`/work/${MATTER}/discard`, editor(), { revision: withdrawn.body.revision });
  });

  test('days in force are read as people write them; what is no day, or ends before it begins, is told by its cell', async () => {
    const book = await exported();
    const row = rowOf(book, MATTER);
    const at = (heading: string): ExcelJS.Cell => cell(book, '实施清单', heading, row);
    const faults = async () =>
      (await send(await bytesOf(book))).body.faults.map((one: Listed) => [one.cell, one.code, one.message]);
    at('自然人办事主题').value = '体育健身、体育健身';
    at('取消日期').value = '2027-02-01';
    expect(await faults()).toMatchObject([
      [at('生效日期').address, 'required', { zh: '填了取消日期的，也请填写生效日期' }],
    ]);
    at('生效日期').value = '2026年2月30日';
    expect(await faults()).toMatchObject([
      [
        at('生效日期').address,
        'day',
        {
          zh: '“2026年2月30日”不是日期，请填写如 2026-12-01',
          en: '"2026年2月30日" is no day; write it as 2026-12-01',
        },
      ],
    ]);
    // As it is where somebody copied it from a sheet of theirs.
    at('生效日期').numFmt = 'yyyy-mm-dd';
    at('生效日期').value = new Date('2027-02-01T00:00:00Z');
    expect(await faults()).toMatchObject([[at('取消日期').address, 'effective', {}]]);
    at('生效日期').value = '2026年2月1日';
    expect((await send(await bytesOf(book), true)).body).toMatchObject({ imported: true, faults: [] });
    const { work } = await show(MATTER);
    expect(work.definition).toMatchObject({
      topics: { person: [{ zh: '体育健身' }] },
      effective: { from: '2026-02-01', until: '2027-02-01' },
    });
    at('取消日期').value = '长期';
    await send(await bytesOf(book), true);
    const again = (await show(MATTER)).work;
    expect(again.definition.effective).toEqual({ from: '2026-02-01' });
    await post(`/work/${MATTER}/discard`, editor(), { revision: again.view.revision });
  });
});
