import type { DomainError } from '@platform/kernel';
import { decisionErrors } from './errors.ts';
import { feelValue, isAny, passes, refuseClock, type Scope } from './feel.ts';
import type { Decision, DecisionModel } from './model.ts';

/**
 * Runs every expression of a model once with nothing known, so that wrong syntax and unknown names show when a file is read,
 * not when the first person meets that rule. Results are thrown away.
 */
export function checkExpressions(model: DecisionModel): void {
  for (const decision of model.decisions.values()) checkDecision(decision, model);
}

function checkDecision(decision: Decision, model: DecisionModel): void {
  const names = [...decision.inputs, ...decision.decisions.map((id) => model.decisions.get(id)?.name ?? id)];
  const scope: Scope = Object.fromEntries(names.map((name) => [name, null]));
  const place = (where: string) => ({ decision: decision.id, place: where });
  const { logic } = decision;
  if (logic.kind === 'literal') {
    refuseClock(logic.expression, place('expression'));
    tryOut(() => feelValue(logic.expression, scope, place('expression')));
    return;
  }
  for (const [index, input] of logic.inputs.entries()) {
    refuseClock(input.expression, place(`input ${index + 1}`));
    tryOut(() => feelValue(input.expression, scope, place(`input ${index + 1}`)));
    if (input.allowed !== undefined)
      tryOut(() => passes(input.allowed as string, null, scope, place(`values of input ${index + 1}`)));
  }
  for (const output of logic.outputs) {
    if (output.allowed !== undefined)
      tryOut(() => passes(output.allowed as string, null, scope, place(`values of output ${output.name}`)));
    if (output.defaultExpression !== undefined)
      feelValue(output.defaultExpression, scope, place(`default of ${output.name}`));
  }
  for (const rule of logic.rules) {
    for (const [index, test] of rule.tests.entries()) {
      if (isAny(test)) continue;
      const where = place(`rule ${rule.index}, input ${index + 1}`);
      refuseClock(test, where);
      tryOut(() => passes(test, null, scope, where));
    }
    for (const [index, expression] of rule.outputs.entries()) {
      const where = place(`rule ${rule.index}, output ${index + 1}`);
      refuseClock(expression, where);
      tryOut(() => feelValue(expression, scope, where));
    }
  }
}

/** With every input null a function may fail that works with values; only wrong syntax and unknown names count here. */
function tryOut(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if ((error as DomainError).params?.['kind'] !== 'FUNCTION_INVOCATION_FAILURE') throw error;
  }
}

/** Names the decisions of a model, for error texts. */
export function unknownDecision(model: DecisionModel, decision: string): Error {
  return decisionErrors.unknownDecision({ decision, known: [...model.decisions.keys()].join(', ') });
}
