import { unknownDecision } from './check-expressions.ts';
import { decisionErrors } from './errors.ts';
import { evaluateLogic, knowledgeScope, type Making } from './evaluate-logic.ts';
import { fromFeel, type Scope } from './feel.ts';
import { ANY } from './item-types.ts';
import { requiredInputs, type Decision, type DecisionModel } from './model.ts';
import type { DecisionTrace, TracePart } from './trace.ts';
import { conforms, typedInput } from './values.ts';

export type DecisionResult = {
  /** Named outputs; a decision with one value gives it under the output's or the decision's name. */
  outputs: Record<string, unknown>;
  /** The result as FEEL has it: a value, a context or a list. */
  result: unknown;
  trace: DecisionTrace;
};

/**
 * Makes one decision.
 * @param inputs by input data name; ISO dates are dates in FEEL; whole numbers may be bigint (fen); null where nothing is known
 * @throws `decisions.unknown-decision`, `missing-input`, `wrong-input`, `value-not-allowed`, `no-rule`, `several-rules`, `different-outputs`,
 *   `amount-not-whole`, `not-whole`, `bad-call`
 */
export function evaluate(
  model: DecisionModel,
  decisionId: string,
  inputs: Readonly<Record<string, unknown>>,
): DecisionResult {
  const decision = model.decisions.get(decisionId);
  if (!decision) throw unknownDecision(model, decisionId);
  const needed = requiredInputs(model, decisionId);
  const absent = needed.filter((name) => !Object.hasOwn(inputs, name) || inputs[name] === undefined);
  if (absent.length > 0) throw decisionErrors.missingInput({ decision: decisionId, names: absent.join(', ') });
  const given: Scope = {};
  for (const name of needed)
    given[name] = typedInput(inputs[name], model.inputTypes.get(name) ?? ANY, { name, decision: decisionId });
  const made = new Map<string, Made>();
  const { result, trace } = make(decision, model, given, made);
  made.delete(decision.id);
  return {
    result: fromFeel(result),
    outputs: trace.outputs,
    trace: {
      ...trace,
      inputs: { ...(fromFeel(given) as Record<string, unknown>), ...trace.inputs },
      version: model.version,
      required: [...made.values()].map((one) => one.trace),
    },
  };
}

type Made = { result: unknown; trace: TracePart };

function make(decision: Decision, model: DecisionModel, given: Scope, made: Map<string, Made>): Made {
  const making: Making = { model, decision: decision.id, steps: [], counts: { leftOut: 0, depth: 0 } };
  const scope: Scope = decision.knowledge.length === 0 ? {} : knowledgeScope(decision.knowledge, making);
  const inputs: Record<string, unknown> = {};
  for (const name of decision.inputs) inputs[name] = fromFeel((scope[name] = given[name]));
  for (const id of decision.decisions) {
    const required = model.decisions.get(id) as Decision;
    const { result } = made.get(id) ?? make(required, model, given, made);
    inputs[required.name] = fromFeel((scope[required.name] = result));
  }
  const { value, hits } = evaluateLogic(decision.logic, scope, making);
  conforms(value, decision.itemType, { name: decision.name, decision: decision.id });
  const done: Made = {
    result: value,
    trace: {
      decision: decision.id,
      ...describe(decision, model),
      inputs,
      rulesHit: [...hits],
      outputs: named(decision, value),
      ...(making.steps.length === 0 ? {} : { steps: making.steps }),
      ...(making.counts.leftOut === 0 ? {} : { stepsLeftOut: making.counts.leftOut }),
    },
  };
  made.set(decision.id, done);
  return done;
}

function named(decision: Decision, result: unknown): Record<string, unknown> {
  const plain = fromFeel(result);
  if (typeof plain === 'object' && plain !== null && !Array.isArray(plain)) return plain as Record<string, unknown>;
  const { logic } = decision;
  const own = logic.kind === 'table' && logic.outputs.length === 1 ? logic.outputs[0]?.name : '';
  return { [own || decision.name]: plain };
}

/** What a trace says of a decision whatever its inputs; one object for all its traces. */
function describe(decision: Decision, model: DecisionModel): Partial<TracePart> {
  const found = described.get(decision);
  if (found) return found;
  const labels: Record<string, string> = {};
  const names = [...decision.inputs, ...decision.decisions.map((id) => model.decisions.get(id)?.name ?? id)];
  for (const name of names) {
    const label = model.labels.get(name);
    if (label !== undefined) labels[name] = label;
  }
  const title = decision.title === decision.name ? (model.labels.get(decision.name) ?? decision.title) : decision.title;
  const made: Partial<TracePart> = {
    ...(title === decision.id ? {} : { title }),
    logic: decision.logic.kind,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  };
  described.set(decision, made);
  return made;
}

const described = new WeakMap<Decision, Partial<TracePart>>();
