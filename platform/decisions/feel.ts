import {
  evaluate as feelEvaluate,
  FeelDate,
  FeelDateTime,
  FeelDuration,
  FeelTime,
  isFunction,
  parseDate,
} from 'feelin';
import { DomainError, isPlainDate } from '@platform/kernel';
import { limited, TookTooLong } from '@platform/kernel/authored';
import { decisionErrors } from './errors.ts';
import { cellTests } from './cell-tests.ts';
import { BeyondWholeNumbers } from './exact.ts';
import { evaluateExpression, expressionOf, type Scope } from './expression-functions.ts';
import { simpleTest } from './simple-tests.ts';

export type { Scope };

/** Where an expression stands, for error texts. */
export type Place = { decision: string; place: string };

/** Warnings of the interpreter that mean the expression itself is wrong; others (null in a sum) give null, as FEEL wants. */
const DEFECTS = new Set(['NO_VARIABLE_FOUND', 'NO_FUNCTION_FOUND', 'FUNCTION_INVOCATION_FAILURE', 'UNSUPPORTED']);

/** An expression that was read once, for the names of a scope. */
export function readExpression(expression: string, names: readonly string[]): (scope: Scope, place: Place) => unknown {
  const read = expressionOf(expression, names);
  return (scope, place) => run(expression, place, () => read(scope));
}

/** The value of a FEEL expression. Throws `decisions.bad-expression` for wrong syntax and unknown names. */
export function feelValue(expression: string, scope: Scope, place: Place): unknown {
  return run(expression, place, () => evaluateExpression(expression, scope));
}

/** Whether `value` passes unary tests (DMN 1.3 §9.2). `-` and an empty cell pass everything; a null result is a no. */
export function passes(tests: string, value: unknown, scope: Scope, place: Place): boolean {
  if (isAny(tests)) return true;
  const simple = simpleTest(tests)?.(value);
  if (simple !== undefined) return simple;
  return readTests(tests, Object.keys(scope))(value, scope, place);
}

/** A cell's tests, read once for the names of a scope: whether a value passes them. */
export function readTests(
  tests: string,
  names: readonly string[],
): (value: unknown, scope: Scope, place: Place) => boolean {
  const read = cellTests(tests, names);
  return (value, scope, place) => run(tests, place, () => read(value, scope));
}

export function isAny(tests: string): boolean {
  return tests === '' || tests === '-';
}

/**
 * Words of FEEL by which a short text can take any time or memory: iterations, functions (they may call themselves), patterns (they may
 * go back for ever), and what makes texts and lists longer. Without them the work is bounded by the text and its inputs.
 */
const ENDLESS = /\b(?:for|some|every|function|matches|replace|split|append|concatenate|union|flatten|join|before)\b/;

/** Whether an expression may go on for longer than anyone waits. */
const mayBeEndless = (expression: string): boolean => ENDLESS.test(expression);

function run<T>(
  expression: string,
  place: Place,
  work: () => { value: T; warnings: { type: string; message: string }[] },
): T {
  let result: { value: T; warnings: { type: string; message: string }[] };
  try {
    result = mayBeEndless(expression) ? limited(work) : work();
  } catch (error) {
    if (error instanceof BeyondWholeNumbers)
      throw decisionErrors.notWhole({ decision: place.decision, place: place.place }, { cause: error });
    if (error instanceof TookTooLong)
      throw decisionErrors.endless({ decision: place.decision, place: place.place }, { cause: error });
    // Of a decision's knowledge that the expression called.
    if (error instanceof DomainError) throw error;
    throw decisionErrors.badExpression(
      { ...place, expression, what: (error as Error).message, kind: 'SYNTAX' },
      { cause: error },
    );
  }
  if (result.warnings.length === 0) return result.value;
  const defect = result.warnings.find((warning) => DEFECTS.has(warning.type));
  if (defect) throw decisionErrors.badExpression({ ...place, expression, what: defect.message, kind: defect.type });
  return result.value;
}

/** Refuses what would make a decision depend on more than its inputs: the clock of the machine. */
export function refuseClock(expression: string, place: Place): void {
  const bare = expression.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const call = /\b(today|now)\s*\(/.exec(bare);
  if (!call) return;
  const what = `${call[1]}() is not allowed: a decision must give the same answer when it is played again; pass the date as an input`;
  throw decisionErrors.badExpression({ ...place, expression, what });
}

const builtIn = new Map<string, boolean>();

/** Whether FEEL itself has a function of this name. */
export function isBuiltIn(name: string): boolean {
  let found = builtIn.get(name);
  if (found === undefined) {
    const { value } = feelEvaluate(name);
    found = isFunction(value) || typeof value === 'function';
    if (builtIn.size < 1_000) builtIn.set(name, found);
  }
  return found;
}

/** An ISO date as a FEEL date. */
export function feelDate(date: string): FeelDate {
  return parseDate(date) as FeelDate;
}

const isTemporal = (value: object): boolean =>
  value instanceof FeelDate ||
  value instanceof FeelTime ||
  value instanceof FeelDateTime ||
  value instanceof FeelDuration;

/** Values as FEEL takes them: ISO dates become dates, whole bigints numbers; inside lists and contexts too. */
export function toFeel(value: unknown): unknown {
  if (typeof value === 'string') return isPlainDate(value) ? feelDate(value) : value;
  if (typeof value === 'bigint') {
    const whole = Number(value);
    if (!Number.isSafeInteger(whole)) throw decisionErrors.notWhole({ decision: '', place: 'input' });
    return whole;
  }
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(toFeel);
  if (isTemporal(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toFeel(inner)]));
}

/** FEEL values as plain data: dates and durations become ISO texts, functions their names' sake only. */
export function fromFeel(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'function' : (value ?? null);
  if (Array.isArray(value)) return value.map(fromFeel);
  if (isTemporal(value)) return String(value);
  if (isFunction(value)) return 'function';
  const plain: Record<string, unknown> = {};
  for (const key of Object.keys(value)) plain[key] = fromFeel((value as Record<string, unknown>)[key]);
  return plain;
}
