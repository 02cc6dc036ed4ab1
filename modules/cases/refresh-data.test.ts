import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBJECT } from '@platform/module';
import { personActor, startTestCity, type TestCity } from '@platform/testkit';
import type { createCases } from './module.ts';
import { casesAmongFakes, demoCitizenId, type Flier } from './testing/small-city.ts';

const eve: Flier = { citizenId: demoCitizenId('1985-05-05', '005'), name: '易晓晨' };
const { create } = casesAmongFakes({ eve });
let city: TestCity<ReturnType<typeof createCases>>;

beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], now: '2026-11-20T02:00:00Z' });
});
afterAll(() => city.stop());

test('who was not known when the draft was opened is asked for again, and then need not type', async () => {
  const as = personActor('eve', city.blindIndex(eve.citizenId, SUBJECT));
  const open = async () =>
    (await city.request({ method: 'POST', path: '/api/cases', body: { matter: 'kite-permit' }, as })).body;
  const first = await open();
  expect(first).toMatchObject({ locked: [], papersSaved: 0 });
  eve.values = { name: '易晓晨', address: '东街', status: '1' };
  city.clock.advance(60_000);
  expect(await open()).toMatchObject({ id: first.id, locked: ['name', 'address'], papersSaved: 1 });
});
