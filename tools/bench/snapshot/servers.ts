import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { auditMigrations, openAudit } from '@platform/audit';
import { createBlindIndex, createSealer, openKeyStore } from '@platform/crypto';
import { migrate, openDatabase, provision, startCluster, type Cluster, type Database } from '@platform/database';
import { jobsMigrations, prepareJobs } from '@platform/jobs';
import { systemClock, uuidV7 } from '@platform/kernel';
import { openLake, rawTable } from '@platform/lake';
import { openOutbox, outboxMigrations } from '@platform/outbox';
import { silentLog } from '@platform/log';
import { postgresConnector } from '@platform/source-postgres';
import { startRail, type RailDeps } from '@modules/exchange/rail';
import { codeTableOf, HOLDINGS } from './holdings-resource.ts';
import { SOURCE_TABLE } from './holdings-table.ts';

/** A department's cluster and the hub's, both durable, with the product's own tables, roles and indexes in the hub. */
export type Servers = {
  readonly source: pg.Client;
  readonly hub: Database;
  readonly sourceUrl: string;
  /** Of the hub's own login: the peer writes as it does. */
  readonly hubUrl: string;
  readonly postgres: string;
  readonly pids: { source: number; hub: number };
  /** The line over the source's table, and the rail that runs it. */
  openLine(): Promise<{ stop(): Promise<void> }>;
  /** Makes both servers start a measurement with nothing left to write. */
  settle(): Promise<void>;
  stop(): Promise<void>;
};

export async function openServers(say: (line: string) => void): Promise<Servers> {
  const folder = mkdtempSync(join(process.env['YIWANG_BENCH_FOLDER'] ?? tmpdir(), 'yiwang-bench-'));
  // The servers' own user must reach its folders.
  chmodSync(folder, 0o755);
  const clusters: Cluster[] = [];
  const tell = (): void => clusters.forEach(({ pid }) => process.kill(pid, 'SIGINT'));
  process.once('exit', tell);
  const sourceCluster = await startCluster({ folder: join(folder, 'source') });
  clusters.push(sourceCluster);
  // As the product starts its own.
  const hubCluster = await startCluster({ folder: join(folder, 'hub'), settings: { wal_level: 'logical' } });
  clusters.push(hubCluster);
  await sourceCluster.createDatabase('department');
  const sourceUrl = sourceCluster.superuserUrl('department');
  const hubUrl = await hubCluster.createDatabase('hub', { createRole: true });
  const source = new pg.Client({ connectionString: sourceUrl });
  const admin = new pg.Client({ connectionString: hubCluster.superuserUrl('hub') });
  await Promise.all([source.connect(), admin.connect()]);
  const hub = await openDatabase({ url: hubUrl, maxConnections: 12 });
  await provision(hub, ['exchange']);
  await prepareJobs(hub);
  const migrations = join(import.meta.dirname, '..', '..', '..', 'modules', 'exchange', 'migrations');
  await migrate(hub, [outboxMigrations, jobsMigrations, auditMigrations, { module: 'exchange', folder: migrations }]);
  const lake = openLake(hub);
  // With the indexes that the catalogue gives every raw table.
  await lake.ensureTable(rawTable(HOLDINGS), [['_load']]);
  await lake.grantWrite(rawTable(HOLDINGS), 'exchange');
  const { rows } = await source.query<{ version: string; fsync: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync`,
  );
  if (rows[0]?.fsync !== 'on') throw new Error('The servers are not durable');

  return {
    source,
    hub,
    sourceUrl,
    hubUrl,
    postgres: rows[0].version,
    pids: { source: sourceCluster.pid, hub: hubCluster.pid },
    async openLine() {
      const deps = railDeps(hub, join(folder, 'rail'), say);
      const url = new URL(sourceUrl);
      const secret = deps.sealer.sealJson({ password: decodeURIComponent(url.password) }, 'exchange.connection:bench');
      const settings = { host: url.hostname, port: Number(url.port), database: 'department', user: url.username };
      const title = JSON.stringify(HOLDINGS.title);
      const mapping = HOLDINGS.items.map(({ name }) => ({ item: name, column: name }));
      await hub.pool.query(
        `insert into exchange.connection (id, title, organisation, system, kind, settings, secret, origin, limits, created_at, created_by)
         values ('bench', $1, 'bench', $1, 'postgres', $2, $3, 'console', '{"connections": 3, "logBytes": 4294967296, "logSeconds": 21600}', now(), 'bench')`,
        [title, JSON.stringify(settings), secret],
      );
      await hub.pool.query(
        `insert into exchange.line (id, connection_id, title, organisation, resource, schema_name, table_name, mapping, mode, state, origin, created_at, created_by)
         values ('bench-line', 'bench', $1, 'bench', 'holdings', $2, $3, $4, 'snapshot', 'live', 'console', now(), 'bench')`,
        [title, SOURCE_TABLE.schema, SOURCE_TABLE.table, JSON.stringify(mapping)],
      );
      return startRail(deps);
    },
    async settle() {
      await Promise.all([source.query('checkpoint'), admin.query('checkpoint')]);
    },
    async stop() {
      await Promise.all([source.end(), admin.end()]);
      await hub.close();
      process.removeListener('exit', tell);
      await Promise.all(clusters.map((cluster) => cluster.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function railDeps(hub: Database, folder: string, say: (line: string) => void): RailDeps {
  mkdirSync(folder, { recursive: true });
  const keys = openKeyStore({ folder: join(folder, 'keys'), clock: systemClock });
  const ids = uuidV7(systemClock);
  const complain = (fields: Record<string, unknown>, message: string): void =>
    say(`${message}: ${JSON.stringify(fields)} ${String((fields['error'] as Error | undefined)?.stack ?? '')}`);
  return {
    clock: systemClock,
    ids,
    hub,
    database: hub.forModule('exchange'),
    lake: openLake(hub),
    catalogue: { find: () => HOLDINGS, resource: () => HOLDINGS },
    table: codeTableOf,
    connectors: new Map([[postgresConnector.kind, postgresConnector]]),
    outbox: openOutbox({ clock: systemClock, ids }),
    audit: openAudit({ clock: systemClock, ids }),
    sealer: createSealer(keys),
    blindIndex: createBlindIndex(keys).blindIndex,
    live: { publish: () => undefined },
    log: { ...silentLog, warn: complain, error: complain },
    settings: { publicUrl: '', dataFolder: folder, demo: true, deployment: {} },
  };
}
