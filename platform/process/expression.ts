import { feelValue, fromFeel, refuseClock, toFeel } from '@platform/decisions';
import type { DomainError } from '@platform/kernel';
import { parseExpression } from 'feelin';
import type { Expression } from './model.ts';

/** Where an expression looks for a variable; undefined where it is not set. */
export type Lookup = (name: string) => unknown;

const PLACE = { decision: '', place: '' };
/** With all variables null a function may fail that works with values. */
const HARMLESS = 'FUNCTION_INVOCATION_FAILURE';
/** Constructs with names of their own: paths in them may belong to those. */
const OWN_NAMES = new Set([
  'FilterExpression',
  'ForExpression',
  'QuantifiedExpression',
  'FunctionDefinition',
  'Context',
]);

/**
 * Reads a FEEL expression: which variables it uses, whether it is well written. A leading `=` is taken off, as modellers write it.
 * @throws DomainError of the decisions package (`params.what`) when it is not
 */
export function readExpression(source: string): Expression {
  const text = source.trim().replace(/^=/, '').trim();
  refuseClock(text, PLACE);
  const read = namesOf(text);
  const scope = Object.fromEntries(read.names.map((name) => [name, null]));
  try {
    feelValue(text, scope, PLACE);
  } catch (error) {
    if ((error as DomainError).params?.['kind'] !== HARMLESS) throw error;
  }
  return { text, ...read };
}

function namesOf(text: string): Omit<Expression, 'text'> {
  const names = new Set<string>();
  const called = new Set<number>();
  const paths: { from: number; to: number; steps: string[] }[] = [];
  let ownNames = false;
  parseExpression(text, {}, undefined).iterate({
    enter(node) {
      if (OWN_NAMES.has(node.name)) ownNames = true;
      if (node.name === 'FunctionInvocation') called.add(node.from);
      if (node.name === 'VariableName' && !called.has(node.from)) names.add(text.slice(node.from, node.to));
      if (node.name !== 'PathExpression' || paths.some((path) => path.from <= node.from && node.to <= path.to)) return;
      const steps = text
        .slice(node.from, node.to)
        .split('.')
        .map((step) => step.trim());
      if (steps.every((step) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(step)))
        paths.push({ from: node.from, to: node.to, steps });
    },
  });
  if (paths.length === 0 || ownNames) return { names: [...names], plain: null };
  let plain = text;
  const plainPaths: Record<string, string[]> = {};
  for (const [index, { from, to, steps }] of paths.toReversed().entries()) {
    plainPaths[`path_${index}_`] = steps;
    plain = `${plain.slice(0, from)}path_${index}_${plain.slice(to)}`;
  }
  const bare = namesOf(plain).names.filter((name) => !Object.hasOwn(plainPaths, name));
  return { names: [...names], plain: { text: plain, names: bare, paths: plainPaths } };
}

/**
 * The value of an expression as plain data.
 * @throws DomainError of the decisions package when it cannot be evaluated
 */
export function valueOf(expression: Expression, lookup: Lookup): unknown {
  const { plain, names } = expression;
  // A path into a context keeps the interpreter from reusing what it read; looked up here, it is a plain name like any other.
  const scope = plain && plainScope(plain, lookup);
  if (plain && scope) return fromFeel(feelValue(plain.text, scope, PLACE));
  const whole: Record<string, unknown> = {};
  for (const name of names) whole[name] = toFeel(lookup(name) ?? null);
  return fromFeel(feelValue(expression.text, whole, PLACE));
}

function plainScope(plain: NonNullable<Expression['plain']>, lookup: Lookup): Record<string, unknown> | undefined {
  const scope: Record<string, unknown> = {};
  for (const name of plain.names) {
    const value = lookup(name) ?? null;
    if (typeof value === 'object' && value !== null) return undefined;
    scope[name] = toFeel(value);
  }
  for (const [key, steps] of Object.entries(plain.paths)) {
    let value = lookup(steps[0] as string) ?? null;
    for (let at = 1; at < steps.length && value !== null; at++) {
      // Lists, dates and texts have paths of FEEL's own.
      if (typeof value !== 'object' || Array.isArray(value)) return undefined;
      const step = steps[at] as string;
      value = Object.hasOwn(value, step) ? ((value as Record<string, unknown>)[step] ?? null) : null;
    }
    if (typeof value === 'object' && value !== null) return undefined;
    scope[key] = toFeel(value);
  }
  return scope;
}

/**
 * Whether a condition holds. What comes to neither true nor false (`x > 1` of nothing) is never taken for a no.
 * @throws Error with what it came to instead
 */
export function holds(condition: Expression, lookup: Lookup): boolean {
  const value = valueOf(condition, lookup);
  if (typeof value === 'boolean') return value;
  throw new NotYesNo(`it comes to ${value === null ? 'null' : `a ${typeof value}`}, not to true or false`);
}

/** A condition that is no yes and no no. */
export class NotYesNo extends Error {}

/** Variables (and paths into contexts) of an expression that have no value: what somebody must give before it can be evaluated. */
export function missingFrom({ names, plain }: Expression, lookup: Lookup): string[] {
  const isNothing = (steps: readonly string[]): boolean => {
    let value: unknown = lookup(steps[0] as string) ?? null;
    for (const step of steps.slice(1)) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) break;
      value = Object.hasOwn(value, step) ? ((value as Record<string, unknown>)[step] ?? null) : null;
    }
    return value === null;
  };
  if (!plain) return names.filter((name) => isNothing([name]));
  const paths = Object.values(plain.paths).filter(isNothing);
  return [...plain.names.filter((name) => isNothing([name])), ...paths.map((steps) => steps.join('.'))];
}
