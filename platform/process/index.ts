export { processErrors } from './errors.ts';
export { advance, startInstance, type StartOptions } from './advance.ts';
export { checkProcess, parseProcess } from './parse-process.ts';
export {
  migrateInstance,
  standingPlaces,
  type Migrated,
  type MigrateOptions,
  type ProcessVersion,
} from './migrate.ts';
export type { MigrationFault, MigrationNote } from './migrate-texts.ts';
export { joinsInBranches, type BranchJoin } from './reach.ts';
export { position, type Position } from './position.ts';
export type { Options } from './run.ts';
export { ACTIVITIES as ACTIVITY_TYPES } from './model.ts';
export type {
  EventDefinition,
  Expression,
  Loop,
  NodeType,
  ProcessModel,
  ProcessNode,
  SequenceFlow,
  TimerKind,
} from './model.ts';
export type {
  Arrived,
  Changes,
  Command,
  Effect,
  Ending,
  Incident,
  InstanceRow,
  InstanceState,
  JobKind,
  JobRow,
  Outcome,
  ScopeRow,
  TimerRequest,
  TokenRow,
  VariablesRow,
} from './state.ts';
