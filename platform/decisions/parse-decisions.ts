import { createHash } from 'node:crypto';
import { DomainError } from '@platform/kernel';
import { DmnModdle, type ModdleElement } from 'dmn-moddle';
import { checkExpressions } from './check-expressions.ts';
import { badTable, checkLanguage, child, hrefOf, kindOf, lineAt, list, unsupported, type Reading } from './elements.ts';
import { decisionErrors } from './errors.ts';
import { ANY, readTypes, valueType, type TypeOf } from './item-types.ts';
import type { Decision, DecisionModel, ItemType, Knowledge, ValueType } from './model.ts';
import { readFunction, readLogic } from './read-logic.ts';

/** The namespaces of DMN 1.4 and 1.5 are read as 1.3, of which they are extensions; what they add is refused by name. */
const LATER_NAMESPACES = /https:\/\/www\.omg\.org\/spec\/DMN\/(20211108|20230324)\//g;
/** Boxed expressions that DMN 1.4 added. */
const LATER_ELEMENTS = /<(?:[\w-]+:)?(conditional|filter|for|every|some)[\s/>]/;
const FILE_MAX = 2_000_000;

/** Elements of the graph that change no result: they may stand in a file. */
const HARMLESS = new Set([
  'dmn:Decision',
  'dmn:InputData',
  'dmn:BusinessKnowledgeModel',
  'dmn:KnowledgeSource',
  'dmn:TextAnnotation',
  'dmn:Association',
  'dmn:Group',
]);

/**
 * Reads a DMN 1.3, 1.4 or 1.5 file and checks everything that can be checked without inputs: syntax, types, references, names, cycles.
 * @throws `decisions.not-dmn`, `decisions.unsupported`, `decisions.bad-table`, `decisions.bad-expression`
 */
export async function parseDecisions(xml: string): Promise<DecisionModel> {
  const root = await readDefinitions(xml);
  const typeOf = readTypes(root, xml);
  const inputs = new Map<string, ValueType>();
  const inputTypes = new Map<string, ItemType>();
  const nameById = new Map<string, string>();
  const elements = [...list(root, 'drgElement'), ...list(root, 'artifact')];
  for (const element of elements) {
    const name = String(child(element, 'variable')?.name ?? element.name ?? '');
    const reading = { xml, owner: String(element.name ?? root.name ?? '') };
    if (!HARMLESS.has(element.$type)) throw unsupported(reading, kindOf(element), element);
    if (element.$type !== 'dmn:InputData') continue;
    const type = typeOf(child(element, 'variable')?.['typeRef'], { xml, owner: name }, element);
    inputs.set(name, valueType(type));
    inputTypes.set(name, type);
    nameById.set(String(element.id), name);
  }
  const decisions = new Map<string, Decision>();
  const knowledge = new Map<string, Knowledge>();
  for (const element of elements) {
    const reading = { xml, owner: String(element.id) };
    if (element.$type === 'dmn:BusinessKnowledgeModel')
      knowledge.set(reading.owner, readKnowledge(element, reading, typeOf));
    if (element.$type === 'dmn:Decision')
      decisions.set(reading.owner, readDecision(element, nameById, reading, typeOf));
  }
  if (decisions.size === 0) throw decisionErrors.notDmn({ what: 'it holds no decision' });
  const at = (id: string): [Reading, ModdleElement | undefined] => [
    { xml, owner: id },
    elements.find((element) => element.id === id),
  ];
  const clear = new Set<string>();
  for (const one of knowledge.values()) refuseCycles(one, 'knowledge', knowledge, [], at, clear);
  for (const one of decisions.values()) {
    refuseCycles(one, 'decisions', decisions, [], at, clear);
    for (const id of one.knowledge) if (!knowledge.has(id)) throw missing(one.id, 'knowledge', id, at);
  }
  const version = createHash('sha256').update(xml).digest('hex');
  const model: DecisionModel = {
    id: String(root.id ?? ''),
    name: String(root.name ?? ''),
    version,
    decisions,
    knowledge,
    inputs,
    inputTypes,
    labels: readLabels(elements, decisions),
  };
  try {
    checkExpressions(model);
  } catch (error) {
    throw withLine(error, xml);
  }
  return model;
}

function readLabels(elements: readonly ModdleElement[], decisions: ReadonlyMap<string, Decision>): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { logic } of decisions.values()) {
    if (logic.kind !== 'table') continue;
    for (const { expression, label } of logic.inputs)
      if (label !== expression && !labels.has(expression)) labels.set(expression, label);
  }
  for (const element of elements) {
    const label = element['label'] ?? child(element, 'variable')?.['label'];
    if (label !== undefined) labels.set(String(child(element, 'variable')?.name ?? element.name), String(label));
  }
  return labels;
}

