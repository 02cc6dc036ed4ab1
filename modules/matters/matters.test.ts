import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '@platform/database';
import type { Foundations } from '@platform/module';
import { loadPacks } from '@platform/packs';
import { anonymous, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';
import { createMatters } from './module.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiwang-matters-'));
cpSync(join(import.meta.dirname, '..', '..', 'packs', 'tennis-club'), join(folder, 'tennis-club'), { recursive: true });
const at = join(folder, 'tennis-club', 'matters', 'tennis-membership');

function create(f: Foundations) {
  const find = (id: string): Organisation | undefined =>
    f.packs.find('organisations', id)?.value as Organisation | undefined;
  const divisions = f.packs.all('divisions').map(({ value }) => value);
  return createMatters({
    ...f,
    organisations: {
      find,
      subtree: (id: string) => [id],
      get: (id: string) => find(id) as Organisation,
      division: (code: string) => divisions.find((one) => one.code === code),
      divisionPath: (code: string) => divisions.find((one) => one.code === code)?.name,
      children: (code?: string) => divisions.filter(({ parent }) => parent === code),
    } as unknown as OrganisationsPort,
  });
}

let city: TestCity<ReturnType<typeof createMatters>>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], packs: { folder, ids: ['tennis-club'] } });
});
afterAll(async () => {
  await city.stop();
  rmSync(folder, { recursive: true, force: true });
});
const port = () => (city.modules[0] as ReturnType<typeof createMatters>).port;
const get = async (path: string) => (await city.request({ path, as: anonymous })).body;

describe('anyone', () => {
  test.each(['网球', '打网球', 'wangqiu', 'wqhy', 'membership', 'tenis', '会员卡', '往球会员'])(
    'finds the matter by %s',
    async (q) => {
      expect((await get(`/api/matters?q=${encodeURIComponent(q)}`)).items[0]).toMatchObject({
        id: 'tennis-membership',
        organisationName: { zh: '球场市网球俱乐部' },
        papersSaved: 2,
      });
    },
  );

  test('sees all without a word, none for another thing', async () => {
    expect((await get('/api/matters')).items.map((one: { id: string }) => one.id)).toContain('tennis-membership');
    expect((await get(`/api/matters?q=${encodeURIComponent('钓鱼证')}`)).items).toEqual([]);
  });

  test('reads the guide: papers that data replace, by whom, and how many', async () => {
    const guide = await get('/api/matters/tennis-membership');
    expect(guide).toMatchObject({
      projectType: 'instant',
      papersSaved: 2,
      fee: null,
      visits: 0,
      result: { licence: 'tennis-membership-card' },
      legalBasis: [{ zh: '《球场市网球俱乐部章程》第三条' }],
    });
    expect(guide.materials[0]).toMatchObject({
      avoided: true,
      replacedBy: { zh: expect.stringContaining('共享的数据代替') },
    });
    expect(guide.rights).toHaveLength(2);
    // The elements by which people and offices know a matter (实施清单), and no rule of a fee where nothing is charged.
    expect(guide).toMatchObject({
      taskType: expect.stringMatching(/^\d\d$/),
      serviceObject: ['natural-person'],
      coOrganisations: [],
    });
    expect(guide.materials[0]).toMatchObject({ kind: expect.any(String), source: expect.any(String) });
    expect(guide).not.toHaveProperty('feeRules');
    expect((await city.request({ path: '/api/matters/none', as: anonymous })).status).toBe(404);
  });
});

describe('the rules', () => {
  const decide = (inputs: Record<string, unknown>) =>
    port().decide('tennis-membership', port().get('tennis-membership').version, inputs);

  test('approve, route and refuse as the pack says, with the rule that was hit', async () => {
    expect(await decide({ age: 30, status: '1', guardianConsent: null })).toMatchObject({
      outcome: 'approve',
      reason: 'meets-conditions',
      rulesHit: [{ id: 'free', index: 6, text: '可以入会', textEn: 'Free to join' }],
    });
    expect(await decide({ age: 30, status: null, guardianConsent: null })).toMatchObject({
      outcome: 'route',
      reason: 'not-known',
    });
    expect(await decide({ age: 9, status: '1', guardianConsent: true })).toMatchObject({
      outcome: 'refuse',
      reason: 'too-young',
    });
    expect(await decide({ age: '30', status: '1', guardianConsent: 'true' })).toMatchObject({ outcome: 'approve' });
  });

  test('what they cannot say goes to a person, with the reason', async () => {
    expect(await decide({ age: 30, status: '9', guardianConsent: null })).toMatchObject({
      outcome: 'route',
      silentBecause: 'decisions.no-rule',
    });
    expect(await decide({ age: 'thirty', status: '1', guardianConsent: null })).toMatchObject({
      outcome: 'route',
      silentBecause: 'decisions.wrong-input',
    });
  });
});

