export { describeConnector } from './conformance/describe-connector.ts';
export { plain } from './conformance/values.ts';
export { sqlWriter } from './conformance/sql-writer.ts';
export type { SqlDialect } from './conformance/sql-writer.ts';
export { joinTables, loadWhole } from './conformance/join.ts';
export type {
  ConformanceHarness,
  ConformanceSource,
  KitChange,
  KitColumn,
  KitTable,
  KitType,
} from './conformance/harness.ts';
