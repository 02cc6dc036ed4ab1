import { FeelFunction } from 'feelin';
import { decisionErrors } from './errors.ts';
import { evaluateTable } from './evaluate-table.ts';
import { feelValue, fromFeel, readExpression, type Place, type Scope } from './feel.ts';
import type { DecisionModel, Knowledge, LiteralExpression, Logic, Parameter, ItemType } from './model.ts';
import type { RuleHit, TraceStep } from './trace.ts';
import { conforms } from './values.ts';

/** One decision being made: whose logic runs (`decision` is its id, or that of the knowledge it called), and what was worked out on the way. */
export type Making = {
  readonly model: DecisionModel;
  readonly decision: string;
  readonly steps: TraceStep[];
  /** Steps that a loop made beyond those kept; how deep knowledge calls knowledge. */
  readonly counts: { leftOut: number; depth: number };
};

/** A value, and the rules that stand behind it where a table gave it. */
type Found = { value: unknown; hits: readonly RuleHit[] };

/** Steps kept of one decision: knowledge called for each of a thousand rows would fill the case's file. */
const STEPS_MAX = 50;
const DEPTH_MAX = 50;
/** Knowledge that calls others twice each is called a million times at a depth of twenty. */
const CALLS_MAX = 20_000;
const NO_HITS: readonly RuleHit[] = [];

type Read = ReturnType<typeof readExpression>;
const read = new WeakMap<LiteralExpression, Read>();

/** Evaluates boxed logic of any kind. `scope` has the names it may use and none else, in the same order every time. */
export function evaluateLogic(logic: Logic, scope: Scope, making: Making): Found {
  switch (logic.kind) {
    case 'table':
      return evaluateTable(making.decision, logic, scope);
    case 'literal': {
      let expression = read.get(logic);
      if (!expression) read.set(logic, (expression = readExpression(logic.expression, Object.keys(scope))));
      return { value: expression(scope, place(making, 'expression')), hits: NO_HITS };
    }
    case 'context': {
      const grown: Scope = { ...scope };
      const own: Record<string, unknown> = {};
      for (const entry of logic.entries) {
        const { value, hits } = evaluateLogic(entry.logic, grown, making);
        conforms(value, entry.type, { name: entry.name, decision: making.decision });
        grown[entry.name] = own[entry.name] = value;
        if (entry.logic.kind !== 'function')
          keep(making, {
            kind: 'entry',
            name: entry.name,
            title: entry.label,
            rulesHit: [...hits],
            value: fromFeel(value),
          });
      }
      return logic.result ? evaluateLogic(logic.result, grown, making) : { value: own, hits: NO_HITS };
    }
    case 'invocation':
      return invoke(logic.called, logic.bindings, scope, making);
    case 'function':
      return {
        value: functionOf(
          logic.parameters,
          (given) => evaluateLogic(logic.body, { ...scope, ...given }, making).value,
          making,
        ),
        hits: NO_HITS,
      };
    case 'list':
      return { value: logic.elements.map((one) => evaluateLogic(one, scope, making).value), hits: NO_HITS };
    case 'relation':
      return {
        value: logic.rows.map((cells) =>
          Object.fromEntries(
            cells.map((cell, column) => [logic.columns[column], evaluateLogic(cell, scope, making).value]),
          ),
        ),
        hits: NO_HITS,
      };
  }
}

function invoke(
  called: string,
  bindings: readonly { parameter: string; logic: Logic }[],
  scope: Scope,
  making: Making,
): Found {
  const target = feelValue(called, scope, place(making, 'called function'));
  const given = Object.fromEntries(
    bindings.map(({ parameter, logic }) => [parameter, evaluateLogic(logic, scope, making).value]),
  );
  const known = target instanceof FeelFunction ? knowledgeCalls.get(target) : undefined;
  if (known) return known(given);
  const bad = (what: string): Error => decisionErrors.badCall({ decision: making.decision, called, what });
  const whole = target instanceof FeelFunction ? target : feelFunction(target);
  if (!whole) throw bad('it is no function');
  const stray = Object.keys(given).find((name) => !whole.parameterNames.includes(name));
  if (stray !== undefined) throw bad(`it has no parameter "${stray}"`);
  const value: unknown = whole.invoke(given);
  if (typeof value === 'object' && value !== null && 'warning' in value && 'template' in value)
    throw bad('its arguments do not fit');
  return { value, hits: NO_HITS };
}

/** FEEL's own functions come as plain ones with their parameters' names. */
function feelFunction(target: unknown): FeelFunction | undefined {
  if (typeof target !== 'function' || !('$args' in target) || !Array.isArray(target.$args)) return undefined;
  return new FeelFunction(target as unknown as (...values: unknown[]) => unknown, target.$args as string[]);
}

/** Knowledge called by an invocation tells the rules hit as well as the value. */
const knowledgeCalls = new WeakMap<FeelFunction, (given: Scope) => Found>();

/** The functions that required knowledge gives to a decision or to other knowledge. */
export function knowledgeScope(ids: readonly string[], making: Making): Scope {
  const scope: Scope = {};
  for (const id of ids) {
    const one = making.model.knowledge.get(id);
    if (!one) continue;
    const call = (given: Scope): Found => callKnowledge(one, given, making);
    const work = functionOf(one.parameters, (given) => call(given).value, making);
    knowledgeCalls.set(work, call);
    scope[one.name] = work;
  }
  return scope;
}

function callKnowledge(one: Knowledge, given: Scope, caller: Making): Found {
  const making: Making = { ...caller, decision: one.id };
  making.counts.depth += 1;
  if (making.counts.depth > DEPTH_MAX)
    throw decisionErrors.badCall({ decision: making.decision, called: one.name, what: 'it calls itself without end' });
  if (making.counts.leftOut > CALLS_MAX)
    throw decisionErrors.badCall({
      decision: making.decision,
      called: one.name,
      what: `knowledge is called more than ${CALLS_MAX} times`,
    });
  const scope: Scope = knowledgeScope(one.knowledge, making);
  const inputs: Scope = {};
  for (const { name, type } of one.parameters) {
    const value = given[name] ?? null;
    conforms(value, type, { name, decision: making.decision });
    scope[name] = inputs[name] = value;
  }
  const { value, hits } = evaluateLogic(one.body, scope, making);
  conforms(value, one.itemType, { name: one.name, decision: making.decision });
  making.counts.depth -= 1;
  keep(making, {
    kind: 'knowledge',
    name: one.name,
    title: one.title,
    inputs: fromFeel(inputs) as Record<string, unknown>,
    rulesHit: [...hits],
    value: fromFeel(value),
  });
  return { value, hits };
}

/** A function of FEEL's whose arguments come by position or by name. */
function functionOf(parameters: readonly Parameter[], work: (given: Scope) => unknown, making: Making): FeelFunction {
  const check = (value: unknown, type: ItemType, name: string): unknown => {
    conforms(value, type, { name, decision: making.decision });
    return value;
  };
  return new FeelFunction(
    (...values: unknown[]) => {
      const given: Scope = {};
      for (const [index, { name, type }] of parameters.entries())
        given[name] = check(values[index] ?? null, type, name);
      return work(given);
    },
    parameters.map(({ name }) => name),
  );
}

function keep(making: Making, step: TraceStep): void {
  if (making.steps.length < STEPS_MAX) making.steps.push(step);
  else making.counts.leftOut += 1;
}

const place = ({ decision }: Making, where: string): Place => ({ decision, place: where });
