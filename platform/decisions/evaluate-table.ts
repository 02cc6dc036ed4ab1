import { candidates, compileTable, type CompiledRule } from './compile-table.ts';
import { decisionErrors } from './errors.ts';
import { BeyondWholeNumbers } from './exact.ts';
import { sumExactly } from './exact-formulas.ts';
import { feelValue, fromFeel, passes, type Scope } from './feel.ts';
import type { Aggregation, DecisionTable, OutputClause } from './model.ts';
import { isPlain } from './simple-tests.ts';
import type { MatchedInput, RuleHit } from './trace.ts';
import { conforms } from './values.ts';

type Row = { hit: RuleHit; values: unknown[] };
export type TableOutcome = { value: unknown; hits: RuleHit[] };

/** Applies a decision table (DMN 1.3 §8.2). `hits` are the rules that stand behind the result. */
export function evaluateTable(decision: string, table: DecisionTable, scope: Scope): TableOutcome {
  const compiled = compileTable(decision, table, scope);
  const inputs = compiled.inputs.map((read, index) => {
    const input = table.inputs[index] as DecisionTable['inputs'][number];
    const value = read(scope);
    if (input.itemType.strict) conforms(value, input.itemType, { name: input.label, decision });
    if (input.allowed !== undefined && value !== null) {
      const place = { decision, place: `input ${index + 1}` };
      if (!passes(input.allowed, value, scope, place))
        throw decisionErrors.valueNotAllowed({ decision, name: input.label, allowed: input.allowed });
    }
    return value;
  });
  const rowOf = (one: CompiledRule): Row => ({
    hit: hitOf(table, one, inputs),
    values: valuesOf(decision, table, one, scope),
  });
  const rows: Row[] = [];
  for (const one of candidates(compiled, inputs)) {
    if (!applies(one, inputs, scope)) continue;
    rows.push(rowOf(one));
    if (table.hitPolicy === 'FIRST') break;
  }
  const hits = rows.map((row) => row.hit);
  const numbers = (): string => hits.map((hit) => hit.index).join(', ');
  switch (table.hitPolicy) {
    case 'FIRST':
      return rows[0] ? single(table, rows[0]) : fallback(decision, table, scope);
    case 'UNIQUE':
      if (rows.length > 1) throw decisionErrors.severalRules({ decision, rules: numbers() });
      return rows[0] ? single(table, rows[0]) : fallback(decision, table, scope);
    case 'ANY': {
      const [first] = rows;
      if (!first) return fallback(decision, table, scope);
      const same = rows.every((row) => JSON.stringify(fromFeel(row.values)) === JSON.stringify(fromFeel(first.values)));
      if (!same) throw decisionErrors.differentOutputs({ decision, rules: numbers() });
      return { value: valueOf(table, first), hits };
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
        value: aggregate(
          decision,
          table.aggregation,
          rows.map((row) => row.values[0]),
        ),
        hits,
      };
  }
}

function applies({ cells }: CompiledRule, inputs: readonly unknown[], scope: Scope): boolean {
  for (const cell of cells) {
    const value = inputs[cell.column];
    const said = cell.simple?.(value);
    if (said === false || (said === undefined && !cell.passes(value, scope))) return false;
  }
  return true;
}

/** A hit as a trace keeps it, with the inputs that the rule's cells ask about. */
function hitOf(table: DecisionTable, { rule, cells }: CompiledRule, inputs: readonly unknown[]): RuleHit {
  const { index, id, annotation, label } = rule;
  const matched = cells.map(({ column, text }): MatchedInput => {
    const input = table.inputs[column];
    const value = inputs[column];
    return {
      label: input?.label ?? '',
      value: isPlain(value) ? value : fromFeel(value),
      cell: text,
      ...(input?.itemType.base === 'amount' ? { money: true as const } : {}),
    };
  });
  return { index, id, annotation, label, matched };
}

function valuesOf(decision: string, table: DecisionTable, one: CompiledRule, scope: Scope): unknown[] {
  return one.outputs.map((read, index) => {
    const output = table.outputs[index] as OutputClause;
    const value = read(scope);
    if (output.itemType.strict) conforms(value, output.itemType, { name: output.name, decision });
    if (output.allowed !== undefined && value !== null) {
      const place = { decision, place: `rule ${one.rule.index}, output ${index + 1}` };
      if (!passes(output.allowed, value, scope, place))
        throw decisionErrors.valueNotAllowed({ decision, name: output.name, allowed: output.allowed });
    }
    return value;
  });
}

function valueOf(table: DecisionTable, row: Pick<Row, 'values'>): unknown {
  if (table.outputs.length === 1) return row.values[0];
  return Object.fromEntries(table.outputs.map((output, index) => [output.name, row.values[index]]));
}

function single(table: DecisionTable, row: Row): TableOutcome {
  return { value: valueOf(table, row), hits: [row.hit] };
}

function listed(table: DecisionTable, rows: Row[]): TableOutcome {
  return { value: rows.map((row) => valueOf(table, row)), hits: rows.map((row) => row.hit) };
}

/** No rule applied: the default outputs, where every output has one. */
function fallback(decision: string, table: DecisionTable, scope: Scope): TableOutcome {
  const values = table.outputs.map((output) => {
    if (output.defaultExpression === undefined) throw decisionErrors.noRule({ decision });
    const value = feelValue(output.defaultExpression, scope, { decision, place: `default of ${output.name}` });
    conforms(value, output.itemType, { name: output.name, decision });
    return value;
  });
  return { value: valueOf(table, { values }), hits: [] };
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

/** Over no hits: COUNT is 0, the others null. Numbers only; a sum is exact. */
function aggregate(decision: string, aggregation: Aggregation, values: readonly unknown[]): number | null {
  if (aggregation === 'COUNT') return values.length;
  const numbers = values.map((value) => {
    if (typeof value !== 'number') throw decisionErrors.notNumbers({ decision, aggregation });
    return value;
  });
  if (numbers.length === 0) return null;
  if (aggregation === 'MIN') return Math.min(...numbers);
  if (aggregation === 'MAX') return Math.max(...numbers);
  try {
    return sumExactly(numbers);
  } catch (error) {
    if (!(error instanceof BeyondWholeNumbers)) throw error;
    throw decisionErrors.notWhole({ decision, place: 'SUM' }, { cause: error });
  }
}