/** A wrong expression is told with its line, where its text is found in the file. */
function withLine(error: unknown, xml: string): unknown {
  if (!(error instanceof DomainError) || error.code !== 'decisions.bad-expression') return error;
  const { decision, expression, what } = error.params;
  const escaped = String(expression).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const from = Math.max(0, xml.indexOf(`id="${String(decision)}"`));
  const at = [String(expression), escaped, escaped.replaceAll('&gt;', '>')]
    .map((text) => xml.indexOf(text, from))
    .find((found) => found >= 0);
  if (at === undefined) return error;
  const line = lineAt(xml, at);
  return decisionErrors.badExpression(
    { ...error.params, what: `${String(what)} (line ${line})`, line },
    { cause: error },
  );
}

async function readDefinitions(xml: string): Promise<ModdleElement> {
  if (xml.length > FILE_MAX) throw decisionErrors.notDmn({ what: `larger than ${FILE_MAX} characters` });
  if (/<!DOCTYPE/i.test(xml)) throw decisionErrors.notDmn({ what: 'a document type declaration is not allowed' });
  const bare = xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, (text) => text.replace(/[^\n]/g, ' '));
  const later = LATER_ELEMENTS.exec(bare);
  if (later)
    throw decisionErrors.unsupported({
      decision: '',
      what: `boxed ${later[1]} (DMN 1.4)`,
      line: lineAt(xml, later.index),
    });
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
  const reading = { xml, owner: String(root.name) };
  const [imported] = list(root, 'import');
  if (imported) throw unsupported(reading, 'import', imported);
  checkLanguage(root, reading);
  return root;
}

function readDecision(
  element: ModdleElement,
  inputNames: ReadonlyMap<string, string>,
  reading: Reading,
  typeOf: TypeOf,
): Decision {
  const requirements = list(element, 'informationRequirement');
  const hrefs = (property: string): string[] =>
    requirements.flatMap((one) => child(one, property) ?? []).map((one) => hrefOf(one));
  const inputs = hrefs('requiredInput').map((href) => {
    const name = inputNames.get(href);
    if (name === undefined)
      throw badTable(reading, `it requires input data "${href}", which is not in the file`, element);
    return name;
  });
  const variable = child(element, 'variable');
  const itemType = typeOf(variable?.['typeRef'], reading, element);
  const name = String(variable?.name ?? element.name ?? reading.owner);
  return {
    id: reading.owner,
    name,
    title: String(element['label'] ?? element['question'] ?? element.name ?? name),
    type: valueType(itemType),
    itemType,
    decisions: hrefs('requiredDecision'),
    inputs,
    knowledge: knowledgeOf(element),
    logic: readLogic(child(element, 'decisionLogic'), reading, typeOf),
  };
}

function readKnowledge(element: ModdleElement, reading: Reading, typeOf: TypeOf): Knowledge {
  const logic = child(element, 'encapsulatedLogic');
  if (!logic) throw badTable(reading, 'the business knowledge model has no function', element);
  const { parameters, body } = readFunction(logic, reading, typeOf);
  const variable = child(element, 'variable');
  const name = String(variable?.name ?? element.name ?? reading.owner);
  // A variable of a function's type names that type, which is about the function; then the result's is left open.
  const ref = variable?.['typeRef'] ?? logic['typeRef'];
  return {
    id: reading.owner,
    name,
    title: String(element['label'] ?? element.name ?? name),
    itemType: ref === undefined ? ANY : typeOf(ref, reading, element),
    parameters,
    body,
    knowledge: knowledgeOf(element),
  };
}

const knowledgeOf = (element: ModdleElement): string[] =>
  list(element, 'knowledgeRequirement').map((one) => hrefOf(child(one, 'requiredKnowledge')));

type At = (id: string) => [Reading, ModdleElement | undefined];

function missing(id: string, what: 'decisions' | 'knowledge', wanted: string, at: At): Error {
  const kind = what === 'decisions' ? 'decision' : 'knowledge';
  const [reading, element] = at(id);
  return badTable(reading, `it requires ${kind} "${wanted}", which is not in the file`, element);
}

function refuseCycles<K extends 'decisions' | 'knowledge', T extends { id: string } & Record<K, readonly string[]>>(
  one: T,
  what: K,
  all: ReadonlyMap<string, T>,
  above: readonly string[],
  at: At,
  clear: Set<string>,
): void {
  if (clear.has(one.id)) return;
  for (const id of one[what]) {
    const next = all.get(id);
    if (!next) throw missing(one.id, what, id, at);
    if (id === one.id || above.includes(id)) {
      const [reading, element] = at(one.id);
      throw badTable(reading, `it requires itself through "${id}"`, element);
    }
    refuseCycles(next, what, all, [...above, one.id], at, clear);
  }
  clear.add(one.id);
}
