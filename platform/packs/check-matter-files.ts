import { type DecisionModel, parseDecisions, requiredInputs } from '@platform/decisions';
import { DomainError } from '@platform/kernel';
import { calledFile, calledProcesses, PROCESS_FILE } from './called-processes.ts';
import { processFaults, type ProcessNames } from './check-process.ts';
import { didYouMean, type PackFault } from './faults.ts';
import type { Licence, Matter } from './kinds/services.ts';
import type { PackSet } from './pack-set.ts';
import type { Path } from './source-file.ts';

/** What a matter's decision may answer: decide at once, hand to a clerk, refuse. */
const OUTCOMES = ['approve', 'route', 'refuse'];

/** A file with a way to find the line of a value in it. */
type Placed = { file: string; place: (path: Path, key?: boolean) => { line: number; column: number } };

/** A matter with the files beside it, as its pack or the console has them. */
export type MatterWithFiles = Placed & {
  value: Matter;
  /** The text of a file beside it, by name; undefined where there is none. */
  read: (name: string) => string | undefined;
  /** How a file beside it is called in faults. */
  called: (name: string) => string;
  licence?: (Placed & { value: Licence }) | undefined;
  /** What its process may name. */
  names: ProcessNames;
};

type Complain = (file: string, at: { line: number; column?: number }, code: string, zh: string, en: string) => void;

/**
 * Reads a matter's decision and process files as the engine will, and tells everything wrong with them: the decision's inputs, outcomes, reasons,
 * outputs that the licence takes; what the process core does not support. The same at the packs' check and on the console.
 */
export async function matterFileFaults(matter: MatterWithFiles): Promise<PackFault[]> {
  const faults: PackFault[] = [];
  const complain: Complain = (file, { line, column = 1 }, code, zh, en) =>
    faults.push({ file, line, column, code, message: { zh, en } });
  const { decision } = matter.value;
  const xml = matter.read(decision.file);
  if (xml !== undefined) {
    const file = matter.called(decision.file);
    try {
      const model = await parseDecisions(xml);
      checkInputs(matter, model, complain);
      checkTypes(model, xml, file, complain);
      checkOutputs(matter.value, model, xml, file, complain);
      checkLicenceFields(matter, model, complain);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      complain(file, { line: lineOf(xml, error) }, error.code, error.messageIn('zh'), error.messageIn('en'));
    }
  }
  const bpmn = matter.read(PROCESS_FILE);
  if (bpmn === undefined) return faults;
  const { organisations, callable } = matter.names;
  const textOf = (id: string): string | undefined => matter.read(calledFile(id)) ?? callable.textOf(id);
  const names = { organisations, callable: { ...callable, textOf } };
  faults.push(...(await processFaults(bpmn, matter.called(PROCESS_FILE), names)));
  for (const id of Object.keys(calledProcesses(bpmn, textOf))) {
    const own = matter.read(calledFile(id));
    if (own !== undefined) faults.push(...(await processFaults(own, matter.called(calledFile(id)), names, id)));
  }
  return faults;
}

/** The line of the expression that the error names, else of its decision, else the first. */
export function lineOf(xml: string, error: DomainError): number {
  const plain = xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const { decision, expression } = error.params;
  const from = Math.max(0, plain.indexOf(`id="${String(decision)}"`));
  const found = typeof expression === 'string' ? plain.indexOf(expression, from) : -1;
  return plain.slice(0, found < 0 ? from : found).split('\n').length;
}

const lineAt = (xml: string, text: string): { line: number } => ({
  line: xml.slice(0, Math.max(0, xml.indexOf(text))).split('\n').length,
});

function checkInputs(matter: MatterWithFiles, model: DecisionModel, complain: Complain): void {
  const { decision } = matter.value;
  for (const name of requiredInputs(model, decision.decision)) {
    if (decision.inputs[name] !== undefined) continue;
    complain(
      matter.file,
      matter.place(['decision', 'inputs'], true),
      'missing-input',
      `缺少决策所需的输入“${name}”`,
      `The decision needs the input "${name}"`,
    );
  }
}

/** Without a type "10" would silently be no number, and a date text no date: the rule would just never apply. */
function checkTypes(model: DecisionModel, xml: string, file: string, complain: Complain): void {
  for (const [name, type] of model.inputs) {
    if (type !== 'Any') continue;
    complain(
      file,
      lineAt(xml, `name="${name}"`),
      'untyped-input',
      `输入“${name}”没有类型，请在 variable 上写 typeRef（string、number、boolean、date）`,
      `Input "${name}" has no type: give its variable a typeRef (string, number, boolean, date)`,
    );
  }
}

