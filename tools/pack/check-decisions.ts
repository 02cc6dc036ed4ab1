import { join } from 'node:path';
import { type DecisionModel, type DecisionTable, parseDecisions, requiredInputs } from '@platform/decisions';
import { DomainError } from '@platform/kernel';
import {
  didYouMean,
  type PackDefinition,
  type PackFault,
  type PackSet,
  parseSourceFile,
  SHARE_TABLE_DECISION,
  SHARE_TABLE_INPUTS,
  SHARE_TABLE_OUTCOMES,
  SHARE_TABLE_OUTPUTS,
  SHARE_TABLE_POLICIES,
} from '@platform/packs';

/** What a matter's decision may answer: decide at once, hand to a clerk, refuse. */
const OUTCOMES = ['approve', 'route', 'refuse'];

type Complain = (file: string, line: number, column: number, code: string, zh: string, en: string) => void;

/** Reads every DMN file as the engine will: matters' decisions with their inputs, outcomes and reasons, and resources' tables. */
export async function checkDecisions(
  packs: PackSet,
  folder: string,
  readText: (path: string) => string,
): Promise<PackFault[]> {
  const faults: PackFault[] = [];
  const complain: Complain = (file, line, column, code, zh, en) =>
    faults.push({ file: join(folder, file), line, column, code, message: { zh, en } });
  for (const matter of packs.all('matters')) {
    const path = `${matter.folder}/${matter.value.decision.file}`;
    const xml = packs.readText(path);
    try {
      const model = await parseDecisions(xml);
      checkInputs(matter, model, readText(matter.file), complain);
      checkTypes(model, xml, path, complain);
      checkOutputs(matter, model, xml, path, complain);
      checkLicenceFields(packs, matter, model, readText, complain);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      complain(path, lineOf(xml, error), 1, error.code, error.messageIn('zh'), error.messageIn('en'));
    }
  }
  await checkShareTables(packs, complain);
  return faults;
}

/** The line of the expression that the error names, else of its decision, else the first. */
function lineOf(xml: string, error: DomainError): number {
  const plain = xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const { decision, expression } = error.params;
  const from = Math.max(0, plain.indexOf(`id="${String(decision)}"`));
  const found = typeof expression === 'string' ? plain.indexOf(expression, from) : -1;
  return plain.slice(0, found < 0 ? from : found).split('\n').length;
}

function checkInputs(matter: PackDefinition<'matters'>, model: DecisionModel, yaml: string, complain: Complain): void {
  const { decision } = matter.value;
  const { line, column } = parseSourceFile(matter.file, yaml).place(['decision', 'inputs'], true);
  for (const name of requiredInputs(model, decision.decision)) {
    if (decision.inputs[name] !== undefined) continue;
    complain(
      matter.file,
      line,
      column,
      'missing-input',
      `缺少决策所需的输入“${name}”`,
      `The decision needs the input "${name}"`,
    );
  }
}

/** Without a type "10" would silently be no number, and a date text no date: the rule would just never apply. */
function checkTypes(model: DecisionModel, xml: string, path: string, complain: Complain): void {
  for (const [name, type] of model.inputs) {
    if (type !== 'Any') continue;
    const line = xml.slice(0, Math.max(0, xml.indexOf(`name="${name}"`))).split('\n').length;
    const zh = `输入“${name}”没有类型，请在 variable 上写 typeRef（string、number、boolean、date）`;
    complain(
      path,
      line,
      1,
      'untyped-input',
      zh,
      `Input "${name}" has no type: give its variable a typeRef (string, number, boolean, date)`,
    );
  }
}

function checkOutputs(
  matter: PackDefinition<'matters'>,
  model: DecisionModel,
  xml: string,
  path: string,
  complain: Complain,
): void {
  const logic = model.decisions.get(matter.value.decision.decision)?.logic;
  if (logic?.kind !== 'table') return;
  const names = logic.outputs.map((output) => output.name);
  for (const name of ['outcome', 'reason']) {
    if (names.includes(name)) continue;
    complain(path, 1, 1, 'missing-output', `决策表缺少输出“${name}”`, `The decision table has no output "${name}"`);
  }
  const known: Record<string, string[]> = { outcome: OUTCOMES, reason: Object.keys(matter.value.reasons) };
  for (const rule of logic.rules) {
    const line = xml.slice(0, Math.max(0, xml.indexOf(`id="${rule.id}"`))).split('\n').length;
    for (const [index, expression] of rule.outputs.entries()) {
      const allowed = known[names[index] ?? ''];
      const value = /^"([^"]*)"$/.exec(expression)?.[1];
      if (!allowed || value === undefined || allowed.includes(value)) continue;
      const near = didYouMean(value, allowed) ?? allowed.join(', ');
      const name = names[index] ?? '';
      const zh = `第 ${rule.index} 条规则的 ${name}“${value}”没有定义；是否想写“${near}”？`;
      complain(
        path,
        line,
        1,
        `unknown-${name}`,
        zh,
        `Rule ${rule.index}: unknown ${name} "${value}"; did you mean "${near}"?`,
      );
    }
  }
}

