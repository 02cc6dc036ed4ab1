import { execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const REPOSITORY = resolve(import.meta.dirname, '../../..');
export const OUTPUT = join(REPOSITORY, 'test-output/journeys');

const START_LIMIT_MS = 170_000;
const STOP_LIMIT_MS = 30_000;

/** The real product as a process of its own, as `npm start` runs it. */
export type Product = {
  url: string;
  port: number;
  pid: number;
  /** Its data folder, below the system's folder for temporary files. */
  data: string;
  /** The folder its packs are read from. */
  packs: string;
  /** Password of the demo accounts. */
  password: string;
  /** Milliseconds from spawning it to its `ready` line. */
  startedIn: number;
  /** What it wrote to its standard output and error so far. */
  output(): string;
  /** Sends a signal and waits for its end; gives the exit code, or the signal's name when that ended it. */
  end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | string>;
  /** Stops it as Ctrl-C does, keeps what it wrote below `test-output`, removes its data. */
  stop(): Promise<void>;
};

type Options = {
  /** Names its logs in `test-output/journeys`. */
  name: string;
  people?: number;
  /** Packs are a copy in the data folder, to which others can be added while it runs. */
  ownPacks?: boolean;
  /** A data folder to start on again; a new one otherwise. */
  data?: string;
  port?: number;
};

/** Starts the product on a free port and waits until it says `ready`. Whoever calls must `stop()` it. */
export async function startProduct({ name, people = 2000, ownPacks = false, data, port }: Options): Promise<Product> {
  const folder = data ?? newFolder(name);
  const at = port ?? (await freePort());
  const packs = ownPacks ? join(folder, 'journey-packs') : join(REPOSITORY, 'packs');
  if (ownPacks) cpSync(join(REPOSITORY, 'packs'), packs, { recursive: true });
  const began = Date.now();
  const child = spawn(process.execPath, ['apps/server/start.ts'], {
    cwd: REPOSITORY,
    env: {
      ...process.env,
      NODE_ENV: '',
      YIWANG_DATA: folder,
      PORT: String(at),
      YIWANG_DEMO_PEOPLE: String(people),
      YIWANG_PACKS_FOLDER: packs,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | string>((done) =>
    child.once('close', (code, signal) => done(code ?? signal ?? -1)),
  );
  const url = `http://127.0.0.1:${at}`;
  await new Promise<void>((ready, failed) => {
    const limit = setTimeout(
      () => failed(new Error(`The product did not start in ${START_LIMIT_MS} ms:\n${output}`)),
      START_LIMIT_MS,
    );
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!output.includes(`ready ${url}`)) return;
      clearTimeout(limit);
      ready();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    void ended.then((how) => {
      clearTimeout(limit);
      failed(new Error(`The product ended (${how}) instead of starting:\n${output}`));
    });
  }).catch((error: Error) => {
    child.kill('SIGINT');
    throw error;
  });

  const product: Product = {
    url,
    port: at,
    pid: child.pid as number,
    data: folder,
    packs,
    password: readFileSync(join(folder, 'demo-password'), 'utf8').trim(),
    startedIn: Date.now() - began,
    output: () => output,
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const patience = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      const how = await ended;
      clearTimeout(patience);
      return how;
    },
    async stop() {
      await product.end('SIGINT');
      keepLogs(name, folder, output);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  return product;
}

/** A data folder; as root the databases run as a user of their own, who must be able to pass through it. */
export function newFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `yiwang-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** A port of the loopback that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

function keepLogs(name: string, data: string, output: string): void {
  const folder = join(OUTPUT, 'logs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.output.log`), output);
  for (const process of ['server', 'rail']) {
    const log = join(data, `log/${process}.log`);
    if (existsSync(log)) copyFileSync(log, join(folder, `${name}.${process}.log`));
  }
}

/** What a program of the repository said, and how it ended. */
export type Said = { code: number; text: string };

/** Runs one of the repository's programs on a product's data folder. */
export async function runProgram(script: string, args: readonly string[], data: string): Promise<Said> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, ...args], {
      cwd: REPOSITORY,
      env: { ...process.env, NODE_ENV: '', YIWANG_DATA: data },
    });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : 1, text: stdout + stderr };
  }
}
