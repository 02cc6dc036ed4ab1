import { evaluate as feelEvaluate, isFunction, type FeelFunction } from 'feelin';
import { exactly } from './exact-formulas.ts';

/** Named values an expression may use. */
export type Scope = Record<string, unknown>;
export type Outcome = { value: unknown; warnings: { type: string; message: string }[] };

type Compiled = { invoke: FeelFunction['invoke']; functions: readonly FeelFunction[]; warnings: Outcome['warnings'] };

/** A name that reads the same whatever other names there are; others depend on the interpreter's own look at the scope. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*(?: [\p{L}_][\p{L}\p{N}_]*)*$/u;
const KEY = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const MOST = 5_000;
const known = new Map<string, Expression>();

const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;
const TEXT = /^"[^"\\\p{Cc}]*"$/u;
const NOTHING: Outcome['warnings'] = [];

/** An expression read for a set of names, to be evaluated with their values. */
export type Expression = (scope: Scope) => Outcome;

/** Evaluates an expression. @throws the interpreter's own error for wrong syntax */
export function evaluateExpression(expression: string, scope: Scope): Outcome {
  return expressionOf(expression, Object.keys(scope))(scope);
}

/**
 * An expression, read for a set of names. The interpreter reads a text anew each time, which takes most of the time; so from its second
 * use an expression is a FEEL function of the names in scope, read once. How a text is read depends on the names in scope and on the
 * keys in contexts, so that only plain ones are taken so. A literal and a bare name need no interpreter. Arithmetic is exact.
 */
export function expressionOf(expression: string, names: readonly string[]): Expression {
  const key = `${names.join(',')}\n${expression}`;
  const found = known.get(key);
  if (found) return found;
  if (known.size >= MOST) known.clear();
  const made = bare(expression, names) ?? inFeel(expression, names);
  known.set(key, made);
  return made;
}

/** A text, a number, a truth value, null or one of the names. */
function bare(expression: string, names: readonly string[]): Expression | undefined {
  const text = expression.trim();
  const constant = (value: unknown): Expression => {
    const outcome: Outcome = { value, warnings: NOTHING };
    return () => outcome;
  };
  if (TEXT.test(text)) return constant(text.slice(1, -1));
  if (NUMBER.test(text)) return constant(Number(text) + 0);
  if (text === 'true' || text === 'false') return constant(text === 'true');
  if (text === 'null') return constant(null);
  if (names.includes(text) && KEY.test(text) && names.every((name) => NAME.test(name)))
    return (scope) => ({ value: scope[text] ?? null, warnings: NOTHING });
  return undefined;
}

function inFeel(expression: string, names: readonly string[]): Expression {
  const plainNames = names.every((name) => NAME.test(name));
  /** Read well once as it stands: so that no text is compiled that is wrong syntax by itself and right within a function. */
  let read = false;
  let compiled: Compiled | 'cannot' | undefined;
  return (scope) => {
    const values = names.map((name) => scope[name]);
    const plain = plainNames && values.every(isPlain);
    if (read && plain) compiled ??= compile(expression, names) ?? 'cannot';
    if (!read || compiled === undefined || compiled === 'cannot' || !plain) {
      const outcome = interpret(expression, scope);
      read = true;
      return outcome;
    }
    // The function tells its warnings where it told those of its making; it may call itself again through what it calls.
    const { warnings } = compiled;
    const before = warnings.length;
    try {
      const value = compiled.invoke([...values, ...compiled.functions]);
      return { value, warnings: warnings.length === before ? NOTHING : warnings.slice(before) };
    } finally {
      warnings.length = before;
    }
  };
}

function interpret(expression: string, scope: Scope): Outcome {
  const { text, functions } = exactly(expression, scope);
  return feelEvaluate(text, functions.size === 0 ? scope : { ...scope, ...Object.fromEntries(functions) });
}

function compile(expression: string, names: readonly string[]): Compiled | undefined {
  try {
    const { text, functions } = exactly(expression, Object.fromEntries(names.map((name) => [name, null])));
    const parameters = [...names, ...functions.keys()];
    const { value, warnings } = feelEvaluate(`function(${parameters.join(', ')}) (\n${text}\n)`);
    if (!isFunction(value) || value.parameterNames.join() !== parameters.join()) return undefined;
    warnings.length = 0;
    return { invoke: (values) => value.invoke(values), functions: [...functions.values()], warnings };
  } catch {
    // A word of the language as a name: then it stays with the interpreter.
    return undefined;
  }
}

/** No context in it with a key that could be read in two ways. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (Object.getPrototypeOf(value) !== Object.prototype) return true;
  return Object.entries(value).every(([key, inner]) => KEY.test(key) && isPlain(inner));
}
