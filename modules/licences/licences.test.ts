import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '@platform/database';
import { isLicenceIdentifier } from '@platform/kernel';
import { anonymous, staffActor, startTestCity, type TestCity, type TestResponse } from '@platform/testkit';
import { acts, PEOPLE } from './testing/acts.ts';
import { licencesAmongFakes } from './testing/small-city.ts';

const { facts, create } = licencesAmongFakes();
let city: TestCity<ReturnType<typeof create>>;
let town: ReturnType<typeof acts<TestResponse['body']>>;
const officer = staffActor('tennis-club-office', ['clerk']);

beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [create(f)],
    packs: { ids: ['tennis-club'] },
    now: '2026-11-20T02:00:00Z',
  });
  town = acts(city, facts);
});
afterAll(() => city.stop());

describe('an approved case', () => {
  test('gets one licence, numbered and dated, in its holder’s wallet', async () => {
    const shown = await town.licence('ann');
    expect(isLicenceIdentifier(shown.identifier)).toBe(true);
    expect(shown).toMatchObject({
      status: 'valid',
      title: { zh: '网球会员证' },
      issuerName: { zh: '球场市网球俱乐部' },
      validUntil: '2027-11-19',
      colour: '#1b7f4b',
      fields: [
        { name: 'name', value: '安小妮' },
        { name: 'court', value: '红土' },
        { name: 'memberSince', value: '2026-11-20' },
      ],
      history: [{ text: { zh: '签发' } }],
    });
    expect(shown.qrSvg).toContain('<svg');
    expect(town.tokenOf(shown).length).toBeLessThan(330);
    const list = await city.request({
      path: '/api/licences/mine',
      as: town.as('ann'),
      headers: { 'accept-language': 'en' },
    });
    expect(list.body.items[0].fields[1].value).toBe('Clay');
  });

  test('gets no second one when the event comes again', async () => {
    const caseId = await town.decided('bob');
    await town.decided('bob', caseId);
    const { count } = await city.database
      .forModule('licences')
      .read((tx) =>
        tx.one<{ count: number }>(sql`select count(*)::int as count from licences.licence where case_id = ${caseId}`),
      );
    expect(count).toBe(1);
  });

  test('keeps nothing of the person in the clear', async () => {
    const rows = JSON.stringify(
      await city.database.forModule('licences').read((tx) => tx.rows(sql`select * from licences.licence`)),
    );
    expect(rows).not.toContain('安小妮');
    expect(rows).not.toContain(PEOPLE.ann.citizenId);
  });
});

describe('who may', () => {
  test('nobody opens another’s licence, signed out nothing, people do no officers’ work', async () => {
    const shown = await town.licence('ann');
    for (const path of [`/api/licences/mine/${shown.id}`, `/api/licences/mine/${shown.id}/file`]) {
      expect((await city.request({ path, as: town.as('bob') })).status).toBe(404);
      expect((await city.request({ path, as: anonymous })).status).toBe(401);
      expect((await city.request({ path, as: officer })).status).toBe(403);
    }
    for (const [method, path, body] of [
      ['GET', '/api/work/verifications'],
      ['POST', `/api/work/verifications/${randomUUID()}/confirm`, { reason: 'x' }],
      ['POST', `/api/work/licences/${shown.id}/restore`, { reason: 'x' }],
      ['POST', `/api/work/licences/${shown.id}/revoke`, { reason: 'x', evidence: 'y' }],
    ] as const) {
      const request = { method, path, ...(body ? { body } : {}) };
      expect((await city.request({ ...request, as: town.as('ann') })).status).toBe(403);
      expect((await city.request({ ...request, as: staffActor('tennis-club-office', ['leader']) })).status).toBe(403);
      expect((await city.request({ ...request, as: anonymous })).status).toBe(401);
    }
  });

  test('an expired licence says so', async () => {
    const shown = await town.licence('ann');
    city.clock.set('2028-01-01T02:00:00Z');
    expect((await town.verify(town.tokenOf(shown))).verdict).toBe('expired');
    const measure = city.modules[0]?.measures?.[0];
    const period = { from: new Date('2026-11-19T16:00:00Z'), to: new Date('2026-11-20T16:00:00Z') };
    const value = await measure?.value(period);
    const rows = (await measure?.records(period, { limit: 200 }))?.rows;
    expect(rows).toHaveLength(value?.value ?? -1);
    expect(rows?.[0]).toMatchObject({ title: { en: expect.any(String) }, status: { en: expect.any(String) } });
  });
});
