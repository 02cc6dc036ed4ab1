import { citizenIdCheckDigit } from '@platform/kernel';
import type { Scenario, ScenarioAct, ScenarioThen } from './kinds/scenarios.ts';
import type { PackDefinition, PackSet } from './pack-set.ts';
import type { ScenarioApplicant, ScenarioDriver, ScenarioObservation, ScenarioRun } from './scenario-driver.ts';

/** What came out otherwise than the scenario says. `round` from 1; `what` as in `case.outcome`. */
export type ScenarioMismatch = { round: number; what: string; expected: unknown; actual: unknown };
export type ScenarioResult = {
  pack: string;
  id: string;
  file: string;
  line: number;
  mismatches: ScenarioMismatch[];
  error?: string;
};

/** Plays every scenario of the packs (of `pack` alone, when named), one after another. A scenario that breaks is a failed one; the others go on. */
export async function playScenarios(packs: PackSet, driver: ScenarioDriver, pack?: string): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  const scenarios = packs.all('scenarios').filter((scenario) => pack === undefined || scenario.pack === pack);
  for (const [index, scenario] of scenarios.entries()) {
    results.push(await playScenario(packs, scenario, driver, index + 1));
  }
  return results;
}

/**
 * Plays one scenario and compares only what it states.
 * @param serial makes the invented citizen id unlike that of other scenarios, 1 to 499
 */
export async function playScenario(
  packs: PackSet,
  scenario: PackDefinition<'scenarios'>,
  driver: ScenarioDriver,
  serial = 1,
): Promise<ScenarioResult> {
  const { value, id, pack, file, line } = scenario;
  const result: ScenarioResult = { pack, id, file, line, mismatches: [] };
  let run: ScenarioRun | undefined;
  try {
    run = await driver.begin({
      scenario: id,
      matter: value.matter,
      today: value.given.today,
      applicant: applicantOf(packs, value, serial),
      data: value.given.data ?? {},
    });
    for (const [index, round] of value.rounds.entries()) {
      for (const act of round.when) await perform(run, act);
      result.mismatches.push(...compare(round.then, await run.observe(), index + 1));
    }
  } catch (error) {
    result.error = error instanceof Error ? error.message : String(error);
  } finally {
    await run?.end();
  }
  return result;
}

function applicantOf(packs: PackSet, scenario: Scenario, serial: number): ScenarioApplicant {
  const { name, birthDate, sex = '1', firm } = scenario.given.applicant;
  const division = packs.all('divisions')[0]?.id ?? '990000';
  // Odd serials are men's (GB 11643); 99 marks an invented number.
  const order = serial * 2 - (sex === '1' ? 1 : 0);
  const first17 = `99${division.slice(2, 6)}${birthDate.replaceAll('-', '')}${String(order).padStart(3, '0')}`;
  return { name, birthDate, sex, citizenId: `${first17}${citizenIdCheckDigit(first17)}`, ...(firm ? { firm } : {}) };
}

async function perform(run: ScenarioRun, act: ScenarioAct): Promise<void> {
  if ('submit' in act) {
    const { prefilled } = act.submit.usePrefilled === false ? { prefilled: {} } : await run.observe();
    await run.submit({ ...prefilled, ...act.submit.form });
  } else if ('clerk' in act) await run.clerk(act.clerk);
  else if ('dataChanges' in act) await run.dataChanges(act.dataChanges);
  else if ('officer' in act) await run.officer(act.officer);
  else if ('daysPass' in act) await run.daysPass(act.daysPass);
  else await run.office(act);
}

function compare(then: ScenarioThen, seen: ScenarioObservation, round: number): ScenarioMismatch[] {
  const found: ScenarioMismatch[] = [];
  const expect = (what: string, expected: unknown, actual: unknown): void => {
    if (expected !== undefined && !same(expected, actual)) found.push({ round, what, expected, actual });
  };
  const expectFields = (what: string, expected: object | undefined, actual: object | undefined): void => {
    for (const [name, value] of Object.entries(expected ?? {})) {
      if (name !== 'fields') expect(`${what}.${name}`, value, (actual as Record<string, unknown> | undefined)?.[name]);
    }
  };
  expectFields('prefilled', then.prefilled, seen.prefilled);
  expect('papersSaved', then.papersSaved, seen.papersSaved);
  expect('openVerifications', then.openVerifications, seen.openVerifications);
  const { tasks, failed, ...plain } = then.case ?? {};
  expectFields('case', plain, seen.case);
  // Which of several was first is nobody's business.
  for (const [what, expected] of Object.entries({ tasks, failed }))
    expect(`case.${what}`, expected?.toSorted(), seen.case?.[what as 'tasks']?.toSorted() ?? []);
  if (then.licence === 'none') expect('licence', 'none', seen.licence?.template ?? 'none');
  else if (then.licence) {
    expectFields('licence', then.licence, seen.licence);
    expectFields('licence.fields', then.licence.fields, seen.licence?.fields);
  }
  const faults = seen.formFaults.map(({ path, code }) => ({ path, code }));
  // A scenario that expects no faults must not pass because the form was never taken.
  if (then.formFaults === undefined) expect('formFaults', [], faults);
  else {
    expect('formFaults.length', then.formFaults.length, faults.length);
    for (const [index, fault] of then.formFaults.entries()) {
      const met = faults.some(
        (one) => one.path === fault.path && (fault.code === undefined || one.code === fault.code),
      );
      if (!met) found.push({ round, what: `formFaults.${index}`, expected: fault, actual: faults });
    }
  }
  for (const [index, read] of (then.reads ?? []).entries()) {
    const wanted = read.fields && [...read.fields].sort();
    const met = seen.reads.some(
      (one) =>
        one.interface === read.interface &&
        one.purpose === read.purpose &&
        (!wanted || same(wanted, [...one.fields].sort())),
    );
    if (!met) found.push({ round, what: `reads.${index}`, expected: read, actual: seen.reads });
  }
  return found;
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) => Object.hasOwn(b, key) && same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

/** One line a mismatch, for people. */
export function formatScenario(result: ScenarioResult): string {
  const name = `${result.pack}/${result.id}`;
  if (result.error === undefined && result.mismatches.length === 0) return `ok    ${name}`;
  const lines = [`FAIL  ${name}  (${result.file}:${result.line})`];
  if (result.error !== undefined) lines.push(`      broke off: ${result.error}`);
  for (const { round, what, expected, actual } of result.mismatches) {
    lines.push(`      round ${round}: ${what} should be ${JSON.stringify(expected)}, is ${JSON.stringify(actual)}`);
  }
  return lines.join('\n');
}
