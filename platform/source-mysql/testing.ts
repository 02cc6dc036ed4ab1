import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql, { type Connection } from 'mysql2/promise';

// A MariaDB of our own for tests and benches: Debian's mariadbd on a free port with a folder of its own, as an unprivileged user.

const SERVER = ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd', '/usr/bin/mariadbd'].find((path) => existsSync(path));
const INSTALL = ['/usr/bin/mariadb-install-db', '/usr/local/bin/mariadb-install-db'].find((path) => existsSync(path));

/** Why there can be none here; undefined when there can. */
export const mariadbMissing: string | undefined = SERVER && INSTALL ? undefined : 'needs mariadb-server';

export type Mariadb = {
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  /** A new connection as the administrator. */
  root(database?: string): Promise<Connection>;
  /** kill -9, then start again on the same folder and port. */
  crash(): Promise<void>;
  stop(): Promise<void>;
};

/** @param settings more lines of its configuration, over those the capture needs */
export async function startMariadb(settings: Readonly<Record<string, string | number>> = {}): Promise<Mariadb> {
  if (!SERVER || !INSTALL) throw new Error('mariadbd is not on this machine');
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-mariadb-'));
  const ids = unprivileged();
  if (ids) chownSync(folder, ids.uid, ids.gid);
  const datadir = join(folder, 'data');
  const port = await freePort();
  const all: Record<string, string | number> = {
    datadir,
    port,
    'bind-address': '127.0.0.1',
    socket: join(folder, 'server.sock'),
    'pid-file': join(folder, 'server.pid'),
    'log-error': join(folder, 'error.log'),
    'character-set-server': 'utf8mb4',
    'collation-server': 'utf8mb4_unicode_ci',
    'server-id': 1 + (port % 60_000),
    'log-bin': join(folder, 'data', 'bin'),
    'binlog-format': 'ROW',
    'binlog-row-image': 'FULL',
    'binlog-row-metadata': 'FULL',
    'innodb-buffer-pool-size': '64M',
    'innodb-log-file-size': '48M',
    'innodb-flush-log-at-trx-commit': 0,
    'sync-binlog': 0,
    'max-connections': 60,
    'max-allowed-packet': '128M',
    'performance-schema': 'ON',
    'skip-name-resolve': 'ON',
    ...settings,
  };
  const configuration = join(folder, 'server.cnf');
  writeFileSync(
    configuration,
    `[mariadbd]\n${Object.entries(all)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n')}\n`,
  );
  const installed = spawnSync(
    INSTALL,
    [
      '--no-defaults',
      `--datadir=${datadir}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-log-bin',
      '--innodb-log-file-size=48M',
    ],
    { encoding: 'utf8', ...ids },
  );
  if (installed.status !== 0) throw new Error(`mariadb-install-db failed: ${installed.stderr}`);

  let child: ChildProcess | undefined;
  async function start(): Promise<void> {
    const started = spawn(SERVER as string, [`--defaults-file=${configuration}`], { stdio: 'ignore', ...ids });
    child = started;
    // When this process ends without stopping it.
    process.once('exit', () => started.kill('SIGKILL'));
    const until = Date.now() + 30_000;
    for (;;) {
      try {
        const connection = await root();
        await connection.end();
        return;
      } catch (error) {
        if (started.exitCode !== null || Date.now() > until) {
          const log = existsSync(join(folder, 'error.log')) ? readFileSync(join(folder, 'error.log'), 'utf8') : '';
          throw new Error(`mariadbd did not start: ${log.slice(-2000)}`, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
  async function ended(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await gone;
  }
  const root = (database?: string): Promise<Connection> =>
    mysql.createConnection({
      host: '127.0.0.1',
      port,
      user: 'root',
      charset: 'utf8mb4_bin',
      multipleStatements: false,
      ...(database === undefined ? {} : { database }),
    });
  await start();
  return {
    port,
    folder,
    get pid() {
      return child?.pid ?? 0;
    },
    root,
    async crash() {
      await ended('SIGKILL');
      await start();
    },
    async stop() {
      await ended('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The user it runs as when we are root, who it refuses to be. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('mysql:') || each.startsWith('nobody:'));
  const [, , uid = '65534', gid = '65534'] = (line ?? '').split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
