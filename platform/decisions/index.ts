export { evaluate, type DecisionResult } from './evaluate.ts';
export type { DecisionTrace, MatchedInput, RuleHit, TracePart, TraceStep } from './trace.ts';
export { parseDecisions } from './parse-decisions.ts';
export {
  requiredInputs,
  type Decision,
  type DecisionModel,
  type DecisionTable,
  type ItemType,
  type Knowledge,
  type Logic,
  type ValueType,
} from './model.ts';
export { explain, type ExplainedPart, type Explanation } from './explain.ts';
export {
  backTest,
  type BackTest,
  type BackTestCase,
  type BackTestOptions,
  type ChangedCase,
  type KindOfChange,
} from './back-test.ts';
export { parseCondition, type Condition } from './conditions.ts';
/** For other interpreters of FEEL expressions, such as processes. */
export { feelValue, fromFeel, refuseClock, toFeel, type Place, type Scope } from './feel.ts';
