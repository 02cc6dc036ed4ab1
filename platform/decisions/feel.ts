import { FeelDate, FeelDateTime, FeelDuration, FeelTime, parseDate, unaryTest } from 'feelin';
import { isPlainDate } from '@platform/kernel';
import { decisionErrors } from './errors.ts';
import { evaluateExpression, type Scope } from './expression-functions.ts';
import { isPlain, simpleTest } from './simple-tests.ts';

export type { Scope };

/** Where an expression stands, for error texts. */
export type Place = { decision: string; place: string };

/** Warnings of the interpreter that mean the expression itself is wrong; others (null in a sum) give null, as FEEL wants. */
const DEFECTS = new Set(['NO_VARIABLE_FOUND', 'NO_FUNCTION_FOUND', 'FUNCTION_INVOCATION_FAILURE', 'UNSUPPORTED']);

/** The value of a FEEL expression. Throws `decisions.bad-expression` for wrong syntax and unknown names. */
export function feelValue(expression: string, scope: Scope, place: Place): unknown {
  return run(expression, place, () => evaluateExpression(expression, scope));
}

/** Whether `value` passes unary tests (DMN 1.3 §9.2). `-` and an empty cell pass everything; a null result is a no. */
export function passes(tests: string, value: unknown, scope: Scope, place: Place): boolean {
  if (isAny(tests)) return true;
  const simple = isPlain(value) ? simpleTest(tests)?.(value) : undefined;
  if (simple !== undefined) return simple;
  return run(tests, place, () => unaryTest(tests, { ...scope, '?': value })) === true;
}

export function isAny(tests: string): boolean {
  return tests === '' || tests === '-';
}

function run<T>(
  expression: string,
  place: Place,
  work: () => { value: T; warnings: { type: string; message: string }[] },
): T {
  let result: { value: T; warnings: { type: string; message: string }[] };
  try {
    result = work();
  } catch (error) {
    throw decisionErrors.badExpression(
      { ...place, expression, what: (error as Error).message, kind: 'SYNTAX' },
      { cause: error },
    );
  }
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

/** An ISO date as a FEEL date. */
export function feelDate(date: string): FeelDate {
  return parseDate(date) as FeelDate;
}

const isTemporal = (value: unknown): boolean =>
  [FeelDate, FeelTime, FeelDateTime, FeelDuration].some((type) => value instanceof type);

/** Values as FEEL takes them: ISO dates become dates, whole bigints numbers; inside lists and contexts too. */
export function toFeel(value: unknown): unknown {
  if (typeof value === 'string') return isPlainDate(value) ? feelDate(value) : value;
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(toFeel);
  if (typeof value === 'object' && value !== null && !isTemporal(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toFeel(inner)]));
  }
  return value ?? null;
}

/** FEEL values as plain data: dates and durations become ISO texts. */
export function fromFeel(value: unknown): unknown {
  if (isTemporal(value)) return String(value);
  if (Array.isArray(value)) return value.map(fromFeel);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromFeel(inner)]));
  }
  return value ?? null;
}
