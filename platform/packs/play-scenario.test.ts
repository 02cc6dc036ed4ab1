import { citizenIdBirthDate, citizenIdSex, isCitizenId } from '@platform/kernel';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  formatScenario,
  loadPacks,
  playScenario,
  type ScenarioDriver,
  type ScenarioObservation,
  type ScenarioStart,
} from './index.ts';

const packs = loadPacks({ folder: join(import.meta.dirname, '../../packs'), ids: ['tennis-club'] });
const adult = packs.get('scenarios', 'adult-joins-at-once');

/** An engine that answers what it is told to, and keeps what it was asked. */
function scripted(seen: Partial<ScenarioObservation>) {
  const asked: unknown[] = [];
  let start: ScenarioStart | undefined;
  const act = async (what: unknown): Promise<void> => {
    asked.push(what);
  };
  const driver: ScenarioDriver = {
    async begin(given) {
      start = given;
      return {
        submit: act,
        clerk: act,
        dataChanges: act,
        officer: act,
        office: act,
        daysPass: act,
        observe: async () => ({
          prefilled: {},
          papersSaved: 0,
          formFaults: [],
          reads: [],
          openVerifications: 0,
          ...seen,
        }),
        end: () => act('end'),
      };
    },
  };
  return { driver, asked, started: () => start as ScenarioStart };
}

const right: Partial<ScenarioObservation> = {
  prefilled: { name: '段晓拍', birthDate: '1996-03-02', address: '底线区一号场' },
  papersSaved: 2,
  reads: [
    { interface: 'player-facts', purpose: 'tennis-membership', fields: ['name', 'status', 'birth_date', 'address'] },
  ],
  case: { outcome: 'approve', reason: 'meets-conditions', state: 'closed' },
  licence: {
    template: 'tennis-membership-card',
    status: 'valid',
    validTo: '2027-05-10',
    fields: { name: '段晓拍', court: 'clay', memberSince: '2026-05-11', extra: 1 },
  },
};

test('a scenario passes when all it states is so; what it does not state may be anything', async () => {
  const { driver, asked, started } = scripted(right);
  const result = await playScenario(packs, adult, driver, 7);
  expect(formatScenario(result)).toBe('ok    tennis-club/adult-joins-at-once');
  expect(asked).toEqual([{ ...right.prefilled, phone: '13800000000', court: 'clay' }, 'end']);
  const { citizenId } = started().applicant;
  expect(isCitizenId(citizenId)).toBe(true);
  expect([citizenId.slice(0, 2), citizenIdBirthDate(citizenId), citizenIdSex(citizenId)]).toEqual([
    '99',
    '1996-03-02',
    '1',
  ]);
});

test.each([
  ['prefilled.address', { prefilled: { ...right.prefilled, address: '别处' } }],
  ['papersSaved', { papersSaved: 1 }],
  ['reads.0', { reads: [{ interface: 'player-facts', purpose: 'tennis-membership', fields: ['name'] }] }],
  ['case.outcome', { case: { outcome: 'route', reason: 'meets-conditions', state: 'open' } }],
  ['licence.fields.court', { licence: { ...right.licence, fields: { ...right.licence?.fields, court: 'hard' } } }],
  ['formFaults', { formFaults: [{ path: '/phone', code: 'required', message: { zh: '请填写', en: 'Fill in' } }] }],
])('it fails on %s and says what was expected', async (what, wrong) => {
  const result = await playScenario(
    packs,
    adult,
    scripted({ ...right, ...wrong } as Partial<ScenarioObservation>).driver,
  );
  expect(result.mismatches.map((mismatch) => mismatch.what)).toContain(what);
  expect(formatScenario(result)).toContain(`${what} should be`);
});

test('an engine that breaks off fails the scenario and is still ended', async () => {
  const { driver, asked } = scripted({});
  const broken: ScenarioDriver = {
    begin: async (start) => ({
      ...(await driver.begin(start)),
      observe: () => Promise.reject(new Error('no database')),
    }),
  };
  expect(formatScenario(await playScenario(packs, adult, broken))).toContain('broke off: no database');
  expect(asked).toEqual(['end']);
});

test('"licence: none" fails when there is one', async () => {
  const young = packs.get('scenarios', 'eve-of-the-tenth-birthday');
  const seen = { case: { outcome: 'refuse', reason: 'too-young', state: 'closed' } };
  expect((await playScenario(packs, young, scripted(seen).driver)).mismatches).toEqual([]);
  const result = await playScenario(
    packs,
    young,
    scripted({ ...seen, ...(right.licence ? { licence: right.licence } : {}) }).driver,
  );
  expect(result.mismatches).toEqual([
    { round: 1, what: 'licence', expected: 'none', actual: 'tennis-membership-card' },
  ]);
});
