import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { openRehearsal } from '@apps/server/rehearsal.ts';
import { permissionsOf, type StaffActor } from '@platform/access';
import { startCluster, type Cluster } from '@platform/database';
import { systemClock } from '@platform/kernel';
import { registryTable } from '@platform/lake';
import { loadPacks } from '@platform/packs';
import { fillRegistries } from '../chain/fill-registries.ts';
import { readStory } from '../chain/story.ts';
import type { LoadOrder } from './load-process.ts';
import type { LoadResult } from './load.ts';

/** A durable database with a registry full of people and pgbench's own tables of the same size, and what the callers need. */
export type InterfaceStage = {
  cluster: Cluster;
  databaseUrl: string;
  pool: pg.Pool;
  version: string;
  people: number;
  keys: string[];
  call: { interface: string; purpose: string; parameter: string; keyId: string; secret: string };
  /** The product's server in a process of its own. */
  product(): Promise<Service & { profile(order: string): Promise<void> }>;
  /** The unguarded route in a process of its own. */
  plain(connections: number): Promise<Service>;
  load(order: LoadOrder): Promise<LoadResult>;
  stop(): Promise<void>;
};

export type Service = { port: number; pid: number; stop(): Promise<void> };

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const OFFICER: StaffActor = {
  kind: 'staff',
  accountId: 'bench-officer',
  organisation: 'bench',
  roles: ['data-officer'],
  permissions: permissionsOf(['data-officer']),
  organisations: 'all',
};

