import { evaluate as feelEvaluate, isFunction, type FeelFunction } from 'feelin';

/** Named values an expression may use. */
export type Scope = Record<string, unknown>;
export type Outcome = { value: unknown; warnings: { type: string; message: string }[] };

type Compiled = { invoke: FeelFunction['invoke']; warnings: Outcome['warnings'] };

/** A name that reads the same whatever other names there are; others depend on the interpreter's own look at the scope. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const MOST = 2_000;
const known = new Map<string, Compiled | undefined>();

/**
 * Evaluates an expression. The interpreter reads its text anew each time, which takes most of the time; so from its second use an
 * expression is a FEEL function of the names in scope, read once. How a text is read depends on the names in scope and on what is in
 * lists and contexts, so that only plain names with single values are taken so.
 * @throws the interpreter's own error for wrong syntax
 */
export function evaluateExpression(expression: string, scope: Scope): Outcome {
  const names = Object.keys(scope);
  const key = `${names.join(',')}\n${expression}`;
  if (!known.has(key)) {
    const outcome = feelEvaluate(expression, scope);
    if (known.size >= MOST) known.clear();
    known.set(key, names.every((name) => NAME.test(name)) ? compile(expression, names) : undefined);
    return outcome;
  }
  const values = names.map((name) => scope[name]);
  const compiled = known.get(key);
  if (compiled === undefined || !values.every(isSingle)) return feelEvaluate(expression, scope);
  // The function tells its warnings where it told those of its making.
  compiled.warnings.length = 0;
  const value = compiled.invoke(values);
  return { value, warnings: [...compiled.warnings] };
}

function compile(expression: string, names: readonly string[]): Compiled | undefined {
  try {
    const { value, warnings } = feelEvaluate(`function(${names.join(', ')}) (\n${expression}\n)`);
    return isFunction(value) ? { invoke: (values) => value.invoke(values), warnings } : undefined;
  } catch {
    // A word of the language as a name: then it stays with the interpreter.
    return undefined;
  }
}

/** No list, context, function: a value without parts, dates and durations included. */
function isSingle(value: unknown): boolean {
  return (
    typeof value !== 'function' &&
    !Array.isArray(value) &&
    (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
  );
}
