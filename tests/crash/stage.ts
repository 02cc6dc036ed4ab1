import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { auditMigrations } from '@platform/audit';
import { createSealer, openKeyStore } from '@platform/crypto';
import { migrate, openDatabase, provision, startCluster, type Cluster } from '@platform/database';
import { jobsMigrations, prepareJobs } from '@platform/jobs';
import { systemClock } from '@platform/kernel';
import { openLake, rawTable } from '@platform/lake';
import { outboxMigrations } from '@platform/outbox';
import { familyOf, isAlive } from '../journeys/support/processes.ts';
import { openNodes, type Nodes } from './nodes.ts';
import { seeded, type Random } from './random.ts';
import { lineOf, resourceOf, SOURCE_TABLES, TABLES } from './tables.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
/** Both clusters as durable as a city's: what is acknowledged outlives a kill. */
const SETTINGS = { wal_level: 'logical', shared_buffers: '128MB', max_wal_size: '2GB' };
const PATIENCE_MS = 90_000;

/** What can be killed and started again. */
export type Part = { readonly name: string; up(): boolean; kill(): Promise<void>; start(): Promise<void> };

export type CrashStage = {
  readonly folder: string;
  readonly rails: readonly Part[];
  readonly hub: Part;
  readonly source: Part;
  readonly nodes: Nodes | undefined;
  /** Rails that ended though nobody killed them. */
  readonly unasked: string[];
  /** As the cluster's owner. */
  readonly hubUrl: string;
  hubSql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  sourceSql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** Has each rail write into its log what it holds and waits for: for whoever looks for the cause of a standstill. */
  explain(): Promise<void>;
  /** Lets the writer go on, or has it stop behind a whole transaction; what it has done so far. */
  write(on: boolean): Promise<{ committed: number; statements: number }>;
  stop(): Promise<void>;
};

/**
 * A department's cluster and the hub's, rails as processes of their own over both, and a process that writes; with `nats` three nodes between
 * reading and applying. Whoever opens it must `stop()` it: no process and no folder stays.
 */
export async function openCrashStage(options: {
  seed: number;
  rails: number;
  nats: boolean;
  pauseMs?: number;
}): Promise<CrashStage> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-crash-'));
  chmodSync(folder, 0o755);
  const random = seeded(options.seed ^ 0x5eed);
  const children = new Set<ChildProcess>();
  const clusters = new Map<string, Cluster>();
  let nodes: Nodes | undefined;
  // Should this process end in the middle, what it started ends with it.
  const atOnce = (): void => {
    for (const child of children) child.kill('SIGKILL');
    for (const { pid } of clusters.values())
      for (const one of isAlive(pid) ? familyOf(pid) : []) signal(one, 'SIGKILL');
    nodes?.killNow();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', atOnce);
  const stopAll = async (): Promise<void> => {
    for (const child of children) child.kill('SIGKILL');
    nodes?.killNow();
    await Promise.all([...clusters.values()].map((cluster) => cluster.stop()));
    process.removeListener('exit', atOnce);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return await open();
  } catch (error) {
    await stopAll();
    throw error;
  }

  async function open(): Promise<CrashStage> {
    const cluster = async (name: string): Promise<Cluster> => {
      const place = join(folder, name);
      mkdirSync(place, { recursive: true });
      // Outside the range from which outgoing connections take their ports, so that it is free again after a kill.
      writeFileSync(join(place, 'port'), String(await freePort(random)));
      const started = await startCluster({ folder: place, settings: SETTINGS });
      clusters.set(name, started);
      return started;
    };
    const department = await cluster('source');
    const hubCluster = await cluster('hub');
    await department.createDatabase('department');
    const sourceUrl = new URL(department.superuserUrl('department'));
    const hubUrl = await hubCluster.createDatabase('hub', { createRole: true });
    const hubOwnerUrl = hubCluster.superuserUrl('hub');
    const dataFolder = join(folder, 'data');
    mkdirSync(dataFolder);
    await query(sourceUrl.href, SOURCE_TABLES);
    await prepareHub(hubUrl, dataFolder, sourceUrl);
    if (options.nats) {
      nodes = openNodes(
        folder,
        [await freePort(random), await freePort(random), await freePort(random)],
        [await freePort(random), await freePort(random), await freePort(random)],
      );
      await nodes.begin();
    }

    const unasked: string[] = [];
    const output = openSync(join(dataFolder, 'output.log'), 'a');
    const forked = (script: string, order: object): ChildProcess => {
      const child = fork(join(import.meta.dirname, script), [JSON.stringify(order)], {
        execPath: process.execPath,
        cwd: REPOSITORY,
        stdio: ['ignore', output, output, 'ipc'],
      });
      children.add(child);
      child.once('exit', () => children.delete(child));
      return child;
    };
    const railPart = (no: number): Part & { begin(): Promise<void>; explain(): void } => {
      let child: ChildProcess | undefined;
      let asked = false;
      const name = `rail-${no}`;
      let begun = false;
      // As the server does with its rail: one that ends is started again, also one that found no hub when it began.
      const start = async (): Promise<void> => {
        asked = false;
        begun = false;
        while (!begun && !asked && !stopping) {
          const one = forked('rail-process.ts', {
            hubUrl,
            folder: dataFolder,
            no,
            resources: TABLES.map(resourceOf),
            nats: nodes?.url,
          });
          child = one;
          one.once('exit', (code, how) => {
            if (child === one) child = undefined;
            if (!begun || asked || stopping) return;
            unasked.push(`${name} ended by itself (${code ?? how})`);
            void start();
          });
          begun = await ready(one).then(
            () => true,
            () => false,
          );
          if (!begun) await sleep(300);
        }
      };
      return {
        name,
        up: () => child !== undefined,
        async kill() {
          if (!child) return;
          asked = true;
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        },
        // Not waited for: the next kill may fall on one that is only beginning.
        async start() {
          void start();
        },
        begin: start,
        explain: () => void child?.kill('SIGUSR2'),
      };
    };
    let stopping = false;
    const rails = Array.from({ length: options.rails }, (_, index) => railPart(index + 1));
    await Promise.all(rails.map((rail) => rail.begin()));

    const writer = forked('writer-process.ts', {
      url: sourceUrl.href,
      seed: options.seed,
      pauseMs: options.pauseMs ?? 20,
    });
    await ready(writer);
    return {
      folder,
      rails,
      hub: clusterPart('hub'),
      source: clusterPart('source'),
      nodes,
      unasked,
      hubUrl: hubOwnerUrl,
      hubSql: (text, values) => query(hubOwnerUrl, text, values),
      sourceSql: (text, values) => query(sourceUrl.href, text, values),
      async explain() {
        for (const rail of rails) rail.explain();
        await sleep(1_000);
      },
      async write(on) {
        if (on) {
          writer.send('go on');
          return { committed: 0, statements: 0 };
        }
        const told = once(writer, 'message');
        writer.send('pause');
        return (await told)[0] as { committed: number; statements: number };
      },
      async stop() {
        stopping = true;
        await stopAll();
      },
    };

    function clusterPart(name: 'hub' | 'source'): Part {
      const now = (): Cluster => clusters.get(name) as Cluster;
      return {
        name,
        up: () => isAlive(now().pid),
        async kill() {
          const { pid, ended } = now();
          const family = familyOf(pid);
          for (const one of family) signal(one, 'SIGKILL');
          await ended;
          while (family.some(isAlive)) await sleep(10);
        },
        async start() {
          const { port } = now();
          const again = await startCluster({ folder: join(folder, name), settings: SETTINGS });
          clusters.set(name, again);
          if (again.port !== port)
            throw new Error(`The port of ${name} was taken by someone else while it was down: run it again`);
        },
      };
    }
  }
}

