export * from './kinds.ts';
export * from './kinds/data.ts';
export * from './kinds/places.ts';
export * from './kinds/sample.ts';
export * from './kinds/scenarios.ts';
export * from './kinds/service-points.ts';
export * from './kinds/services.ts';
export * from './kinds/upstreams.ts';
export * from './kinds/views.ts';
export { calledFile, calledProcesses, withCalled } from './called-processes.ts';
export { packErrors } from './errors.ts';
export { didYouMean, formatFault, type PackFault } from './faults.ts';
export { type KnownNames, PLATFORM_APPLICATIONS } from './check-names.ts';
export { elementFaults, type ElementFault, heirFaults } from './check-elements.ts';
export { lineOf, matterFileFaults, type MatterWithFiles, packFileFaults } from './check-matter-files.ts';
export { PROCESS_LINKS } from './check-process.ts';
export { DEFINITION_FILE, matterSourceFaults, type MatterSource } from './live-matters.ts';
export { mergeMatter } from './inherit-matters.ts';
export { checkPacks, contentHash, loadPacks, type PackSelection } from './load-packs.ts';
export type { PackDefinition, PackSet } from './pack-set.ts';
export {
  formatScenario,
  playScenario,
  playScenarios,
  type ScenarioMismatch,
  type ScenarioResult,
} from './play-scenario.ts';
export type {
  ScenarioApplicant,
  ScenarioDriver,
  ScenarioObservation,
  ScenarioRun,
  ScenarioStart,
} from './scenario-driver.ts';
export { packSchemaFiles, stalePackSchemas } from './schema-files.ts';
export * from './share-table.ts';
export { parseSourceFile, type SourceFile } from './source-file.ts';
