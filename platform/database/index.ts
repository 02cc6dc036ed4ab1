export { listenOn } from './listen.ts';
export { sql, identifier, type Sql } from './sql.ts';
export {
  openDatabase,
  type Database,
  type ModuleDatabase,
  type TransactionOptions,
  type Tx,
  type OpenDatabaseOptions,
} from './database.ts';
export { migrate, migrationLock, type MigrationSource } from './migrate.ts';
export { provision } from './provision.ts';
export { startCluster, type Cluster, type ClusterOptions } from './cluster.ts';
export { databaseErrors } from './errors.ts';
export { copyRows, type CopyTarget } from './copy.ts';
export { sideBySide } from './pipeline.ts';
export { copyBytes } from './copy-bytes.ts';
export { openLeadership, openSessionLocks, type Leadership, type SessionLocks } from './session-locks.ts';
export { byteaArray, instantArray, intArray, textArray, uuidArray } from './binary-arrays.ts';