describe('a new version of the pack', () => {
  const again = async () => {
    const module = create({ ...city, packs: loadPacks({ folder, ids: ['tennis-club'] }) });
    await module.prepare?.();
    return module.port;
  };

  test('is used for new cases; the old one stays as it was for running ones', async () => {
    const before = port().get('tennis-membership');
    const dmn = readFileSync(join(at, 'decision.dmn'), 'utf8');
    writeFileSync(join(at, 'decision.dmn'), dmn.replace('age &lt; 10', 'age &lt; 40'));
    const next = await again();
    const now = next.get('tennis-membership');
    expect(now.version).not.toBe(before.version);
    const inputs = { age: 30, status: '1', guardianConsent: null };
    expect(await next.decide('tennis-membership', now.version, inputs)).toMatchObject({ outcome: 'refuse' });
    expect(await next.decide('tennis-membership', before.version, inputs)).toMatchObject({ outcome: 'approve' });
    expect(Object.keys(next.get('tennis-membership', before.version).formSchema['properties'] as object)).toEqual(
      before.uiOrder,
    );
    const { count } = await city.database
      .forModule('matters')
      .read((tx) =>
        tx.one<{ count: number }>(
          sql`select count(*)::int as count from matters.matter_version where matter = 'tennis-membership'`,
        ),
      );
    expect(count).toBe(2);
    writeFileSync(join(at, 'decision.dmn'), dmn);
  });

  test('that is faulty stops the start and names the file', async () => {
    const dmn = readFileSync(join(at, 'decision.dmn'), 'utf8');
    writeFileSync(join(at, 'decision.dmn'), dmn.replace('age &lt; 10', 'agee &lt; 10'));
    // The pack check may find it first; either way the file is named.
    await expect(again()).rejects.toThrow(/decision\.dmn/);
    writeFileSync(join(at, 'decision.dmn'), dmn);
    writeFileSync(join(at, 'form.json'), '{');
    await expect(again()).rejects.toThrow(/form\.json/);
  });
});

describe('places to go to', () => {
  const ask = async (query: string) => get(`/api/service-points${query}`);
  test('are found by matter with what each window takes: halls first, the nearest level first in a place', async () => {
    const { items, total } = await ask('?matter=tennis-membership');
    expect(total).toBe(2);
    expect(items.map((one: { level: string }) => one.level)).toEqual(['city', 'county']);
    expect((await ask('?matter=tennis-membership&division=999900')).items[0].level).toBe('county');
    expect(items[0].windows[0]).toMatchObject({
      any: true,
      matters: expect.arrayContaining([{ id: 'tennis-membership', title: expect.anything() }]),
    });
    expect((await ask('?division=999902')).items).toEqual([]);
    expect((await ask('?matter=no-such')).items).toEqual([]);
    expect((await ask('?q=dixian')).items.map((one: { id: string }) => one.id)).toEqual(['baseline-hall']);
  });

  test('come page by page, each once', async () => {
    const first = await ask('?limit=1');
    const second = await ask(`?limit=1&cursor=${first.next}`);
    expect([first.total, first.items.length, second.items.length, second.next]).toEqual([2, 1, 1, undefined]);
    expect(second.items[0].id).not.toBe(first.items[0].id);
    expect((await city.request({ path: '/api/service-points?cursor=zzz' })).body.code).toBe('http.bad-cursor');
  });

  test('reach as far as the figures say: by district, and by matter', async () => {
    const as = staffActor('tennis-club-office', ['matter-editor']);
    const { body } = await city.request({ path: '/api/service-points/coverage', as });
    expect(body.total).toEqual({ city: 1, county: 1, town: 0, village: 0 });
    expect(body.divisions.map((one: { code: string; points: object }) => [one.code, one.points])).toEqual([
      ['999901', { city: 0, county: 1, town: 0, village: 0 }],
      ['999902', { city: 0, county: 0, town: 0, village: 0 }],
    ]);
    expect(body.matters.find((one: { id: string }) => one.id === 'court-event').points).toMatchObject({
      city: 1,
      county: 0,
    });
    expect((await city.request({ path: '/api/service-points/coverage', as: anonymous })).status).toBe(401);
  });
});
