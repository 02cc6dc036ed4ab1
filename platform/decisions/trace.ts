/**
 * A rule that applied. `index` counts from 1, as people count rows. `matched` are the inputs its cells ask about, with the values they had:
 * those that mattered. Traces kept before it was told have none.
 */
export type RuleHit = { index: number; id: string; annotation: string; label: string; matched?: MatchedInput[] };

/** An input clause whose cell the rule filled in: its label, its value, and the cell's tests. */
export type MatchedInput = { label: string; value: unknown; cell: string; money?: true };

/** Something worked out within a decision: an entry of a context, or knowledge that was called. */
export type TraceStep = {
  kind: 'entry' | 'knowledge';
  name: string;
  title: string;
  /** Of knowledge: its arguments. */
  inputs?: Record<string, unknown>;
  rulesHit: RuleHit[];
  value: unknown;
};

/** How one decision of a graph came about. */
export type TracePart = {
  decision: string;
  /** What people call the decision. */
  title?: string;
  /** What kind of logic it has. */
  logic?: 'table' | 'literal' | 'context' | 'invocation' | 'function' | 'list' | 'relation';
  /** What people call its inputs, where that is not their name. */
  labels?: Record<string, string>;
  /** All input data given and the results of the decisions it requires. */
  inputs: Record<string, unknown>;
  rulesHit: RuleHit[];
  outputs: Record<string, unknown>;
  /** In the order in which they were worked out; at most fifty. */
  steps?: TraceStep[];
  stepsLeftOut?: number;
};

/** How a result came about; plain data, to be kept with the case. Fields are only ever added, optional, so that old ones can be read. */
export type DecisionTrace = TracePart & {
  /** The SHA-256 of the file. */
  version: string;
  /** The decisions it requires, in the order in which they were made. */
  required: TracePart[];
};
