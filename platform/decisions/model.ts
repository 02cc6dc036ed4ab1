/** How the hits of a decision table become its result (DMN 1.3 §8.2.8). */
export const HIT_POLICIES = ['UNIQUE', 'FIRST', 'PRIORITY', 'ANY', 'COLLECT', 'RULE ORDER', 'OUTPUT ORDER'] as const;
export type HitPolicy = (typeof HIT_POLICIES)[number];
export type Aggregation = 'SUM' | 'MIN' | 'MAX' | 'COUNT';

/** Types an input or output may be declared with; others are refused by name. */
export const VALUE_TYPES = ['string', 'number', 'boolean', 'date', 'Any'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** A type as the file declares it: a basic one, money in whole fen (`amount`), or an item definition (DMN 1.3 §7.3.2). */
export type ItemType = {
  name: string;
  base: ValueType | 'amount';
  /** Unary tests that a value (each one of a collection) must pass. */
  allowed: string | undefined;
  /** Of a context: its entries. */
  components: ReadonlyMap<string, ItemType> | undefined;
  collection: boolean;
  /** Whether results are checked against it, and not inputs alone: money, allowed values, and what contains such. */
  strict: boolean;
};

export type InputClause = {
  label: string;
  expression: string;
  type: ValueType;
  itemType: ItemType;
  allowed: string | undefined;
};
export type OutputClause = {
  name: string;
  type: ValueType;
  itemType: ItemType;
  /** Unary tests of the allowed values; for PRIORITY and OUTPUT ORDER the values, highest first. */
  allowed: string | undefined;
  priorities: readonly unknown[] | undefined;
  /** Expression used when no rule applies. */
  defaultExpression: string | undefined;
};
export type Rule = {
  id: string;
  index: number;
  tests: readonly string[];
  outputs: readonly string[];
  /** Description and annotations of the row. */
  annotation: string;
  /** The row's label (DMN 1.3 §6.3.4, `label`); empty where it has none. Packs keep the annotation's English here. */
  label: string;
};

export type DecisionTable = {
  kind: 'table';
  hitPolicy: HitPolicy;
  aggregation: Aggregation | undefined;
  inputs: readonly InputClause[];
  outputs: readonly OutputClause[];
  rules: readonly Rule[];
};
export type LiteralExpression = { kind: 'literal'; expression: string };
/** Entries that see those before them; its value is the result cell's where there is one, else the context (DMN 1.3 §7.3.1, boxed context). */
type BoxedContext = { kind: 'context'; entries: readonly ContextEntry[]; result: Logic | undefined };
type ContextEntry = { name: string; label: string; type: ItemType; logic: Logic };
/** Calls a function, mostly a business knowledge model, with named arguments. */
type Invocation = {
  kind: 'invocation';
  called: string;
  bindings: readonly { parameter: string; logic: Logic }[];
};
export type FunctionLogic = { kind: 'function'; parameters: readonly Parameter[]; body: Logic };
type BoxedList = { kind: 'list'; elements: readonly Logic[] };
/** Rows of a relation are contexts by the columns' names. */
type Relation = { kind: 'relation'; columns: readonly string[]; rows: readonly (readonly Logic[])[] };
export type Logic =
  | DecisionTable
  | LiteralExpression
  | BoxedContext
  | Invocation
  | FunctionLogic
  | BoxedList
  | Relation;
export type Parameter = { name: string; type: ItemType };

export type Decision = {
  id: string;
  /** The variable under which decisions that require this one see its result. */
  name: string;
  /** What people call it: label, question or name. */
  title: string;
  type: ValueType;
  itemType: ItemType;
  /** Ids of required decisions. */
  decisions: readonly string[];
  /** Names of required input data. */
  inputs: readonly string[];
  /** Ids of required business knowledge models. */
  knowledge: readonly string[];
  logic: Logic;
};

/** A business knowledge model: a function that decisions, and other such models, call by its name. */
export type Knowledge = {
  id: string;
  name: string;
  title: string;
  itemType: ItemType;
  parameters: readonly Parameter[];
  body: Logic;
  /** Ids of the knowledge it requires. */
  knowledge: readonly string[];
};

/** A parsed, checked DMN file. Evaluate it with {@link evaluate}. */
export type DecisionModel = {
  id: string;
  name: string;
  /** SHA-256 of the file in hex. */
  version: string;
  decisions: ReadonlyMap<string, Decision>;
  knowledge: ReadonlyMap<string, Knowledge>;
  /** Input data by name, with their basic types; money is a number, a context or collection Any. */
  inputs: ReadonlyMap<string, ValueType>;
  /** Input data by name, with their types as declared. */
  inputTypes: ReadonlyMap<string, ItemType>;
  /** What people call inputs and decisions, by name: their own label, else that of a table's column that asks for just that name. */
  labels: ReadonlyMap<string, string>;
};

/** Names of the inputs that a decision needs, those of the decisions it requires included. */
export function requiredInputs(model: DecisionModel, decisionId: string): string[] {
  const known = needed.get(model) ?? new Map<string, string[]>();
  needed.set(model, known);
  const found = known.get(decisionId);
  if (found) return [...found];
  const names = new Set<string>();
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const decision = model.decisions.get(id);
    if (!decision || seen.has(id)) return;
    seen.add(id);
    for (const name of decision.inputs) names.add(name);
    for (const next of decision.decisions) visit(next);
  };
  visit(decisionId);
  known.set(decisionId, [...names]);
  return [...names];
}

const needed = new WeakMap<DecisionModel, Map<string, string[]>>();
