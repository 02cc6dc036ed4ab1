import { decisionErrors } from './errors.ts';
import { feelValue, fromFeel, passes, type Scope } from './feel.ts';
import type { Aggregation, DecisionTable, OutputClause, Rule } from './model.ts';

type Row = { rule: Rule; values: unknown[] };
export type TableOutcome = { result: unknown; hits: Rule[] };

/** Applies a decision table (DMN 1.3 §8.2). `hits` are the rules that stand behind the result. */
export function evaluateTable(decision: string, table: DecisionTable, scope: Scope): TableOutcome {
  const inputs = table.inputs.map((input, index) => {
    const place = { decision, place: `input ${index + 1}` };
    const value = feelValue(input.expression, scope, place);
    if (input.allowed !== undefined && value !== null && !passes(input.allowed, value, scope, place)) {
      throw decisionErrors.valueNotAllowed({ decision, name: input.label, allowed: input.allowed });
    }
    return value;
  });
  const applies = (rule: Rule): boolean =>
    rule.tests.every((test, index) =>
      passes(test, inputs[index], scope, { decision, place: `rule ${rule.index}, input ${index + 1}` }),
    );
  if (table.hitPolicy === 'FIRST') {
    const first = table.rules.find(applies);
    return first ? single(table, rowOf(decision, table, first, scope)) : fallback(decision, table, scope);
  }
  const rows = table.rules.filter(applies).map((rule) => rowOf(decision, table, rule, scope));
  const hits = rows.map((row) => row.rule);
  const numbers = hits.map((rule) => rule.index).join(', ');
  switch (table.hitPolicy) {
    case 'UNIQUE':
      if (rows.length > 1) throw decisionErrors.severalRules({ decision, rules: numbers });
      return rows[0] ? single(table, rows[0]) : fallback(decision, table, scope);
    case 'ANY': {
      const [first] = rows;
      if (!first) return fallback(decision, table, scope);
      const same = rows.every((row) => JSON.stringify(fromFeel(row.values)) === JSON.stringify(fromFeel(first.values)));
      if (!same) throw decisionErrors.differentOutputs({ decision, rules: numbers });
      return { result: valueOf(table, first), hits };
    }
    case 'PRIORITY': {
      const [first] = byPriority(table, rows);
      return first ? single(table, first) : fallback(decision, table, scope);
    }
    case 'OUTPUT ORDER':
      return listed(table, byPriority(table, rows));
    case 'RULE ORDER':
      return listed(table, rows);
    case 'COLLECT':
      if (!table.aggregation) return listed(table, rows);
      return {
        result: aggregate(
          decision,
          table.aggregation,
          rows.map((row) => row.values[0]),
        ),
        hits,
      };
  }
}

function rowOf(decision: string, table: DecisionTable, rule: Rule, scope: Scope): Row {
  const values = rule.outputs.map((expression, index) => {
    const output = table.outputs[index] as OutputClause;
    const place = { decision, place: `rule ${rule.index}, output ${index + 1}` };
    const value = feelValue(expression, scope, place);
    if (output.allowed !== undefined && value !== null && !passes(output.allowed, value, scope, place)) {
      throw decisionErrors.valueNotAllowed({ decision, name: output.name, allowed: output.allowed });
    }
    return value;
  });
  return { rule, values };
}

function valueOf(table: DecisionTable, row: Pick<Row, 'values'>): unknown {
  if (table.outputs.length === 1) return row.values[0];
  return Object.fromEntries(table.outputs.map((output, index) => [output.name, row.values[index]]));
}

function single(table: DecisionTable, row: Row): TableOutcome {
  return { result: valueOf(table, row), hits: [row.rule] };
}

function listed(table: DecisionTable, rows: Row[]): TableOutcome {
  return { result: rows.map((row) => valueOf(table, row)), hits: rows.map((row) => row.rule) };
}

/** No rule applied: the default outputs, where every output has one. */
function fallback(decision: string, table: DecisionTable, scope: Scope): TableOutcome {
  const values = table.outputs.map((output) => {
    if (output.defaultExpression === undefined) throw decisionErrors.noRule({ decision });
    return feelValue(output.defaultExpression, scope, { decision, place: `default of ${output.name}` });
  });
  return { result: valueOf(table, { values }), hits: [] };
}

/** Rows by the order of their outputs' allowed values, the first output counting most; equal rows keep the order of rules. */
function byPriority(table: DecisionTable, rows: Row[]): Row[] {
  const rank = (row: Row, index: number): number => {
    const order = table.outputs[index]?.priorities;
    if (!order) return 0;
    const wanted = JSON.stringify(fromFeel(row.values[index]));
    const found = order.findIndex((value) => JSON.stringify(value) === wanted);
    return found < 0 ? order.length : found;
  };
  return rows.toSorted((a, b) => {
    for (const index of table.outputs.keys()) {
      const difference = rank(a, index) - rank(b, index);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

/** Over no hits: COUNT is 0, the others null. Numbers only; a whole sum stays exact. */
function aggregate(decision: string, aggregation: Aggregation, values: readonly unknown[]): number | null {
  if (aggregation === 'COUNT') return values.length;
  const numbers = values.map((value) => {
    if (typeof value !== 'number') throw decisionErrors.badTable({ decision, what: `${aggregation} needs numbers` });
    return value;
  });
  if (numbers.length === 0) return null;
  if (aggregation === 'MIN') return Math.min(...numbers);
  if (aggregation === 'MAX') return Math.max(...numbers);
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (numbers.every(Number.isInteger) && !Number.isSafeInteger(sum)) throw decisionErrors.notWhole({ decision });
  return sum;
}
