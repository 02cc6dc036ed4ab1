import { join } from 'node:path';
import { type DecisionModel, type DecisionTable, parseDecisions } from '@platform/decisions';
import { DomainError } from '@platform/kernel';
import {
  didYouMean,
  lineOf,
  packFileFaults,
  type PackFault,
  type PackSet,
  SHARE_TABLE_DECISION,
  SHARE_TABLE_INPUTS,
  SHARE_TABLE_OUTCOMES,
  SHARE_TABLE_OUTPUTS,
  SHARE_TABLE_POLICIES,
} from '@platform/packs';

type Complain = (file: string, line: number, column: number, code: string, zh: string, en: string) => void;

/** Reads every DMN and BPMN file as the engine will: matters' decisions and processes, and resources' tables. */
export async function checkDecisions(packs: PackSet, folder: string): Promise<PackFault[]> {
  const faults: PackFault[] = [];
  const complain: Complain = (file, line, column, code, zh, en) =>
    faults.push({ file: join(folder, file), line, column, code, message: { zh, en } });
  for (const { id } of packs.packs) faults.push(...(await packFileFaults(packs, id)));
  await checkShareTables(packs, complain);
  return faults;
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
