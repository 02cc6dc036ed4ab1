import { isPlainDate } from '@platform/kernel';
import { unknownDecision } from './check-expressions.ts';
import { decisionErrors } from './errors.ts';
import { feelDate, feelValue, fromFeel, type Scope, toFeel } from './feel.ts';
import { evaluateTable } from './evaluate-table.ts';
import { requiredInputs, type Decision, type DecisionModel, type ValueType } from './model.ts';

/** A rule that applied. `index` counts from 1, as people count rows. */
export type RuleHit = { index: number; id: string; annotation: string; label: string };

/** How a result came about; plain data, to be kept with the case. */
export type DecisionTrace = {
  decision: string;
  /** All input data given and the results of the decisions it requires. */
  inputs: Record<string, unknown>;
  rulesHit: RuleHit[];
  outputs: Record<string, unknown>;
  /** {@link DecisionModel.version} of the file. */
  version: string;
  /** The decisions it requires, in the order in which they were made. */
  required: Omit<DecisionTrace, 'required' | 'version'>[];
};

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
 * @throws `decisions.unknown-decision`, `missing-input`, `wrong-input`, `value-not-allowed`, `no-rule`, `several-rules`, `different-outputs`
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
  for (const name of needed) given[name] = typed(inputs[name], model.inputs.get(name) ?? 'Any', name, decisionId);
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

type Made = { result: unknown; trace: Omit<DecisionTrace, 'required' | 'version'> };

function make(decision: Decision, model: DecisionModel, given: Scope, made: Map<string, Made>): Made {
  const scope: Scope = {};
  for (const name of decision.inputs) scope[name] = given[name];
  for (const id of decision.decisions) {
    const required = model.decisions.get(id) as Decision;
    scope[required.name] = (made.get(id) ?? make(required, model, given, made)).result;
  }
  let result: unknown;
  let rulesHit: RuleHit[] = [];
  if (decision.logic.kind === 'literal') {
    result = feelValue(decision.logic.expression, scope, { decision: decision.id, place: 'expression' });
  } else {
    const outcome = evaluateTable(decision.id, decision.logic, scope);
    result = outcome.result;
    rulesHit = outcome.hits.map(({ index, id, annotation, label }) => ({ index, id, annotation, label }));
  }
  const inputs = fromFeel(scope) as Record<string, unknown>;
  const done: Made = { result, trace: { decision: decision.id, inputs, rulesHit, outputs: named(decision, result) } };
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

const WANTED: Record<Exclude<ValueType, 'Any'>, { zh: string; fits: (value: unknown) => boolean }> = {
  string: { zh: '文字', fits: (value) => typeof value === 'string' },
  number: { zh: '数字', fits: (value) => typeof value === 'number' && Number.isFinite(value) },
  boolean: { zh: '是或否', fits: (value) => typeof value === 'boolean' },
  date: { zh: '日期', fits: (value) => typeof value === 'string' && isPlainDate(value) },
};

/** A value as FEEL takes it; a declared type is kept to, so that "10" is never silently less than 9. */
function typed(value: unknown, type: ValueType, name: string, decision: string): unknown {
  if (value === null) return null;
  let plain = value;
  if (typeof value === 'bigint') {
    plain = Number(value);
    if (!Number.isSafeInteger(plain))
      throw decisionErrors.wrongInput({
        decision,
        name,
        wanted: 'a whole number below 2^53',
        wantedZh: '小于 2^53 的整数',
      });
  }
  if (type === 'Any') return toFeel(plain);
  if (!WANTED[type].fits(plain))
    throw decisionErrors.wrongInput({ decision, name, wanted: type, wantedZh: WANTED[type].zh });
  return type === 'date' ? feelDate(plain as string) : plain;
}