function checkOutputs(matter: Matter, model: DecisionModel, xml: string, file: string, complain: Complain): void {
  const logic = model.decisions.get(matter.decision.decision)?.logic;
  if (logic?.kind !== 'table') return;
  const names = logic.outputs.map((output) => output.name);
  for (const name of ['outcome', 'reason']) {
    if (names.includes(name)) continue;
    const zh = `决策表缺少输出“${name}”`;
    complain(file, { line: 1 }, 'missing-output', zh, `The decision table has no output "${name}"`);
  }
  const known: Record<string, string[]> = { outcome: OUTCOMES, reason: Object.keys(matter.reasons) };
  for (const rule of logic.rules) {
    for (const [index, expression] of rule.outputs.entries()) {
      const allowed = known[names[index] ?? ''];
      const value = /^"([^"]*)"$/.exec(expression)?.[1];
      if (!allowed || value === undefined || allowed.includes(value)) continue;
      const near = didYouMean(value, allowed) ?? allowed.join(', ');
      const name = names[index] ?? '';
      complain(
        file,
        lineAt(xml, `id="${rule.id}"`),
        `unknown-${name}`,
        `第 ${rule.index} 条规则的 ${name}“${value}”没有定义；是否想写“${near}”？`,
        `Rule ${rule.index}: unknown ${name} "${value}"; did you mean "${near}"?`,
      );
    }
  }
}

function checkLicenceFields({ value, licence }: MatterWithFiles, model: DecisionModel, complain: Complain): void {
  const logic = model.decisions.get(value.decision.decision)?.logic;
  if (!licence || logic?.kind !== 'table') return;
  const names = logic.outputs.map((output) => output.name);
  for (const [index, field] of licence.value.fields.entries()) {
    const name = field.from.startsWith('$decision.') ? field.from.slice('$decision.'.length) : undefined;
    if (name === undefined || names.includes(name)) continue;
    complain(
      licence.file,
      licence.place(['fields', index, 'from']),
      'unknown-output',
      `决策没有输出“${name}”；已有：${names.join('、')}`,
      `The decision has no output "${name}"; known: ${names.join(', ')}`,
    );
  }
}

/** What processes may name: organisations of the packs in use, and the shared processes of `pack` and those it requires (all, without one). */
export function processNames(packs: PackSet, pack?: string): ProcessNames {
  const shared = packs.all('processes').filter((one) => pack === undefined || requires(packs, pack).has(one.pack));
  const folders = new Map(shared.map(({ id, folder }) => [id, folder]));
  return {
    organisations: new Set(packs.all('organisations').map(({ id }) => id)),
    callable: {
      names: [...folders.keys()],
      textOf: (id) => (folders.has(id) ? packs.findText(`${folders.get(id)}/${PROCESS_FILE}`) : undefined),
    },
  };
}

/** The pack and all it requires, whatever those require included. */
function requires(packs: PackSet, pack: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(pack)) return found;
  found.add(pack);
  for (const other of packs.packs.find(({ id }) => id === pack)?.requires ?? []) requires(packs, other, found);
  return found;
}

/** The same for every matter and shared process of one pack that has been read: what the packs' check says of its files beyond names. */
export async function packFileFaults(packs: PackSet, pack: string): Promise<PackFault[]> {
  const names = processNames(packs, pack);
  const faults: PackFault[] = [];
  for (const one of packs.all('processes').filter((process) => process.pack === pack)) {
    const path = `${one.folder}/${PROCESS_FILE}`;
    const { file } = packs.placed(path);
    const text = packs.findText(path);
    if (text !== undefined) faults.push(...(await processFaults(text, file, names, one.id)));
    else {
      const message = { zh: `缺少流程图文件 ${PROCESS_FILE}`, en: `There is no ${PROCESS_FILE} beside process.yaml` };
      faults.push({ file, line: 1, column: 1, code: 'missing-file', message });
    }
  }
  for (const one of packs.all('matters')) {
    // The files of one that inherits are those of the matter above, and checked there.
    if (one.pack !== pack || one.local !== undefined) continue;
    const { licence: id } = one.value.result;
    const licence = id === undefined ? undefined : packs.find('licences', id);
    faults.push(
      ...(await matterFileFaults({
        ...packs.placed(one.file),
        value: one.value,
        read: (name) => packs.findText(`${one.folder}/${name}`),
        called: (name) => packs.placed(`${one.folder}/${name}`).file,
        licence: licence && { ...packs.placed(licence.file), value: licence.value },
        names,
      })),
    );
  }
  return faults;
}
