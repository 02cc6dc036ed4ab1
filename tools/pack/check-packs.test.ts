import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatFault } from '@platform/packs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPackFaults, packIds, withRequired } from './check-packs.ts';

const real = join(import.meta.dirname, '../../packs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-packs-'));
  cpSync(join(real, 'tennis-club'), join(folder, 'tennis-club'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function plant(name: string, from: string, to: string): Promise<string> {
  const file = join(folder, 'tennis-club', name);
  const before = readFileSync(file, 'utf8');
  expect(before).toContain(from);
  writeFileSync(file, before.replace(from, to));
  return (await findPackFaults({ folder })).map((fault) => formatFault(fault).replace(`${folder}/`, '')).join('\n');
}

const dmn = 'matters/tennis-membership/decision.dmn';

test.each([
  [
    dmn,
    '"too-young"',
    '"to-young"',
    `tennis-club/${dmn}:22:1 Rule 1: unknown reason "to-young"; did you mean "too-young"?`,
  ],
  [dmn, '"refuse"', '"reject"', 'unknown outcome "reject"'],
  [dmn, 'if age &lt; 10', 'if years &lt; 10', `tennis-club/${dmn}:9:1 Decision "ageGroup", expression: the expression`],
  [dmn, 'name="age" typeRef="number"', 'name="age"', `tennis-club/${dmn}:3:1 Input "age" has no type`],
  [dmn, 'name="outcome"', 'name="result"', 'The decision table has no output "outcome"'],
  [dmn, '<inputEntry id="r6a"><text>-</text></inputEntry>', '', 'rule 6 has 2 input and 2 output cells'],
  [
    'matters/tennis-membership/matter.yaml',
    '    guardianConsent: $form.guardianConsent\n',
    '',
    'tennis-club/matters/tennis-membership/matter.yaml:53:3 The decision needs the input "guardianConsent"',
  ],
  [
    'licences/tennis-membership-card.yaml',
    'from: $today',
    'from: $decision.since',
    'The decision has no output "since"; known: outcome, reason',
  ],
])('%s: %s → %s is told', async (name, from, to, wanted) => {
  expect(await plant(name, from, to)).toContain(wanted);
});

const table = (
  more: { input?: string; outcome?: string; label?: string } = {},
): string => `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="r" name="r" namespace="urn:r">
  <inputData id="in" name="${more.input ?? 'applicant'}"><variable id="v" name="${more.input ?? 'applicant'}" typeRef="string" /></inputData>
  <decision id="sharing" name="sharing"><variable id="vs" name="sharing" />
    <informationRequirement id="q"><requiredInput href="#in" /></informationRequirement>
    <decisionTable id="t" hitPolicy="FIRST">
      <input id="c"><inputExpression id="e" typeRef="string"><text>${more.input ?? 'applicant'}</text></inputExpression></input>
      <output id="o" name="outcome" typeRef="string" /><output id="l" name="law" typeRef="string" /><output id="m" name="lawEn" typeRef="string" />
      <rule id="one" ${more.label ?? 'label="Members"'}><description>会员</description><inputEntry id="i"><text>-</text></inputEntry>
        <outputEntry id="x"><text>"${more.outcome ?? 'agree'}"</text></outputEntry><outputEntry id="y"><text>"甲"</text></outputEntry><outputEntry id="z"><text>"A"</text></outputEntry></rule>
    </decisionTable></decision></definitions>`;

test.each([
  [table(), 'players-roll', undefined],
  [table({ input: 'aplicant' }), 'players-roll', 'A request has no "aplicant"; did you mean "applicant"?'],
  [table({ outcome: 'agreed' }), 'players-roll', 'unknown outcome "agreed"; did you mean "agree"?'],
  [table({ label: '' }), 'players-roll', 'Rule 1 needs a description (Chinese) and a label (English)'],
  [table(), 'player-roll', 'There is no resource "player-roll" beside this file'],
])('a decision table beside a resource', async (text, name, wanted) => {
  writeFileSync(join(folder, `tennis-club/resources/${name}.dmn`), text);
  const found = (await findPackFaults({ folder })).map((fault) => formatFault(fault)).join('\n');
  if (wanted === undefined) expect(found).toBe('');
  else expect(found).toContain(wanted);
});

test('packs are found, and each brings those it requires', () => {
  mkdirSync(join(folder, 'aces'));
  mkdirSync(join(folder, 'not-a-pack'));
  writeFileSync(
    join(folder, 'aces/pack.yaml'),
    'id: aces\nversion: 1.0.0\ntitle: { zh: 甲, en: A }\nrequires:\n  - tennis-club\n',
  );
  expect(packIds(folder)).toEqual(['aces', 'tennis-club']);
  expect(withRequired(folder, ['aces'])).toEqual(['aces', 'tennis-club']);
});

test('the command prints file:line:col and ends with 1, or says that all is in order', () => {
  const run = (): { status: number | null; stdout: string } =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'check.ts')], {
      encoding: 'utf8',
      env: { ...process.env, YIWANG_PACKS_FOLDER: folder },
    });
  expect(run()).toMatchObject({ status: 0, stdout: 'Packs are in order.\n' });
  const board = join(folder, 'tennis-club/boards/club.yaml');
  writeFileSync(board, readFileSync(board, 'utf8').replace('memberships-today', 'membership-today'));
  const { status, stdout } = run();
  expect(status).toBe(1);
  expect(stdout).toBe(
    `${board}:4:56 There is no indicator "membership-today"; did you mean "memberships-today"?\n1 fault.\n`,
  );
});

test('the committed schemas are fresh', () => {
  const script = join(import.meta.dirname, 'generate-schemas.ts');
  expect(execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8' })).toBe('');
});

test('pack:test plays against the engine it is given, prints each scenario and ends with 1 when one fails', () => {
  const driver = join(folder, 'driver.mjs');
  const refuses = `{ prefilled: {}, papersSaved: 0, formFaults: [], reads: [], openVerifications: 0,
    case: { outcome: 'refuse', reason: 'too-young', state: 'closed' } }`;
  const act = 'async () => {}';
  writeFileSync(
    driver,
    `export const createScenarioDriver = async () => ({ begin: async () => ({ submit: ${act}, clerk: ${act}, dataChanges: ${act},
      officer: ${act}, daysPass: ${act}, end: ${act}, observe: async () => (${refuses}) }) });`,
  );
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'test.ts'), ...words], {
      encoding: 'utf8',
      env: { ...process.env, YIWANG_PACKS_FOLDER: folder },
    });
  const { status, stdout } = run('--driver', driver, 'tennis-club');
  expect(status).toBe(1);
  expect(stdout).toContain('ok    tennis-club/eve-of-the-tenth-birthday');
  expect(stdout).toContain('round 2: case.outcome should be "approve", is "refuse"');
  expect(stdout).toContain('8 scenarios played, 7 failed.');
  expect(run('--driver', join(folder, 'nowhere.ts'))).toMatchObject({ status: 1, stdout: '' });
});
