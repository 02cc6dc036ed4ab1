import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { startRail, type Rail, type RailDeps } from '@modules/exchange/rail';
import { auditMigrations, openAudit } from '@platform/audit';
import { createBlindIndex, createSealer, openKeyStore } from '@platform/crypto';
import { migrate, openDatabase, provision, startCluster, type Cluster, type Database } from '@platform/database';
import { jobsMigrations, prepareJobs } from '@platform/jobs';
import { systemClock, uuidV7 } from '@platform/kernel';
import { openLake, rawTable } from '@platform/lake';
import { silentLog } from '@platform/log';
import { openOutbox, outboxMigrations } from '@platform/outbox';
import { mysqlConnector } from '@platform/source-mysql';
import { startMariadb, type Mariadb } from '@platform/source-mysql/testing';
import { ITEMS } from '../capture/load.ts';
import { RESOURCE } from '../capture/stage.ts';

/** A MariaDB, its own replica (not yet following), and a durable hub with the exchange's tables; the rail runs in this process. */
export type MariadbStage = {
  readonly source: Connection;
  readonly replica: Connection;
  readonly server: Mariadb;
  readonly hub: Database;
  rail(): Rail;
  connectLine(): Promise<void>;
  stop(): Promise<void>;
};

const PASSWORD = 'reader-of-the-bench';
const HUB_SETTINGS = { max_wal_size: '8GB', checkpoint_timeout: '30min', shared_buffers: '512MB' };

/** @param threads of the replica's applier; 0 is MariaDB's default: one */
export async function openMariadbStage(options: { replicaFlush: number; threads: number }): Promise<MariadbStage> {
  const folder = mkdtempSync(join(process.env['YIWANG_BENCH_FOLDER'] ?? tmpdir(), 'yiwang-bench-'));
  chmodSync(folder, 0o755);
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  let cluster: Cluster | undefined;
  const interrupt = (): void => {
    if (cluster) process.kill(cluster.pid, 'SIGINT');
  };
  process.once('exit', interrupt);
  const stop = async (): Promise<void> => {
    for (const each of undo.splice(0).toReversed()) await each();
    process.removeListener('exit', interrupt);
  };
  try {
    const server = await startMariadb({ 'innodb-buffer-pool-size': '256M', 'performance-schema': 'OFF' });
    undo.push(() => server.stop());
    const other = await startMariadb({
      'innodb-buffer-pool-size': '256M',
      'performance-schema': 'OFF',
      'innodb-flush-log-at-trx-commit': options.replicaFlush,
      'slave-parallel-threads': options.threads,
      // A replica that serves nobody further needs no log of its own.
      'skip-log-bin': 1,
    });
    undo.push(() => other.stop());
    const source = await server.root();
    undo.push(() => source.end());
    const replica = await other.root();
    undo.push(() => replica.end());
    for (const statement of [
      'create database department character set utf8mb4',
      `create user reader@'%' identified by '${PASSWORD}'`,
      `grant select, replication slave, binlog monitor on *.* to reader@'%'`,
      'use department',
    ])
      await source.query(statement);
    await replica.query(
      `change master to master_host = '127.0.0.1', master_port = ?, master_user = 'reader', master_password = ?, master_use_gtid = slave_pos`,
      [server.port, PASSWORD],
    );
    cluster = await startCluster({ folder: join(folder, 'hub'), settings: HUB_SETTINGS });
    undo.push(() => cluster?.stop());
    const hub = await openDatabase({
      url: await cluster.createDatabase('hub', { createRole: true }),
      maxConnections: 10,
    });
    undo.push(() => hub.close());
    await provision(hub, ['exchange']);
    await prepareJobs(hub);
    const migrations = join(import.meta.dirname, '..', '..', '..', 'modules', 'exchange', 'migrations');
    await migrate(hub, [outboxMigrations, jobsMigrations, auditMigrations, { module: 'exchange', folder: migrations }]);
    const lake = openLake(hub);
    const table = rawTable(RESOURCE);
    await lake.ensureTable(table, [['_load']]);
    await lake.grantWrite(table, 'exchange');
    const data = join(folder, 'rail');
    mkdirSync(data, { recursive: true });
    const keys = openKeyStore({ folder: join(data, 'keys'), clock: systemClock });
    const ids = uuidV7(systemClock);
    const deps: RailDeps = {
      clock: systemClock,
      ids,
      hub,
      database: hub.forModule('exchange'),
      lake,
      catalogue: { find: () => RESOURCE as never, resource: () => RESOURCE as never },
      table: () => undefined,
      connectors: new Map([[mysqlConnector.kind, mysqlConnector]]),
      outbox: openOutbox({ clock: systemClock, ids }),
      audit: openAudit({ clock: systemClock, ids }),
      sealer: createSealer(keys),
      blindIndex: createBlindIndex(keys).blindIndex,
      live: { publish: () => undefined },
      log: Object.assign({}, silentLog, {
        warn: (...words: unknown[]) => console.error('warn', ...words),
        error: (...words: unknown[]) => console.error('error', ...words),
      }),
      settings: { publicUrl: '', dataFolder: data, demo: true, deployment: {} },
    };
    return {
      source,
      replica,
      server,
      hub,
      rail: () => startRail(deps),
      async connectLine() {
        const sealed = deps.sealer.sealJson({ password: PASSWORD }, 'exchange.connection:bench');
        const settings = { host: '127.0.0.1', port: server.port, database: 'department', user: 'reader' };
        const title = JSON.stringify(RESOURCE.title);
        await hub.pool.query(
          `insert into exchange.connection (id, title, organisation, system, kind, settings, secret, origin, limits, created_at, created_by)
           values ('bench', $1, 'bench', $1, 'mysql', $2, $3, 'console', '{"connections": 3, "logBytes": 68719476736, "logSeconds": 86400}', now(), 'bench')`,
          [title, JSON.stringify(settings), sealed],
        );
        await hub.pool.query(
          `insert into exchange.line (id, connection_id, title, organisation, resource, schema_name, table_name, mapping, mode, origin, created_at, created_by)
           values ('bench-load', 'bench', $1, 'bench', 'load', 'department', 'load', $2, 'capture', 'console', now(), 'bench')`,
          [title, JSON.stringify(ITEMS.map(({ name }) => ({ item: name, column: name })))],
        );
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