export async function openInterfaceStage(people: number, say: (line: string) => void): Promise<InterfaceStage> {
  const folder = mkdtempSync(join(process.env['YIWANG_BENCH_FOLDER'] ?? tmpdir(), 'yiwang-bench-'));
  chmodSync(folder, 0o755);
  const packsFolder = join(folder, 'packs');
  unlimited(join(REPOSITORY, 'packs'), packsFolder);
  process.env['YIWANG_PACKS_FOLDER'] = packsFolder;
  const story = readStory();
  const packs = loadPacks({ folder: packsFolder, ids: story.packIds });
  const chosen = chooseInterface(packs);
  const cluster = await startCluster({ folder: join(folder, 'cluster'), settings: { max_connections: '400' } });
  const children = new Set<ChildProcess>();
  const tell = (): void => {
    for (const child of children) child.kill('SIGKILL');
    process.kill(cluster.pid, 'SIGINT');
  };
  process.once('exit', tell);
  const databaseUrl = await cluster.createDatabase('bench', { createRole: true });
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const rehearsal = await openRehearsal({ databaseUrl, folder: data, packs, clock: systemClock });
  await fillRegistries(rehearsal, { ...story, packs }, people);
  const made = await rehearsal.request(OFFICER, {
    method: 'POST',
    path: `/api/applications/${chosen.application}/keys`,
  });
  if (made.status !== 201) throw new Error(`No key was made: ${JSON.stringify(made.body)}`);
  const { keyId, secret } = made.body as { keyId: string; secret: string };
  await rehearsal.stop();
  say(`${people} people in the registry ${chosen.registry}; pgbench's tables of the same size beside it`);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3 });
  // A connection that the ending server closes before this end does: nothing is asked by it any more.
  pool.on('error', () => undefined);
  const { rows } = await pool.query<{ version: string; fsync: string; commit: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
  );
  const { version, fsync, commit } = rows[0] as { version: string; fsync: string; commit: string };
  if (fsync !== 'on' || commit !== 'on')
    throw new Error(`The database is not durable: fsync ${fsync}, synchronous_commit ${commit}`);
  const began = spawnSync(PGBENCH, ['-i', '-q', '-s', String(Math.max(1, Math.round(people / 100_000))), databaseUrl], {
    encoding: 'utf8',
  });
  if (began.status !== 0) throw new Error(`pgbench could not make its tables: ${began.stderr}`);
  await pool.query('vacuum analyze');

  const start = async (
    file: string,
    args: string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<{ child: ChildProcess; port: number }> => {
    const child = fork(join(import.meta.dirname, file), args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    const [said] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`${file} ended with ${code}`);
      }),
    ])) as [{ port: number }];
    return { child, port: said.port };
  };
  const service = ({ child, port }: { child: ChildProcess; port: number }): Service => ({
    port,
    pid: child.pid as number,
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  });
  return {
    cluster,
    databaseUrl,
    pool,
    version,
    people,
    keys: Array.from({ length: people }, (_, index) => story.person(index).citizenId),
    call: { ...chosen, keyId, secret },
    async product() {
      const port = await freePort();
      const started = await start('server-process.ts', [], {
        PORT: String(port),
        YIWANG_DATA: data,
        DATABASE_URL: databaseUrl,
        YIWANG_PACKS: story.packIds.join(','),
        YIWANG_DEMO: '1',
      });
      return {
        ...service(started),
        async profile(order) {
          started.child.send({ profile: order });
          if (order !== 'start') await once(started.child, 'message');
        },
      };
    },
    async plain(connections) {
      const table = registryTable(packs.get('registries', chosen.registry).value);
      const columns = chosen.fields.map((name) => `${JSON.stringify(name)}::text`).join(', ');
      const text = `select ${columns} from lake.${JSON.stringify(table.name)} where ${JSON.stringify(chosen.key)} = $1`;
      return service(await start('plain-process.ts', [databaseUrl, text, String(connections)]));
    },
    async load(order) {
      const child = fork(join(import.meta.dirname, 'load-process.ts'), {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      children.add(child);
      child.send(order);
      const [said] = (await once(child, 'message')) as [{ result?: LoadResult; error?: string }];
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
      children.delete(child);
      if (!said.result) throw new Error(`The callers failed: ${said.error}`);
      return said.result;
    },
    async stop() {
      await pool.end();
      process.removeListener('exit', tell);
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's own, of any version: it speaks to all. */
export const PGBENCH = newestPgbench();

function newestPgbench(): string {
  try {
    const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
    const found = versions
      .map((version) => `/usr/lib/postgresql/${version}/bin/pgbench`)
      .find((file) => spawnSync(file, ['--version']).status === 0);
    return found ?? 'pgbench';
  } catch {
    return 'pgbench';
  }
}

/** The packs with limits that a bench does not reach: what is measured is the work, not the refusal. */
function unlimited(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const name of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    if (!/interfaces\/[^/]+\.ya?ml$/.test(name)) continue;
    const file = join(to, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/perMinute: \d+/g, 'perMinute: 100000000'));
  }
}

type Chosen = {
  interface: string;
  application: string;
  purpose: string;
  parameter: string;
  registry: string;
  key: string;
  fields: string[];
};

/** The first look-up by a registry's key that a department's own system is granted, with masks where there is one. */
function chooseInterface(packs: ReturnType<typeof loadPacks>): Chosen {
  const applications = new Set(packs.all('applications').map(({ id }) => id));
  const found: (Chosen & { masks: number })[] = [];
  for (const { value: grant } of packs.all('grants')) {
    const definition = packs.find('interfaces', grant.interface)?.value;
    if (
      !definition ||
      definition.mode !== 'rows' ||
      definition.registry === undefined ||
      !applications.has(grant.consumer)
    )
      continue;
    const { key } = packs.get('registries', definition.registry).value;
    const parameter = definition.parameters.find(({ field }) => field === key);
    if (!parameter || definition.parameters.some((one) => one.required && one !== parameter)) continue;
    const fields = definition.fields
      .map(({ name }) => name)
      .filter((name) => grant.fields.includes(name) && name !== key);
    found.push({
      interface: definition.id,
      application: grant.consumer,
      purpose: grant.purposes[0]?.id as string,
      parameter: parameter.name,
      registry: definition.registry,
      key,
      fields,
      masks: definition.fields.filter(({ name, mask }) => mask !== undefined && grant.fields.includes(name)).length,
    });
  }
  const best = found.sort((a, b) => b.masks - a.masks)[0];
  if (!best) throw new Error('No interface of the packs looks a record up by its key for an application with a grant.');
  return best;
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
