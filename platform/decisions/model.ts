/** How the hits of a decision table become its result (DMN 1.3 §8.2.8). */
export const HIT_POLICIES = ['UNIQUE', 'FIRST', 'PRIORITY', 'ANY', 'COLLECT', 'RULE ORDER', 'OUTPUT ORDER'] as const;
export type HitPolicy = (typeof HIT_POLICIES)[number];
export type Aggregation = 'SUM' | 'MIN' | 'MAX' | 'COUNT';

/** Types an input or output may be declared with; others are refused by name. */
export const VALUE_TYPES = ['string', 'number', 'boolean', 'date', 'Any'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export type InputClause = { label: string; expression: string; type: ValueType; allowed: string | undefined };
export type OutputClause = {
  name: string;
  type: ValueType;
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

export type Decision = {
  id: string;
  /** The variable under which decisions that require this one see its result. */
  name: string;
  type: ValueType;
  /** Ids of required decisions. */
  decisions: readonly string[];
  /** Names of required input data. */
  inputs: readonly string[];
  logic: DecisionTable | LiteralExpression;
};

/** A parsed, checked DMN file. Evaluate it with {@link evaluate}. */
export type DecisionModel = {
  id: string;
  name: string;
  /** SHA-256 of the file in hex. */
  version: string;
  decisions: ReadonlyMap<string, Decision>;
  /** Input data by name, with their types. */
  inputs: ReadonlyMap<string, ValueType>;
};

/** Names of the inputs that a decision needs, those of the decisions it requires included. */
export function requiredInputs(model: DecisionModel, decisionId: string): string[] {
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
  return [...names];
}
