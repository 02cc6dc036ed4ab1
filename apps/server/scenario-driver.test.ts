import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatScenario, loadPacks, playScenarios, type ScenarioDriver, type ScenarioStart } from '@platform/packs';
import { createScenarioDriver } from './scenario-driver.ts';

const packs = loadPacks({ folder: join(import.meta.dirname, '../../packs'), ids: ['tennis-club'] });
let driver: ScenarioDriver;

beforeAll(async () => {
  driver = await createScenarioDriver(packs);
});
afterAll(() => driver.close?.());

const start = (more: Partial<ScenarioStart> = {}): ScenarioStart => ({
  scenario: 'test',
  matter: 'tennis-membership',
  today: '2026-05-11',
  applicant: { name: '段晓拍', citizenId: '990001199603029010', birthDate: '1996-03-02', sex: '1' },
  data: { players: { address: '底线区一号场', status: '1' } },
  ...more,
});

test("the test pack's stories come true in the product itself", async () => {
  const results = await playScenarios(packs, driver);
  expect(results.length).toBeGreaterThan(4);
  expect(results.map(formatScenario).filter((line) => !line.startsWith('ok '))).toEqual([]);
}, 60_000);

test('a person of whom no registry knows brings all papers, and their form is open', async () => {
  const run = await driver.begin(
    start({
      applicant: { name: '罗球', citizenId: '990001199603029037', birthDate: '1996-03-02', sex: '1' },
      data: {},
    }),
  );
  expect(await run.observe()).toMatchObject({ prefilled: {}, papersSaved: 0, reads: [], openVerifications: 0 });
  await run.submit({ name: '罗球', birthDate: '1996-03-02', phone: '13800000000', court: 'clay' });
  expect((await run.observe()).case).toMatchObject({
    outcome: 'route',
    reason: 'not-known',
    routedTo: 'tennis-club-office',
  });
});

test('time passes for a case that waits, and a scenario may begin on an earlier day than the one before ended', async () => {
  const minor = { name: '小网友', citizenId: '990001201001019018', birthDate: '2010-01-01', sex: '1' } as const;
  const run = await driver.begin(start({ applicant: minor }));
  await run.submit({ phone: '13800000000', court: 'clay' });
  const { state: before } = (await run.observe()).case ?? { state: '' };
  await run.daysPass(12);
  const { state: after } = (await run.observe()).case ?? { state: '' };
  expect([before, after]).toEqual(['received', 'accepted']);

  const earlier = await driver.begin(
    start({ today: '2026-05-04', applicant: { ...minor, birthDate: '2016-05-05', citizenId: '990001201605059010' } }),
  );
  await earlier.submit({ phone: '13800000000', court: 'clay', guardianConsent: true });
  expect((await earlier.observe()).case).toMatchObject({ outcome: 'refuse', reason: 'too-young' });
}, 60_000);

test('an act that may not be ends the scenario with the words people would read', async () => {
  const run = await driver.begin(
    start({ applicant: { name: '周球', citizenId: '990001199603029096', birthDate: '1996-03-02', sex: '1' } }),
  );
  await expect(run.clerk({ action: 'approve' })).rejects.toThrow(/404.*cases\.case-not-found/);
  await expect(run.officer({ verification: 'confirm' })).rejects.toThrow('No verification is open');
});
