export { listenOn } from './listen.ts';
export { sql, identifier, type Sql } from './sql.ts';
export { openDatabase, type Database, type ModuleDatabase, type Tx, type OpenDatabaseOptions } from './database.ts';
export { migrate, migrationLock, type MigrationSource } from './migrate.ts';
export { provision } from './provision.ts';
export { startCluster, type Cluster, type ClusterOptions } from './cluster.ts';
export { databaseErrors } from './errors.ts';
export { copyRows, type CopyTarget } from './copy.ts';
export { sideBySide } from './pipeline.ts';
export { copyBytes } from './copy-bytes.ts';
export {
  countSharing,
  dropSessionLock,
  openLeadership,
  shareSessionLock,
  trySessionLock,
  type Leadership,
} from './session-locks.ts';
