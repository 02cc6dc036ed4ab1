import { evaluate as feelEvaluate, FeelDuration, FeelFunction, parseExpression, parseUnaryTests } from 'feelin';
import {
  exactOf,
  negative,
  over,
  plus,
  power,
  remainder,
  rounded,
  settled,
  times,
  type Exact,
  type Rounding,
} from './exact.ts';
import { scaled, turned } from './duration-arithmetic.ts';

type Tree = ReturnType<typeof parseExpression>;
type Node = Tree['topNode'];

/** An expression whose arithmetic is done exactly: its text calls `functions`, which must be in scope. */
export type Exactly = { text: string; functions: ReadonlyMap<string, FeelFunction> };

/** A part of a formula: its value from the leaves' values. A fraction stays one until the whole formula is done. */
type Part = (leaves: readonly unknown[]) => unknown;
type Operator = '+' | '-' | '*' | '/' | '**';

const ROUNDINGS: ReadonlySet<string> = new Set<Rounding>([
  'decimal',
  'floor',
  'ceiling',
  'round up',
  'round down',
  'round half up',
  'round half down',
]);
const SUMS = ['sum', 'product', 'mean'] as const;
/** Without any of these there is nothing to do, and the text need not be read. */
const ANY_ARITHMETIC = /[-+*/]|\b(?:decimal|floor|ceiling|round|modulo|sum|product|mean)\b/;
const PREFIX = 'exact_';

/**
 * Takes the arithmetic out of an expression: each formula (`fee * 0.175 + 20`, its rounding included) becomes a call of a function of ours
 * that computes on fractions of whole numbers. All else stays the interpreter's. Names in `scope` and in the text keep their meaning.
 * @throws the interpreter's own error for wrong syntax comes later, when the text is run
 */
export function exactly(text: string, scope: Readonly<Record<string, unknown>>, tests = false): Exactly {
  const functions = new Map<string, FeelFunction>();
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  if (!ANY_ARITHMETIC.test(bare) || bare.includes(PREFIX)) return { text, functions };
  const top = (tests ? parseUnaryTests : parseExpression)(text, scope, undefined).topNode;
  // Wrong syntax is left as it is, for the interpreter to say so.
  if (hasError(top)) return { text, functions };
  const own = new Set([...Object.keys(scope), ...boundNames(top, text)]);
  const add = (work: FeelFunction): string => {
    const name = `${PREFIX}${functions.size + 1}`;
    functions.set(name, work);
    return name;
  };

  /** The text of a node with its formulas replaced. */
  const written = (node: Node): string => {
    if (isFormula(node, text, own)) {
      const leaves: Node[] = [];
      const part = formula(node, leaves);
      const work = new FeelFunction(
        (...values: unknown[]) => finished(part(values)),
        leaves.map((_, index) => `v${index}`),
      );
      return `${add(work)}(${leaves.map((leaf) => written(leaf)).join(', ')})`;
    }
    const sum = calledName(node, text);
    const children = childrenOf(node);
    if (children.length === 0) return text.slice(node.from, node.to);
    let result = '';
    let at = node.from;
    for (const [index, one] of children.entries()) {
      result += text.slice(at, one.from);
      result += index === 0 && sum !== undefined && isSum(sum) && !own.has(sum) ? add(sumOf(sum)) : written(one);
      at = one.to;
    }
    return result + text.slice(at, node.to);
  };

  const formula = (node: Node, leaves: Node[]): Part => {
    if (node.name === 'ParenthesizedExpression' && node.firstChild?.nextSibling)
      return formula(node.firstChild.nextSibling, leaves);
    if (node.name === 'NumericLiteral') {
      const value = Number(text.slice(node.from, node.to));
      return () => value;
    }
    if (!isFormula(node, text, own)) {
      leaves.push(node);
      const index = leaves.length - 1;
      return (values) => values[index];
    }
    const children = childrenOf(node);
    if (node.name === 'FunctionInvocation') {
      const name = calledName(node, text) as string;
      const [first, second] = childrenOf(children.find((one) => one.name === 'PositionalParameters') as Node);
      const value = formula(first as Node, leaves);
      const other: Part = second ? formula(second, leaves) : () => 0;
      return name === 'modulo'
        ? (values) => moduloOf(value(values), other(values))
        : (values) => roundedOf(value(values), other(values), name as Rounding);
    }
    if (children.length === 2) {
      const value = formula(children[1] as Node, leaves);
      return (values) => {
        const given = value(values);
        return given instanceof FeelDuration ? turned(given) : operate('-', 0, given);
      };
    }
    const [left, sign, right] = children as [Node, Node, Node];
    const [a, b] = [formula(left, leaves), formula(right, leaves)];
    const written = text.slice(sign.from, sign.to);
    const operator = (written === '^' ? '**' : written) as Operator;
    return (values) => operate(operator, a(values), b(values));
  };

  const result = written(top);
  return { text: text.slice(0, top.from) + result + text.slice(top.to), functions };
}

