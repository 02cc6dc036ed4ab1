import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { connectNats } from './jetstream.ts';
import { jetstreamManager } from '@nats-io/jetstream';

const SERVER = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin', '/usr/local/bin']
  .map((folder) => join(folder, 'nats-server'))
  .find((file) => existsSync(file));

/** Whether Debian's nats-server is on this machine; says so on stdout when it is not. */
export function natsThere(): boolean {
  if (SERVER === undefined) process.stdout.write('not run: needs nats-server\n');
  return SERVER !== undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export type NatsNodes = {
  url: string;
  /** The node that leads the only stream there is. */
  leader(): Promise<number>;
  kill(node: number): Promise<void>;
  start(node: number): Promise<void>;
  stop(): Promise<void>;
};

/** Nodes of NATS with JetStream on loopback, each with a folder of its own. */
export async function startNodes(count: 1 | 3): Promise<NatsNodes> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-nats-'));
  const ports = await Promise.all(Array.from({ length: count * 2 }, freePort));
  const clients = ports.slice(0, count);
  const routes = ports.slice(count);
  const running: (ChildProcess | undefined)[] = [];
  const url = clients.map((port) => `nats://127.0.0.1:${port}`).join(',');
  const start = async (node: number): Promise<void> => {
    const config = join(folder, `n${node}.conf`);
    writeFileSync(
      config,
      `server_name: n${node}\nlisten: 127.0.0.1:${clients[node]}\njetstream { store_dir: "${join(folder, `n${node}`)}", max_file_store: 4GB, max_memory_store: 64MB }\n` +
        (count === 1
          ? ''
          : `cluster { name: yiwang, listen: 127.0.0.1:${routes[node]}, routes: [${routes.map((port) => `nats://127.0.0.1:${port}`).join(', ')}] }\n`),
    );
    const child = spawn(SERVER as string, ['-c', config], { stdio: 'ignore' });
    running[node] = child;
    // Not left behind by a test that is cut short.
    process.once('exit', () => child.kill('SIGKILL'));
    await new Promise((resume) => setTimeout(resume, 100));
  };
  for (let node = 0; node < count; node += 1) await start(node);
  const nodes: NatsNodes = {
    url,
    async leader() {
      // While a cluster elects, it does not answer.
      for (const end = Date.now() + 20_000; ; await new Promise((resume) => setTimeout(resume, 200))) {
        const name = await leaderOf(url).catch(() => undefined);
        if (name !== undefined) return Number(name.slice(1));
        if (Date.now() > end) throw new Error('No node leads the stream');
      }
    },
    async kill(node) {
      const child = running[node];
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    start,
    async stop() {
      for (let node = 0; node < count; node += 1) await nodes.kill(node);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  // A cluster is ready when it has elected who speaks for JetStream.
  for (const end = Date.now() + 20_000; ; await new Promise((resume) => setTimeout(resume, 200))) {
    try {
      const nats = await connectNats(url, 'test');
      try {
        await (await jetstreamManager(nats, { timeout: 2_000 })).getAccountInfo();
        return nodes;
      } finally {
        await nats.close();
      }
    } catch (error) {
      if (Date.now() > end) {
        await nodes.stop();
        throw error;
      }
    }
  }
}

/** The node that leads the first stream there is. */
async function leaderOf(url: string): Promise<string | undefined> {
  const nats = await connectNats(url, 'test');
  try {
    const manager = await jetstreamManager(nats, { timeout: 2_000 });
    for await (const info of manager.streams.list()) return info.cluster?.leader;
    return undefined;
  } finally {
    await nats.close();
  }
}
