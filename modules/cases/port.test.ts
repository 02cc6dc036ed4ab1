import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBJECT } from '@platform/module';
import { personActor, startTestCity, type TestCity } from '@platform/testkit';
import { casesAmongFakes, demoCitizenId } from './testing/small-city.ts';
import type { createCases } from './module.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮', values: { name: '安小妮', status: '1' } };
const { create } = casesAmongFakes({ ann });

let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)] });
});
afterAll(() => city.stop());

const post = (path: string, body: object) =>
  city.request({ method: 'POST', path, body, as: personActor('ann', city.blindIndex(ann.citizenId, SUBJECT)) });

test('case numbers are told by what each case is about; a number of no case is left out', async () => {
  const kite = (await post('/api/cases', { matter: 'kite-permit' })).body;
  const note = (await post('/api/cases', { matter: 'kite-note' })).body;
  const port = city.modules[0]?.port;
  expect(await port?.titlesByNumber([kite.caseNo, note.caseNo, 'KO-2020-000001'])).toEqual(
    new Map([
      [kite.caseNo, kite.title],
      [note.caseNo, note.title],
    ]),
  );
  expect(await port?.titlesByNumber([])).toEqual(new Map());
});

test('a rule is told in the author’s own words in both languages, not in English by the reason once more', async () => {
  const { id } = (await post('/api/cases', { matter: 'kite-permit' })).body;
  const { body } = await post(`/api/cases/${id}/submit`, { form: { name: ann.name, colour: 'red' } });
  expect(body.decision).toMatchObject({
    reason: { zh: '符合条件', en: 'Conditions met' },
    rules: [{ text: { zh: '红色风筝当场登记', en: 'Red kites are registered at once' } }],
  });
});

test('what cases of a matter took and asked, and what went into their decisions, is told by case number', async () => {
  const port = city.modules[0]?.port;
  const period = {
    from: new Date(city.clock.now().getTime() - 86_400_000),
    to: new Date(city.clock.now().getTime() + 86_400_000),
  };
  const facts = await port?.caseFacts('kite-permit', period);
  expect(facts).toMatchObject({ decided: 1, atOnce: 1, onLine: 1, visits: [{ visits: 0 }], asked: [] });
  const [past] = (await port?.pastDecisions('kite-permit', period.from, 10)) ?? [];
  expect(past).toMatchObject({ outcome: 'approve', inputs: expect.objectContaining({ colour: 'red' }) });
  expect(await port?.pastDecisions('kite-permit', period.to, 10)).toEqual([]);
});
