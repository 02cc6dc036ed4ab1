import { createHash } from 'node:crypto';
import { DmnModdle, type ModdleElement } from 'dmn-moddle';
import { decisionErrors } from './errors.ts';
import { checkExpressions } from './check-expressions.ts';
import { feelValue, fromFeel } from './feel.ts';
import { HIT_POLICIES, VALUE_TYPES } from './model.ts';
import type {
  Aggregation,
  Decision,
  DecisionModel,
  DecisionTable,
  HitPolicy,
  OutputClause,
  Rule,
  ValueType,
} from './model.ts';

/** The namespaces of DMN 1.4 and 1.5 are read as 1.3, of which they are extensions; what they add is refused by name. */
const LATER_NAMESPACES = /https:\/\/www\.omg\.org\/spec\/DMN\/(20211108|20230324)\//g;
const FILE_MAX = 2_000_000;

/** Elements of the graph that change no result: they may stand in a file. */
const HARMLESS = new Set([
  'dmn:Decision',
  'dmn:InputData',
  'dmn:KnowledgeSource',
  'dmn:TextAnnotation',
  'dmn:Association',
  'dmn:Group',
]);

type Elements = ModdleElement[];
const list = (element: ModdleElement, property: string): Elements => (element[property] as Elements | undefined) ?? [];
const child = (element: ModdleElement, property: string) => element[property] as ModdleElement | undefined;
const textOf = (element: ModdleElement | undefined): string => String(element?.['text'] ?? '').trim();

/**
 * Reads a DMN 1.3, 1.4 or 1.5 file and checks everything that can be checked without inputs: syntax, types, references, cycles.
 * @throws `decisions.not-dmn`, `decisions.unsupported`, `decisions.bad-table`, `decisions.bad-expression`
 */
export async function parseDecisions(xml: string): Promise<DecisionModel> {
  const root = await readDefinitions(xml);
  const inputs = new Map<string, ValueType>();
  const nameById = new Map<string, string>();
  const elements = [...list(root, 'drgElement'), ...list(root, 'artifact')];
  for (const element of elements) {
    if (!HARMLESS.has(element.$type)) throw unsupported(element.name ?? root.name ?? '', kindOf(element));
    if (element.$type !== 'dmn:InputData') continue;
    const name = String(child(element, 'variable')?.name ?? element.name ?? '');
    inputs.set(name, typeOf(child(element, 'variable')?.['typeRef'], name));
    nameById.set(String(element.id), name);
  }
  const decisions = new Map<string, Decision>();
  for (const element of elements) {
    if (element.$type !== 'dmn:Decision') continue;
    const decision = readDecision(element, nameById);
    decisions.set(decision.id, decision);
  }
  if (decisions.size === 0) throw decisionErrors.notDmn({ what: 'it holds no decision' });
  for (const decision of decisions.values()) refuseCycles(decision, decisions, []);
  const version = createHash('sha256').update(xml).digest('hex');
  const model: DecisionModel = { id: String(root.id ?? ''), name: String(root.name ?? ''), version, decisions, inputs };
  checkExpressions(model);
  return model;
}

async function readDefinitions(xml: string): Promise<ModdleElement> {
  if (xml.length > FILE_MAX) throw decisionErrors.notDmn({ what: `larger than ${FILE_MAX} characters` });
  if (/<!DOCTYPE/i.test(xml)) throw decisionErrors.notDmn({ what: 'a document type declaration is not allowed' });
  let read: Awaited<ReturnType<DmnModdle['fromXML']>>;
  try {
    read = await new DmnModdle().fromXML(
      xml.replace(LATER_NAMESPACES, 'https://www.omg.org/spec/DMN/20191111/'),
      'dmn:Definitions',
    );
  } catch (error) {
    throw decisionErrors.notDmn({ what: (error as Error).message }, { cause: error });
  }
  const [warning] = read.warnings;
  if (warning) throw decisionErrors.notDmn({ what: warning.message });
  const root = read.rootElement;
  const [imported] = list(root, 'import');
  if (imported) throw unsupported(String(root.name), 'import');
  const [item] = list(root, 'itemDefinition');
  if (item) throw unsupported(String(root.name), `itemDefinition "${item.name ?? ''}"`);
  checkLanguage(root, String(root.name));
  return root;
}

