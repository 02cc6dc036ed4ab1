import { decisionErrors } from './errors.ts';
import { feelValue, isBuiltIn, refuseClock, toFeel } from './feel.ts';
import { namesIn } from './names.ts';

/** A FEEL condition over named variables, such as a sequence flow's. */
export type Condition = {
  /** As it was written. */
  readonly text: string;
  /** Names of the variables it uses. */
  readonly names: readonly string[];
  /**
   * Whether it holds. Variables are plain data: ISO dates are dates in FEEL, whole bigints numbers, absent or undefined ones are refused.
   * Null variables may be compared (`x = null`); what comes to neither true nor false (`x > 1` of null) is refused, never taken for a no.
   * @throws `decisions.condition-name` (a variable that is not given), `decisions.condition-not-boolean`, `decisions.bad-expression`
   */
  evaluate(variables: Readonly<Record<string, unknown>>): boolean;
};

const LONGEST = 2_000;

/**
 * Reads a condition. A leading `=`, as BPMN tools write it, is allowed.
 * @param variables where given, the only names it may use
 * @throws `decisions.bad-expression` for wrong syntax, the machine's clock, or no condition at all; `decisions.condition-name` for a name that is not among `variables`
 */
export function parseCondition(text: string, variables?: readonly string[]): Condition {
  const expression = text.trim().replace(/^=/, '').trim();
  const place = { decision: 'condition', place: 'condition' };
  const bad = (what: string, cause?: unknown): Error =>
    decisionErrors.badExpression({ ...place, expression, what }, cause === undefined ? {} : { cause });
  if (expression === '') throw bad('it is empty');
  if (expression.length > LONGEST) throw bad(`it is longer than ${LONGEST} characters`);
  refuseClock(expression, place);
  let used: string[];
  try {
    used = namesIn(expression, variables ?? []);
  } catch (error) {
    throw bad((error as Error).message, error);
  }
  const names = used.filter((name) => !isBuiltIn(name) || variables?.includes(name));
  const unknown = variables && names.find((name) => !variables.includes(name));
  if (unknown !== undefined)
    throw decisionErrors.conditionName({ expression, name: unknown, known: variables?.join(', ') ?? '' });
  return {
    text,
    names,
    evaluate(given) {
      const scope: Record<string, unknown> = {};
      for (const name of names) {
        if (!Object.hasOwn(given, name) || given[name] === undefined)
          throw decisionErrors.conditionName({ expression, name, known: Object.keys(given).join(', ') });
        scope[name] = toFeel(given[name]);
      }
      const value = feelValue(expression, scope, place);
      if (typeof value !== 'boolean')
        throw decisionErrors.conditionNotBoolean({ expression, kind: value === null ? 'null' : typeof value });
      return value;
    },
  };
}
