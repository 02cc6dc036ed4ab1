import { evaluate as feelEvaluate, isFunction, isRange, parseUnaryTests, unaryTest, type FeelFunction } from 'feelin';
import { exactly } from './exact-formulas.ts';
import { expressionOf, type Expression, type Outcome, type Scope } from './expression-functions.ts';
import { isPlain } from './simple-tests.ts';

/** Whether a value passes a cell's tests, with the interpreter's warnings; read once for a set of names. */
export type CellTests = (value: unknown, scope: Scope) => { value: boolean; warnings: Outcome['warnings'] };

/** The name under which a cell's expressions see the value that is asked about, which FEEL calls `?`. */
const IT = 'it_value';
const MOST = 5_000;
const known = new Map<string, CellTests>();

/** Kinds of tests whose meaning as an expression is known; a cell with any other stays with the interpreter. */
const EXPRESSIONS = new Set([
  'ArithmeticExpression',
  'BooleanLiteral',
  'Comparison',
  'Conjunction',
  'DateTimeLiteral',
  'Disjunction',
  'FunctionInvocation',
  'List',
  'NumericLiteral',
  'PathExpression',
  'QuantifiedExpression',
  'StringLiteral',
  'VariableName',
  'null',
]);

/**
 * A cell that is no simple one (`simple-tests.ts`). Each of its tests becomes an expression over the value, read once like any other:
 * `> age` is `it > (age)`, `[1..age]` is `it in [1..age]`, and any other expression is asked for true, for the value, or for a list with it
 * (DMN 1.3 §10.3.2.8). What does not fit stays with the interpreter, which reads the cell anew each time.
 */
export function cellTests(tests: string, names: readonly string[]): CellTests {
  const key = `${names.join(',')}\n${tests}`;
  const found = known.get(key);
  if (found) return found;
  if (known.size >= MOST) known.clear();
  const made = asExpressions(tests, names) ?? interpreted(tests, names);
  known.set(key, made);
  return made;
}

function interpreted(tests: string, names: readonly string[]): CellTests {
  const { text, functions } = exactly(tests, Object.fromEntries([...names, '?'].map((name) => [name, null])), true);
  const more = Object.fromEntries(functions);
  return (value, scope) => {
    const { value: passed, warnings } = unaryTest(text, { ...scope, ...more, '?': value });
    return { value: passed === true, warnings };
  };
}

/** A comparison asks for true; a truth value is compared as one; anything else is asked for true, the value, or a list with it. */
type Part = { read: Expression; kind: 'comparison' | 'truth' | 'other' };

function asExpressions(tests: string, names: readonly string[]): CellTests | undefined {
  if (names.includes(IT) || tests.includes(IT)) return undefined;
  const top = parseUnaryTests(
    tests,
    Object.fromEntries([...names, '?'].map((name) => [name, null])),
    undefined,
  ).topNode;
  const its: number[] = [];
  let wrong = false;
  top.cursor().iterate((node) => {
    wrong ||= node.type.isError;
    if (node.name === 'VariableName' && tests.slice(node.from, node.to) === '?') its.push(node.from);
  });
  const whole = top.getChild('PositiveUnaryTests');
  if (wrong || !whole) return undefined;
  /** A part of the text, the value asked about by a name. */
  const written = (from: number, to: number): string => {
    let text = '';
    let at = from;
    for (const place of its.filter((one) => one >= from && one < to)) {
      text += `${tests.slice(at, place)}${IT}`;
      at = place + 1;
    }
    return text + tests.slice(at, to);
  };
  const inScope = [...names, IT];
  const parts: Part[] = [];
  for (const { firstChild: node } of whole.getChildren('PositiveUnaryTest')) {
    const first = node?.firstChild;
    if (!node) return undefined;
    let text: string;
    if (node.name !== 'SimplePositiveUnaryTest') {
      if (!EXPRESSIONS.has(node.name)) return undefined;
      text = written(node.from, node.to);
    } else if (first?.name === 'Interval') text = `${IT} in ${written(node.from, node.to)}`;
    else if (first?.name === 'CompareOp')
      text = `${IT} ${tests.slice(first.from, first.to)} (${written(first.to, node.to)})`;
    else return undefined;
    const kind =
      node.name === 'SimplePositiveUnaryTest' ? 'comparison' : node.name === 'BooleanLiteral' ? 'truth' : 'other';
    parts.push({ read: expressionOf(text, inScope), kind });
  }
  const negated = top.getChild('not') !== null;
  return (value, scope) => {
    const given = { ...scope, [IT]: value };
    let passed = false;
    let warnings: Outcome['warnings'] = [];
    for (const { read, kind } of parts) {
      const outcome = read(given);
      if (outcome.warnings.length > 0) warnings = [...warnings, ...outcome.warnings];
      passed ||=
        kind === 'other' ? fits(outcome.value, value) : outcome.value === (kind === 'comparison' ? true : value);
    }
    return { value: negated ? !passed : passed, warnings };
  };
}

const same = feelEvaluate('function(a, b) a = b').value as FeelFunction;

function fits(found: unknown, value: unknown): boolean {
  if (typeof found === 'boolean') return found;
  if (Array.isArray(found)) return found.includes(value);
  if (isPlain(found) && isPlain(value)) return found === value;
  if (isRange(found)) return found.includes(value) === true;
  if (typeof found === 'function' || isFunction(found)) return false;
  return same.invoke([found, value]) === true;
}
