import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createSealer, openKeyStore } from '@platform/crypto';
import { auditMigrations } from '@platform/audit';
import { migrate, openDatabase, provision, startCluster, type Cluster, type Database } from '@platform/database';
import { jobsMigrations, prepareJobs } from '@platform/jobs';
import { systemClock } from '@platform/kernel';
import { openLake, rawTable } from '@platform/lake';
import { outboxMigrations } from '@platform/outbox';
import { ITEMS } from './load.ts';

/** Two durable clusters, the department's and the hub's, and beside the hub's database one that PostgreSQL itself replicates into. */
export type CaptureStage = {
  source: pg.Client;
  peer: pg.Client;
  hub: Database;
  sourceUrl: string;
  version: string;
  /** Process ids of the two servers. */
  pids: { source: number; hub: number };
  /** Starts the rail in a process of its own. */
  rail(options?: { profile?: boolean }): Promise<RailProcess>;
  connectLine(): Promise<void>;
  stop(): Promise<void>;
};

export type RailProcess = {
  /** Most memory it ever had resident, MiB. */
  mostMemory(): number;
  /** Seconds of CPU used. */
  cpu(): number;
  stop(): Promise<void>;
};

export const RESOURCE = {
  id: 'load',
  title: { zh: '负载', en: 'Load' },
  key: ['id'],
  items: ITEMS.map((item) => ({ ...item, title: { zh: item.name, en: item.name } })),
};

/** As many as the machine needs for a load of some hundred MiB of log; all that makes a database durable stays on. */
const SETTINGS = { wal_level: 'logical', max_wal_size: '8GB', checkpoint_timeout: '30min', shared_buffers: '512MB' };

export async function openCaptureStage(): Promise<CaptureStage> {
  const folder = mkdtempSync(join(process.env['YIWANG_BENCH_FOLDER'] ?? tmpdir(), 'yiwang-bench-'));
  chmodSync(folder, 0o755);
  const clusters: Cluster[] = [];
  const tell = (): void => {
    for (const { pid } of clusters) process.kill(pid, 'SIGINT');
  };
  process.once('exit', tell);
  for (const name of ['source', 'hub'])
    clusters.push(await startCluster({ folder: join(folder, name), settings: SETTINGS }));
  const [sourceCluster, hubCluster] = clusters as [Cluster, Cluster];
  await sourceCluster.createDatabase('department');
  const sourceUrl = sourceCluster.superuserUrl('department');
  const hubUrl = await hubCluster.createDatabase('hub', { createRole: true });
  await hubCluster.createDatabase('peer');
  const source = new pg.Client({ connectionString: sourceUrl });
  const peer = new pg.Client({ connectionString: hubCluster.superuserUrl('peer') });
  await source.connect();
  await peer.connect();
  const hub = await openDatabase({ url: hubUrl, maxConnections: 5 });
  await provision(hub, ['exchange']);
  await prepareJobs(hub);
  const migrations = join(import.meta.dirname, '..', '..', '..', 'modules', 'exchange', 'migrations');
  await migrate(hub, [outboxMigrations, jobsMigrations, auditMigrations, { module: 'exchange', folder: migrations }]);
  const lake = openLake(hub);
  const table = rawTable(RESOURCE);
  await lake.ensureTable(table, [['_load']]);
  await lake.grantWrite(table, 'exchange');
  const { rows } = await source.query<{ version: string }>(`select current_setting('server_version') as version`);
  const railFolder = join(folder, 'rail');
  return {
    source,
    peer,
    hub,
    sourceUrl,
    version: rows[0]?.version ?? '',
    pids: { source: sourceCluster.pid, hub: hubCluster.pid },
    async connectLine() {
      const keys = openKeyStore({ folder: join(railFolder, 'keys'), clock: systemClock });
      const url = new URL(sourceUrl);
      const sealed = createSealer(keys).sealJson(
        { password: decodeURIComponent(url.password) },
        'exchange.connection:bench',
      );
      const settings = {
        host: url.hostname,
        port: Number(url.port),
        database: url.pathname.slice(1),
        user: url.username,
      };
      const title = JSON.stringify(RESOURCE.title);
      await hub.pool.query(
        `insert into exchange.connection (id, title, organisation, system, kind, settings, secret, origin, limits, created_at, created_by)
         values ('bench', $1, 'bench', $1, 'postgres', $2, $3, 'console', '{"connections": 3, "logBytes": 68719476736, "logSeconds": 86400}', now(), 'bench')`,
        [title, JSON.stringify(settings), sealed],
      );
      await hub.pool.query(
        `insert into exchange.line (id, connection_id, title, organisation, resource, schema_name, table_name, mapping, mode, origin, created_at, created_by)
         values ('bench-load', 'bench', $1, 'bench', 'load', 'public', 'load', $2, 'capture', 'console', now(), 'bench')`,
        [title, JSON.stringify(ITEMS.map(({ name }) => ({ item: name, column: name })))],
      );
    },
    async rail({ profile = false } = {}) {
      const child = fork(
        join(import.meta.dirname, 'rail-process.ts'),
        [JSON.stringify({ hubUrl, folder: railFolder, resource: RESOURCE, profile })],
        {
          execPath: process.execPath,
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        },
      );
      await once(child, 'message');
      return railProcess(child);
    },
    async stop() {
      await source.end();
      await peer.end();
      await hub.close();
      process.removeListener('exit', tell);
      await Promise.all(clusters.map((cluster) => cluster.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function railProcess(child: ChildProcess): RailProcess {
  const ended = once(child, 'exit');
  const pid = child.pid as number;
  let most = 0;
  const read = (): number => {
    try {
      const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      most = Math.max(most, Number(found?.[1] ?? 0) / 1024);
    } catch {
      // It has ended; what was read before stands.
    }
    return Math.round(most);
  };
  return {
    mostMemory: read,
    cpu() {
      const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
      const fields = rest.split(' ').map(Number);
      return ((fields[11] ?? 0) + (fields[12] ?? 0)) / 100;
    },
    async stop() {
      read();
      child.kill('SIGTERM');
      await ended;
    },
  };
}
