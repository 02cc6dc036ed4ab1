import { evaluate, FeelFunction, unaryTest } from 'feelin';
import type { Decision, DecisionModel, DecisionTable, Logic } from '@platform/decisions';

type Scope = Record<string, unknown>;

/**
 * The peer: the same decisions with feelin alone, as its own documentation has it: each cell a unary test, each output and expression evaluated.
 * Cells that ask nothing are skipped, a row is left at its first no, a FIRST table at its first row; no types, no trace, money as floats.
 */
export function decidePlainly(model: DecisionModel, decisionId: string, inputs: Scope): unknown {
  const made = new Map<string, unknown>();
  const decide = (decision: Decision): unknown => {
    const scope: Scope = {};
    for (const id of decision.knowledge) {
      const one = model.knowledge.get(id);
      if (!one) continue;
      const names = one.parameters.map(({ name }) => name);
      scope[one.name] = new FeelFunction(
        (...values: unknown[]) => run(one.body, Object.fromEntries(names.map((name, index) => [name, values[index]]))),
        names,
      );
    }
    for (const name of decision.inputs) scope[name] = inputs[name];
    for (const id of decision.decisions) {
      const required = model.decisions.get(id) as Decision;
      if (!made.has(id)) made.set(id, decide(required));
      scope[required.name] = made.get(id);
    }
    return run(decision.logic, scope);
  };
  return decide(model.decisions.get(decisionId) as Decision);
}

function run(logic: Logic, scope: Scope): unknown {
  if (logic.kind === 'literal') return evaluate(logic.expression, scope).value;
  if (logic.kind === 'table') return runTable(logic, scope);
  throw new Error(`the peer has no ${logic.kind}`);
}

function runTable(table: DecisionTable, scope: Scope): unknown {
  const values = table.inputs.map(({ expression }) => evaluate(expression, scope).value);
  const rows: unknown[] = [];
  for (const rule of table.rules) {
    const hit = rule.tests.every(
      (test, column) => test === '-' || unaryTest(test, { ...scope, '?': values[column] }).value === true,
    );
    if (!hit) continue;
    const outputs = rule.outputs.map((expression) => evaluate(expression, scope).value);
    const row =
      outputs.length === 1
        ? outputs[0]
        : Object.fromEntries(table.outputs.map(({ name }, column) => [name, outputs[column]]));
    if (table.hitPolicy === 'FIRST') return row;
    rows.push(row);
  }
  if (table.aggregation === 'SUM') return (rows as number[]).reduce((sum, one) => sum + one, 0);
  if (table.hitPolicy === 'COLLECT' || table.hitPolicy === 'RULE ORDER') return rows;
  return rows[0];
}
