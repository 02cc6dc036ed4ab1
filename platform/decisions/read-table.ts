import type { ModdleElement } from 'dmn-moddle';
import { badTable, checkLanguage, child, list, textOf, unsupported, type Reading } from './elements.ts';
import { feelValue, fromFeel } from './feel.ts';
import { valueType, type TypeOf } from './item-types.ts';
import { HIT_POLICIES } from './model.ts';
import type { Aggregation, DecisionTable, HitPolicy, OutputClause, Rule } from './model.ts';

/** Reads a decision table (DMN 1.3 §8). @throws `decisions.bad-table`, `decisions.unsupported` */
export function readTable(table: ModdleElement, reading: Reading, typeOf: TypeOf): DecisionTable {
  const bad = (what: string, element: ModdleElement = table): Error => badTable(reading, what, element);
  const hitPolicy = (table['hitPolicy'] ?? 'UNIQUE') as HitPolicy;
  const aggregation = table['aggregation'] as Aggregation | undefined;
  if (!HIT_POLICIES.includes(hitPolicy)) throw unsupported(reading, `hit policy ${String(hitPolicy)}`, table);
  if (table['preferredOrientation'] === 'CrossTable') throw unsupported(reading, 'a cross table', table);
  const inputs = list(table, 'input').map((input) => {
    const expression = child(input, 'inputExpression');
    if (expression) checkLanguage(expression, reading);
    const allowed = textOf(child(input, 'inputValues')) || undefined;
    const text = textOf(expression);
    if (text === '') throw bad('an input has no expression', input);
    const itemType = typeOf(expression?.['typeRef'], reading, input);
    return { label: String(input['label'] ?? text), expression: text, type: valueType(itemType), itemType, allowed };
  });
  const clauses = list(table, 'output');
  const outputs = clauses.map((output): OutputClause => {
    const allowed = textOf(child(output, 'outputValues')) || undefined;
    const place = { decision: reading.owner, place: 'outputValues' };
    const name = String(output.name ?? '');
    if (name === '' && clauses.length > 1) throw bad('each of several outputs needs a name', output);
    const priorities =
      allowed === undefined || !isList(allowed)
        ? undefined
        : (fromFeel(feelValue(`[${allowed}]`, {}, place)) as unknown[]);
    const itemType = typeOf(output['typeRef'], reading, output);
    return {
      name,
      type: valueType(itemType),
      itemType,
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
  const widths = { inputs: inputs.length, outputs: outputs.length };
  const rules = list(table, 'rule').map((rule, index) => readRule(rule, index, widths, reading));
  return { kind: 'table', hitPolicy, aggregation, inputs, outputs, rules };
}

function readRule(
  rule: ModdleElement,
  index: number,
  widths: { inputs: number; outputs: number },
  reading: Reading,
): Rule {
  const tests = list(rule, 'inputEntry');
  const outputs = list(rule, 'outputEntry');
  for (const entry of [...tests, ...outputs]) checkLanguage(entry, reading);
  if (tests.length !== widths.inputs || outputs.length !== widths.outputs) {
    const what = `rule ${index + 1} has ${tests.length} input and ${outputs.length} output cells, the table ${widths.inputs} and ${widths.outputs}`;
    throw badTable(reading, what, rule);
  }
  const empty = outputs.findIndex((entry) => textOf(entry) === '');
  if (empty >= 0) throw badTable(reading, `rule ${index + 1} has an empty output cell`, rule);
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
