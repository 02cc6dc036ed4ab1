export { evaluate, type DecisionResult, type DecisionTrace, type RuleHit } from './evaluate.ts';
export { parseDecisions } from './parse-decisions.ts';
export { requiredInputs, type Decision, type DecisionModel, type DecisionTable, type ValueType } from './model.ts';
