export { openLake, type Lake, type LakeStage } from './lake.ts';
export {
  lakeColumn,
  lakeTable,
  lakeView,
  type LakeColumn,
  type LakeName,
  type LakeTable,
  type LakeType,
  type LakeView,
} from './tables.ts';
export { rawTable, rawView, wholeView, registryTable, registryView, storedType, type LakeItem } from './layers.ts';
export type { LakeIntake } from './intake.ts';
export { lakeErrors } from './errors.ts';
export { lakeTrail, type LakeTrail } from './trails.ts';
