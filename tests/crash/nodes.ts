import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectNats } from '@platform/rail';
import { jetstreamManager } from '@nats-io/jetstream';

/** Debian puts it where an ordinary user's PATH does not look. */
const SERVER = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  .map((folder) => join(folder, 'nats-server'))
  .find((file) => existsSync(file));

export const natsThere = (): boolean => SERVER !== undefined;

/** Three nodes of NATS with JetStream, each of which can be killed and started again. */
export type Nodes = {
  readonly url: string;
  /** Starts all and waits until they are a cluster. */
  begin(): Promise<void>;
  /** Nodes that lead a stream now. */
  leaders(): Promise<number[]>;
  up(node: number): boolean;
  kill(node: number): Promise<void>;
  start(node: number): Promise<void>;
  /** All of them, without waiting. */
  killNow(): void;
};

export function openNodes(folder: string, clients: readonly number[], routes: readonly number[]): Nodes {
  const running: (ChildProcess | undefined)[] = [];
  const url = clients.map((port) => `nats://127.0.0.1:${port}`).join(',');
  const up = (node: number): boolean => {
    const child = running[node];
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  };
  const nodes: Nodes = {
    url,
    up,
    async begin() {
      for (const node of clients.keys()) await nodes.start(node);
      await elected(url);
    },
    async leaders() {
      const nats = await connectNats(url, 'crash test');
      try {
        const manager = await jetstreamManager(nats, { timeout: 2_000 });
        const found = new Set<number>();
        for await (const { cluster } of manager.streams.list())
          if (cluster?.leader) found.add(Number(cluster.leader.slice(1)));
        return [...found];
      } catch {
        // In the middle of an election nobody leads.
        return [];
      } finally {
        await nats.close();
      }
    },
    async kill(node) {
      const child = running[node];
      if (!child || !up(node)) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    async start(node) {
      const place = join(folder, `node-${node}`);
      mkdirSync(place, { recursive: true });
      const config = join(place, 'nats.conf');
      writeFileSync(
        config,
        `server_name: n${node}\nlisten: 127.0.0.1:${clients[node]}\njetstream { store_dir: "${place}", max_file_store: 4GB, max_memory_store: 64MB }
log_file: "${join(place, 'nats.log')}"
cluster { name: crash, listen: 127.0.0.1:${routes[node]}, routes: [${routes.map((port) => `nats://127.0.0.1:${port}`).join(', ')}] }\n`,
      );
      running[node] = spawn(SERVER as string, ['-c', config], { stdio: 'ignore' });
      for (let waited = 0; waited < 5_000 && up(node) && !(await listens(clients[node] as number)); waited += 50)
        await sleep(50);
      if (!up(node)) throw new Error(`The node ${node} of NATS did not start; see ${join(place, 'nats.log')}`);
    },
    killNow() {
      for (const child of running) child?.kill('SIGKILL');
    },
  };
  return nodes;
}

/** A cluster is ready when it has elected who speaks for JetStream. */
async function elected(url: string): Promise<void> {
  for (const end = Date.now() + 20_000; ; await sleep(200)) {
    const nats = await connectNats(url, 'crash test').catch(() => undefined);
    try {
      if (!nats) throw new Error('No node of NATS answers');
      await (await jetstreamManager(nats, { timeout: 2_000 })).getAccountInfo();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    } finally {
      await nats?.close();
    }
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });
}
