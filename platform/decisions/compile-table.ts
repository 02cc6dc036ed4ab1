import { isAny, readExpression, readTests, type Place, type Scope } from './feel.ts';
import type { DecisionTable, Rule } from './model.ts';
import { literalsOf, simpleTest, type SimpleTest } from './simple-tests.ts';

type Read = (scope: Scope) => unknown;
/** `simple` answers where it can, `passes` always. */
type Cell = { column: number; text: string; simple: SimpleTest | undefined; passes: Asks };
type Asks = (value: unknown, scope: Scope) => boolean;
export type CompiledRule = { rule: Rule; cells: readonly Cell[]; outputs: readonly Read[] };
type CompiledTable = {
  inputs: readonly Read[];
  rules: readonly CompiledRule[];
  index: readonly ColumnIndex[];
};

/** For a column of literals: the rules, as bits, that a value may hit. Rules with other cells there may be hit by any value. */
type ColumnIndex = { column: number; byValue: ReadonlyMap<unknown, Uint32Array>; others: Uint32Array };

/** Below this many rules, asking each is as quick. */
const INDEXED_FROM = 8;

const compiled = new WeakMap<DecisionTable, CompiledTable>();

/** A table made ready once: expressions read, simple cells as functions, columns of literals indexed. */
export function compileTable(decision: string, table: DecisionTable, scope: Scope): CompiledTable {
  const found = compiled.get(table);
  if (found) return found;
  const names = Object.keys(scope);
  const read = (expression: string, place: Place): Read => {
    const whole = readExpression(expression, names);
    return (given) => whole(given, place);
  };
  const inputs = table.inputs.map((input, index) => read(input.expression, { decision, place: `input ${index + 1}` }));
  const rules = table.rules.map((rule) => ({
    rule,
    cells: rule.tests.flatMap((text, column) => {
      if (isAny(text)) return [];
      const place = { decision, place: `rule ${rule.index}, input ${column + 1}` };
      let asks: ReturnType<typeof readTests> | undefined;
      const passes: Asks = (value, given) => (asks ??= readTests(text, names))(value, given, place);
      return [{ column, text, simple: simpleTest(text), passes }];
    }),
    outputs: rule.outputs.map((expression, index) =>
      read(expression, { decision, place: `rule ${rule.index}, output ${index + 1}` }),
    ),
  }));
  const index =
    rules.length < INDEXED_FROM ? [] : table.inputs.flatMap((_, column) => indexColumn(rules, column) ?? []);
  const made = { inputs, rules, index };
  compiled.set(table, made);
  return made;
}

function indexColumn(rules: readonly CompiledRule[], column: number): ColumnIndex | undefined {
  const words = Math.ceil(rules.length / 32);
  const others = new Uint32Array(words);
  const byValue = new Map<unknown, Uint32Array>();
  const set = (bits: Uint32Array, row: number): void => {
    bits[row >> 5] = (bits[row >> 5] as number) | (1 << (row & 31));
  };
  const literals = rules.map(({ cells }) => {
    const cell = cells.find((one) => one.column === column);
    return cell && literalsOf(cell.text);
  });
  for (const [row, values] of literals.entries()) if (!values) set(others, row);
  for (const values of literals) for (const value of values ?? []) byValue.set(value, others.slice());
  if (byValue.size < 2) return undefined;
  for (const [row, values] of literals.entries())
    for (const value of values ?? []) set(byValue.get(value) as Uint32Array, row);
  return { column, byValue, others };
}

/** Rules that may apply to these input values, in order; the rest cannot. */
export function candidates(table: CompiledTable, values: readonly unknown[]): readonly CompiledRule[] {
  const { index, rules } = table;
  let bits: Uint32Array | undefined;
  for (const { column, byValue, others } of index) {
    const value = values[column];
    // What is no single value is compared as FEEL does.
    if (typeof value === 'object' && value !== null) continue;
    const these = byValue.get(value) ?? others;
    if (bits === undefined) bits = these.slice();
    else
      for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] as number) & (these[word] as number);
  }
  if (bits === undefined) return rules;
  const found: CompiledRule[] = [];
  for (let word = 0; word < bits.length; word += 1) {
    for (let rest = bits[word] as number; rest !== 0; rest &= rest - 1)
      found.push(rules[word * 32 + 31 - Math.clz32(rest & -rest)] as CompiledRule);
  }
  return found;
}
