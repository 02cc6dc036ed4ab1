import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { casesAmongFakes, demoCitizenId, FIRM, KITES } from './testing/small-city.ts';
import type { createCases } from './module.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮', values: { name: '安小妮', status: '1' } };
/** For firms too, whose name it takes from them; and one that is for firms alone. */
const TRADE = {
  ...KITES,
  id: 'kite-trade',
  serviceObject: ['natural-person', 'legal-person'],
  formSchema: {
    ...KITES.formSchema,
    properties: {
      ...(KITES.formSchema['properties'] as object),
      name: { type: 'string', 'x-firm': 'name', title: { zh: '名称', en: 'Name' } },
    },
  },
};
const FACTORY = { ...KITES, id: 'kite-factory', serviceObject: ['legal-person'] };
const { city: fakes, create } = casesAmongFakes({ ann }, [TRADE, FACTORY]);

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

test('who acts for a firm applies in its name; whoever else acts for it follows the case, and its people by themselves do not see it', async () => {
  const subject = city.blindIndex(FIRM.creditCode, SUBJECT);
  const people = (accountId: string) => personActor(accountId, city.blindIndex(ann.citizenId, SUBJECT));
  const acting = (accountId: string, scope: string[]) => ({
    ...people(accountId),
    actingFor: { firm: 'f-1', subject, mandate: 'm-1', scope },
  });
  const boss = acting('ann', ['services', 'my-data']);
  const clerk = acting('bob', ['services']);
  const reader = acting('cat', ['my-data']);
  type As = NonNullable<Parameters<typeof city.request>[0]['as']>;
  const begin = async (matter: string, as: As) =>
    (await city.request({ method: 'POST', path: '/api/cases', body: { matter }, as })).body;

  expect(await begin('kite-permit', boss)).toMatchObject({ status: 409, code: 'cases.for-persons' });
  expect(await begin('kite-factory', people('ann'))).toMatchObject({ status: 409, code: 'cases.for-firms' });
  const asked = fakes.calls.length;
  expect(await begin('kite-trade', reader)).toMatchObject({ status: 403, code: 'access.not-in-mandate' });

  const { id, form } = await begin('kite-trade', boss);
  expect(form).toEqual({ name: FIRM.name });
  expect(fakes.calls.length, 'nobody is asked about a person, nor for whom the mandate does not serve').toBe(asked);
  const mine = async (as: As) => (await city.request({ path: '/api/cases/mine', as })).body.items;
  expect((await mine(clerk)).map((one: { id: string }) => one.id)).toEqual([id]);
  expect((await mine(people('ann'))).map((one: { id: string }) => one.id)).not.toContain(id);
  const body = { form: { ...form, colour: 'blue' } };
  const path = `/api/cases/${id}/submit`;
  expect((await city.request({ method: 'POST', path, body, as: people('ann') })).status).toBe(404);
  expect((await city.request({ method: 'POST', path, body, as: reader })).status).toBe(403);
  expect((await city.request({ method: 'POST', path, body, as: clerk })).body.state).toBe('received');
  expect(await city.modules[0]?.port.applicantToReport(id)).toEqual({ kind: 'firm', name: FIRM.name });
  const officer = staffActor('kite-window', ['clerk']);
  expect((await city.request({ path: `/api/work/cases/${id}`, as: officer })).body.applicant).toEqual({
    name: FIRM.name,
    citizenId: FIRM.creditCode,
  });
});