/** Waits for a child's first word. @throws when it ends before */
async function ready(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code, how) => reject(new Error(`A process ended before it had begun (${code ?? how})`)));
  });
}

async function prepareHub(hubUrl: string, dataFolder: string, source: URL): Promise<void> {
  const hub = await openDatabase({ url: hubUrl, maxConnections: 4 });
  try {
    await provision(hub, ['exchange']);
    await prepareJobs(hub);
    await migrate(hub, [
      outboxMigrations,
      jobsMigrations,
      auditMigrations,
      { module: 'exchange', folder: join(REPOSITORY, 'modules/exchange/migrations') },
    ]);
    const lake = openLake(hub);
    for (const table of TABLES) {
      await lake.ensureTable(rawTable(resourceOf(table)), [['_load'], ['_source']]);
      await lake.grantWrite(rawTable(resourceOf(table)), 'exchange');
    }
    const sealer = createSealer(openKeyStore({ folder: join(dataFolder, 'keys'), clock: systemClock }));
    const settings = {
      host: source.hostname,
      port: Number(source.port),
      database: source.pathname.slice(1),
      user: decodeURIComponent(source.username),
    };
    const limits = { connections: 3, logBytes: 2 ** 36, logSeconds: 86_400 };
    for (const id of ['a', 'b']) {
      const secret = sealer.sealJson({ password: decodeURIComponent(source.password) }, `exchange.connection:${id}`);
      await hub.pool.query(
        `insert into exchange.connection (id, title, organisation, system, kind, settings, secret, origin, limits, created_at, created_by)
         values ($1, $2, 'crash', $2, 'postgres', $3, $4, 'console', $5, now(), 'crash')`,
        [id, JSON.stringify({ zh: id, en: id }), JSON.stringify(settings), secret, JSON.stringify(limits)],
      );
    }
    for (const table of TABLES) {
      await hub.pool.query(
        `insert into exchange.line (id, connection_id, title, organisation, resource, schema_name, table_name, mapping, mode, origin, streamed, created_at, created_by)
         values ($1, $2, $3, 'crash', $4, 'public', $4, $5, 'capture', 'console', $6, now(), 'crash')`,
        [
          lineOf(table),
          table.connection,
          JSON.stringify({ zh: table.name, en: table.name }),
          table.name,
          JSON.stringify(table.items.map(({ name }) => ({ item: name, column: name }))),
          table.streamed,
        ],
      );
    }
  } finally {
    await hub.close();
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It went with its postmaster.
  }
}

/** A port that nobody has, below those of outgoing connections. */
async function freePort(random: Random): Promise<number> {
  for (;;) {
    const port = random.between(20_000, 31_000);
    const free = await new Promise<boolean>((answer) => {
      const server = createServer();
      server.once('error', () => answer(false));
      server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
    });
    if (free) return port;
  }
}

/** One statement on a connection of its own, again for as long as the server is away. */
async function query<R extends object>(url: string, text: string, values?: readonly unknown[]): Promise<R[]> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<R>(text, values as unknown[] | undefined)).rows;
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? '');
      if (/^[0-4]/.test(code.replace(/^(08|57)/, '')) && /^\d/.test(code) && !/^(08|57)/.test(code)) throw error;
      if (Date.now() > end) throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