function checkLicenceFields(
  packs: PackSet,
  matter: PackDefinition<'matters'>,
  model: DecisionModel,
  readText: (path: string) => string,
  complain: Complain,
): void {
  const licence =
    matter.value.result.licence === undefined ? undefined : packs.find('licences', matter.value.result.licence);
  const logic = model.decisions.get(matter.value.decision.decision)?.logic;
  if (!licence || logic?.kind !== 'table') return;
  const names = logic.outputs.map((output) => output.name);
  for (const [index, field] of licence.value.fields.entries()) {
    const name = field.from.startsWith('$decision.') ? field.from.slice('$decision.'.length) : undefined;
    if (name === undefined || names.includes(name)) continue;
    const { line, column } = parseSourceFile(licence.file, readText(licence.file)).place(['fields', index, 'from']);
    complain(
      licence.file,
      line,
      column,
      'unknown-output',
      `决策没有输出“${name}”；已有：${names.join('、')}`,
      `The decision has no output "${name}"; known: ${names.join(', ')}`,
    );
  }
}

/** Reads the decision tables that stand beside resources (`resources/<id>.dmn`), and checks what they ask and answer. */
async function checkShareTables(packs: PackSet, complain: Complain): Promise<void> {
  for (const { id, folder } of packs.all('resources')) {
    const path = `${folder}/${id}.dmn`;
    const xml = packs.findText(path);
    if (xml === undefined) continue;
    try {
      const model = await parseDecisions(xml);
      const decision = model.decisions.get(SHARE_TABLE_DECISION);
      if (decision?.logic.kind !== 'table') {
        const zh = `须有 id 为“${SHARE_TABLE_DECISION}”的决策表`;
        complain(path, 1, 1, 'missing-decision', zh, `It needs a decision table with the id "${SHARE_TABLE_DECISION}"`);
        continue;
      }
      checkShareInputs(model, xml, path, complain);
      checkShareOutputs(decision.logic, xml, path, complain);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      complain(path, lineOf(xml, error), 1, error.code, error.messageIn('zh'), error.messageIn('en'));
    }
  }
}

function checkShareInputs(model: DecisionModel, xml: string, path: string, complain: Complain): void {
  const known = Object.keys(SHARE_TABLE_INPUTS);
  for (const [name, type] of model.inputs) {
    const line = lineAt(xml, `name="${name}"`);
    const wanted = SHARE_TABLE_INPUTS[name];
    if (wanted === undefined) {
      const near = didYouMean(name, known) ?? known.join(', ');
      complain(
        path,
        line,
        1,
        'unknown-input',
        `申请中没有“${name}”；是否想写“${near}”？`,
        `A request has no "${name}"; did you mean "${near}"?`,
      );
    } else if (type !== wanted) {
      complain(
        path,
        line,
        1,
        'input-type',
        `输入“${name}”的类型应为 ${wanted}，现为 ${type}`,
        `Input "${name}" must be declared as ${wanted}, not ${type}`,
      );
    }
  }
}

function checkShareOutputs(table: DecisionTable, xml: string, path: string, complain: Complain): void {
  const names = table.outputs.map((output) => output.name);
  for (const name of SHARE_TABLE_OUTPUTS) {
    if (names.includes(name)) continue;
    complain(path, 1, 1, 'missing-output', `决策表缺少输出“${name}”`, `The decision table has no output "${name}"`);
  }
  if (!(SHARE_TABLE_POLICIES as readonly string[]).includes(table.hitPolicy)) {
    const policies = SHARE_TABLE_POLICIES.join(', ');
    complain(
      path,
      lineAt(xml, '<decisionTable'),
      1,
      'hit-policy',
      `命中策略须得出一个结果：${policies}`,
      `It must come to one answer: hit policy ${policies}`,
    );
  }
  const place = names.indexOf('outcome');
  for (const rule of table.rules) {
    const value = /^"([^"]*)"$/.exec(rule.outputs[place] ?? '')?.[1];
    const line = lineAt(xml, `id="${rule.id}"`);
    if (value !== undefined && !(SHARE_TABLE_OUTCOMES as readonly string[]).includes(value)) {
      const near = didYouMean(value, SHARE_TABLE_OUTCOMES) ?? SHARE_TABLE_OUTCOMES.join(', ');
      complain(
        path,
        line,
        1,
        'unknown-outcome',
        `第 ${rule.index} 条规则的 outcome“${value}”没有定义；是否想写“${near}”？`,
        `Rule ${rule.index}: unknown outcome "${value}"; did you mean "${near}"?`,
      );
    }
    // What is cited to the applicant.
    if (rule.annotation === '' || rule.label === '')
      complain(
        path,
        line,
        1,
        'no-clause',
        `第 ${rule.index} 条规则须有说明（description，中文）和 label（英文），答复时引用`,
        `Rule ${rule.index} needs a description (Chinese) and a label (English): they are cited in the answer`,
      );
  }
}

const lineAt = (xml: string, text: string): number => xml.slice(0, Math.max(0, xml.indexOf(text))).split('\n').length;