function hasError(top: Node): boolean {
  let wrong = false;
  top.cursor().iterate((node) => {
    wrong ||= node.type.isError;
    return !wrong;
  });
  return wrong;
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let one = node.firstChild; one; one = one.nextSibling) if (!one.type.isSkipped) children.push(one);
  return children;
}

/** Arithmetic, or a rounding or modulo with its arguments in order. */
function isFormula(node: Node, text: string, own: ReadonlySet<string>): boolean {
  if (node.name === 'ArithmeticExpression') return true;
  const name = calledName(node, text);
  if (name === undefined || own.has(name) || !(ROUNDINGS.has(name) || name === 'modulo')) return false;
  const parameters = childrenOf(node).find((one) => one.name === 'PositionalParameters');
  const count = parameters ? childrenOf(parameters).length : 0;
  return count === 2 || (count === 1 && (name === 'floor' || name === 'ceiling'));
}

function calledName(node: Node, text: string): string | undefined {
  if (node.name !== 'FunctionInvocation' || node.firstChild?.name !== 'VariableName') return undefined;
  return text.slice(node.firstChild.from, node.firstChild.to).replace(/\s+/g, ' ');
}

/** Names that the text itself gives: parameters, iteration variables, keys. */
export function boundNames(top: Node, text: string): string[] {
  const names: string[] = [];
  top.cursor().iterate((node) => {
    if (node.name === 'Name' || node.name === 'ParameterName' || node.name === 'Key')
      names.push(text.slice(node.from, node.to).replace(/\s+/g, ' '));
  });
  return names;
}

const isExact = (value: unknown): value is Exact =>
  typeof value === 'object' && value !== null && 'n' in value && 'd' in value && typeof value.n === 'bigint';
const exactValue = (value: unknown): Exact | undefined =>
  typeof value === 'number' ? exactOf(value) : isExact(value) ? value : undefined;
const finished = (value: unknown): unknown => (isExact(value) ? settled(value) : value);

function operate(operator: Operator, a: unknown, b: unknown): unknown {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const [left, right] = [a as number, b as number];
    const quick =
      operator === '+' ? left + right : operator === '-' ? left - right : operator === '*' ? left * right : NaN;
    // No zero below zero: FEEL has none.
    if (Number.isSafeInteger(quick)) return quick + 0;
  }
  const [left, right] = [exactValue(a), exactValue(b)];
  if (left === undefined || right === undefined) {
    if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
    const length = operator === '*' || operator === '/' ? scaled(operator, a, b, exactValue) : undefined;
    if (length !== undefined) return length;
    return interpreters[operator](finished(a), finished(b));
  }
  switch (operator) {
    case '+':
      return plus(left, right);
    case '-':
      return plus(left, negative(right));
    case '*':
      return times(left, right);
    case '/':
      return over(left, right) ?? null;
    default:
      return power(left, right) ?? settled(left) ** settled(right);
  }
}

function roundedOf(value: unknown, places: unknown, how: Rounding): unknown {
  const exact = exactValue(value);
  const scale = finished(places);
  if (exact === undefined || typeof scale !== 'number' || !Number.isFinite(scale)) return null;
  return rounded(exact, scale, how);
}

function moduloOf(a: unknown, b: unknown): unknown {
  const [left, right] = [exactValue(a), exactValue(b)];
  return (left && right && remainder(left, right)) ?? null;
}

/** What is no number (dates, durations, null) is left to the interpreter. */
const interpreters = Object.fromEntries(
  (['+', '-', '*', '/', '**'] as const).map((operator) => {
    const work = feelEvaluate(`function(a, b) a ${operator} b`).value as FeelFunction;
    return [operator, (a: unknown, b: unknown): unknown => work.invoke([a, b])];
  }),
) as Record<Operator, (a: unknown, b: unknown) => unknown>;

const isSum = (name: string): name is (typeof SUMS)[number] => (SUMS as readonly string[]).includes(name);
const built = new Map<string, FeelFunction>();

/** FEEL's own function where the list holds anything but numbers. */
function sumOf(name: (typeof SUMS)[number]): FeelFunction {
  const found = built.get(name);
  if (found) return found;
  const original = feelEvaluate(`function(given) ${name}(given)`).value as FeelFunction;
  const made = new FeelFunction(
    (...given: unknown[]) => {
      const list: unknown = given.length === 1 && Array.isArray(given[0]) ? given[0] : given;
      const values = (list as unknown[]).map(exactValue);
      if (values.length === 0 || values.includes(undefined)) return original.invoke([list]);
      const numbers = values as Exact[];
      if (name === 'product') return settled(numbers.reduce(times));
      const total = numbers.reduce(plus);
      return settled(name === 'sum' ? total : (over(total, { n: BigInt(numbers.length), d: 1n }) as Exact));
    },
    ['...list'],
  );
  built.set(name, made);
  return made;
}

/** The sum of numbers, exact. @throws {BeyondWholeNumbers} */
export function sumExactly(numbers: readonly number[]): number {
  const values = numbers.map((value) => exactOf(value) ?? { n: 0n, d: 1n });
  return settled(values.reduce(plus, { n: 0n, d: 1n }));
}