function readDecision(element: ModdleElement, inputNames: ReadonlyMap<string, string>): Decision {
  const id = String(element.id);
  const requirements = list(element, 'informationRequirement');
  const hrefs = (property: string): string[] =>
    requirements.flatMap((one) => child(one, property) ?? []).map((one) => String(one['href']).replace(/^#/, ''));
  if (list(element, 'knowledgeRequirement').length > 0) throw unsupported(id, 'knowledgeRequirement');
  const inputs = hrefs('requiredInput').map((href) => {
    const name = inputNames.get(href);
    if (name === undefined)
      throw decisionErrors.badTable({
        decision: id,
        what: `it requires input data "${href}", which is not in the file`,
      });
    return name;
  });
  const variable = child(element, 'variable');
  return {
    id,
    name: String(variable?.name ?? element.name ?? id),
    type: typeOf(variable?.['typeRef'], id),
    decisions: hrefs('requiredDecision'),
    inputs,
    logic: readLogic(child(element, 'decisionLogic'), id),
  };
}

function readLogic(logic: ModdleElement | undefined, decision: string): Decision['logic'] {
  if (logic?.$type === 'dmn:DecisionTable') return readTable(logic, decision);
  if (logic?.$type !== 'dmn:LiteralExpression')
    throw unsupported(decision, logic ? kindOf(logic) : 'a decision without logic');
  checkLanguage(logic, decision);
  if (textOf(logic) === '') throw decisionErrors.badTable({ decision, what: 'its expression is empty' });
  return { kind: 'literal', expression: textOf(logic) };
}

function readTable(table: ModdleElement, decision: string): DecisionTable {
  const bad = (what: string) => decisionErrors.badTable({ decision, what });
  const hitPolicy = (table['hitPolicy'] ?? 'UNIQUE') as HitPolicy;
  const aggregation = table['aggregation'] as Aggregation | undefined;
  if (!HIT_POLICIES.includes(hitPolicy)) throw unsupported(decision, `hit policy ${String(hitPolicy)}`);
  if (table['preferredOrientation'] === 'CrossTable') throw unsupported(decision, 'a cross table');
  const inputs = list(table, 'input').map((input) => {
    const expression = child(input, 'inputExpression');
    if (expression) checkLanguage(expression, decision);
    const allowed = textOf(child(input, 'inputValues')) || undefined;
    const text = textOf(expression);
    if (text === '') throw bad('an input has no expression');
    return {
      label: String(input['label'] ?? text),
      expression: text,
      type: typeOf(expression?.['typeRef'], decision),
      allowed,
    };
  });
  const clauses = list(table, 'output');
  const outputs = clauses.map((output): OutputClause => {
    const allowed = textOf(child(output, 'outputValues')) || undefined;
    const place = { decision, place: 'outputValues' };
    const name = String(output.name ?? '');
    if (name === '' && clauses.length > 1) throw bad('each of several outputs needs a name');
    const priorities =
      allowed === undefined || !isList(allowed)
        ? undefined
        : (fromFeel(feelValue(`[${allowed}]`, {}, place)) as unknown[]);
    return {
      name,
      type: typeOf(output['typeRef'], decision),
      allowed,
      priorities,
      defaultExpression: textOf(child(output, 'defaultOutputEntry')) || undefined,
    };
  });
  if (outputs.length === 0) throw bad('it has no output');
  if ((hitPolicy === 'PRIORITY' || hitPolicy === 'OUTPUT ORDER') && !outputs.some((output) => output.priorities)) {
    throw bad(`hit policy ${hitPolicy} needs outputValues, highest first`);
  }
  if (aggregation && (hitPolicy !== 'COLLECT' || outputs.length > 1))
    throw bad('an aggregation needs COLLECT and a single output');
  const rules = list(table, 'rule').map((rule, index) =>
    readRule(rule, index, { inputs: inputs.length, outputs: outputs.length }, bad, decision),
  );
  return { kind: 'table', hitPolicy, aggregation, inputs, outputs, rules };
}

type Widths = { inputs: number; outputs: number };

function readRule(
  rule: ModdleElement,
  index: number,
  widths: Widths,
  bad: (what: string) => Error,
  decision: string,
): Rule {
  const tests = list(rule, 'inputEntry');
  const outputs = list(rule, 'outputEntry');
  for (const entry of [...tests, ...outputs]) checkLanguage(entry, decision);
  if (tests.length !== widths.inputs || outputs.length !== widths.outputs) {
    throw bad(
      `rule ${index + 1} has ${tests.length} input and ${outputs.length} output cells, the table ${widths.inputs} and ${widths.outputs}`,
    );
  }
  const empty = outputs.findIndex((entry) => textOf(entry) === '');
  if (empty >= 0) throw bad(`rule ${index + 1} has an empty output cell`);
  const annotation = [String(rule['description'] ?? ''), ...list(rule, 'annotationEntry').map(textOf)]
    .filter(Boolean)
    .join(' · ');
  return {
    id: String(rule.id ?? index + 1),
    index: index + 1,
    tests: tests.map(textOf),
    outputs: outputs.map(textOf),
    annotation,
    label: String(rule['label'] ?? ''),
  };
}

/** Whether allowed values are single values, which have an order, and not tests such as `> 5`. */
function isList(allowed: string): boolean {
  const bare = allowed.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return !/[<>[\]]|\.\.|\bnot\b/.test(bare);
}

function typeOf(typeRef: unknown, decision: string): ValueType {
  if (typeRef === undefined || typeRef === '') return 'Any';
  const name = String(typeRef).replace(/^feel:/, '');
  const known = VALUE_TYPES.find((type) => type.toLowerCase() === name.toLowerCase());
  if (!known) throw unsupported(decision, `type ${name}`);
  return known;
}

function checkLanguage(element: ModdleElement, decision: string): void {
  const language = element['expressionLanguage'];
  if (typeof language === 'string' && !/feel/i.test(language))
    throw unsupported(decision, `expression language ${language}`);
}

function refuseCycles(decision: Decision, all: ReadonlyMap<string, Decision>, above: readonly string[]): void {
  for (const id of decision.decisions) {
    const next = all.get(id);
    if (!next)
      throw decisionErrors.badTable({
        decision: decision.id,
        what: `it requires decision "${id}", which is not in the file`,
      });
    if (id === decision.id || above.includes(id))
      throw decisionErrors.badTable({ decision: decision.id, what: `it requires itself through "${id}"` });
    refuseCycles(next, all, [...above, decision.id]);
  }
}

function kindOf(element: ModdleElement): string {
  const local = element.$type.replace(/^dmn:/, '');
  return `${local.charAt(0).toLowerCase()}${local.slice(1)}`;
}

function unsupported(decision: string, what: string): Error {
  return decisionErrors.unsupported({ decision, what });
}
