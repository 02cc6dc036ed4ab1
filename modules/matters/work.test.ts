import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Foundations } from '@platform/module';
import { startTestCity, staffActor, type TestCity } from '@platform/testkit';
import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';
import type { CaseFacts, PastDecision } from './contract/index.ts';
import { createMatters } from './module.ts';

type Matters = ReturnType<typeof createMatters>;
const folder = mkdtempSync(join(tmpdir(), 'yiwang-matter-work-'));
const packs = join(import.meta.dirname, '..', '..', 'packs');
cpSync(join(packs, 'tennis-club'), join(folder, 'tennis-club'), { recursive: true });
const CLUB = 'tennis-club-office';
const MATTER = 'tennis-membership';

let facts: CaseFacts = { decided: 0, atOnce: 0, onLine: 0, visits: null, days: [], asked: [] };
let past: PastDecision[] = [];
const create = (f: Foundations): Matters => {
  const find = (id: string) => f.packs.find('organisations', id)?.value as Organisation | undefined;
  return createMatters({
    ...f,
    organisations: { find, get: (id: string) => find(id) as Organisation } as OrganisationsPort,
    caseFacts: async () => facts,
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

/** From a draft to use, by two people. */
async function publish(id: string, change: (work: any) => { definition: any; files: any }, by = editor()) {
  const { work } = await show(id, by);
  const saved = await put(`/work/${id}`, by, { ...change(structuredClone(work)), revision: work.view.revision });
  expect(saved).toMatchObject({ status: 200, body: { faults: [] } });
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
    expect(saved.body.faults.map((one: any) => [one.path, one.code])).toEqual([
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

    const approved = await publish(MATTER, ({ definition, files }) => ({
      definition: { ...work.definition, phone: '0999-12345', id: definition.id },
      files: { ...files, 'decision.dmn': dmn },
    }));
    expect(approved).toMatchObject({ status: 200, body: { state: 'published' } });
    const now = port().get(MATTER);
    expect(now).toMatchObject({ phone: '0999-12345', version: expect.stringMatching(/^c1\+[0-9a-f]{12}$/) });
    const inputs = { age: 11, status: '1', guardianConsent: true };
    expect(await port().decide(MATTER, now.version, inputs)).toMatchObject({ outcome: 'refuse' });
    expect(await port().decide(MATTER, before.version, inputs)).toMatchObject({ outcome: 'approve' });
    const { versions } = await show(MATTER);
    expect(versions.map((one: any) => [one.version, one.inUse])).toEqual([
      [now.version, true],
      [before.version, false],
    ]);
    const diff = (
      await get(
        `/work/${MATTER}/differences?from=${encodeURIComponent(before.version)}&to=${encodeURIComponent(now.version)}`,
        editor(),
      )
    ).body;
    expect(diff.changes).toEqual([{ path: ['phone'], before: before.phone, after: '0999-12345' }]);
    expect(diff.files.map((one: any) => one.name)).toEqual(['decision.dmn']);
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
    expect(long.body.faults.map((one: any) => one.path).toSorted()).toEqual(
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
    expect((await get('/work?view=conflict', editor())).body.items.map((one: any) => one.id)).toEqual([HEIR]);
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
export { admin, mkdirSync, readFileSync, writeFileSync };
