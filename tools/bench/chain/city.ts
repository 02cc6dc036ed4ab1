import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRehearsal, type Rehearsal } from '@apps/server/rehearsal.ts';
import { scenarioIdentity, type ScenarioIdentity } from '@apps/server/scenario-stand-ins.ts';
import { startCluster } from '@platform/database';
import { startOfShanghaiDay, type Clock, type PlainDate } from '@platform/kernel';
import type { Story } from './story.ts';

/** The product in this process on a durable PostgreSQL of its own, in a folder that is removed at the end. */
export type BenchCity = {
  rehearsal: Rehearsal;
  identity: ScenarioIdentity;
  folder: string;
  serverPid: number;
  postgres: string;
  stop(): Promise<void>;
};

/** Time passes as it does, but the day is the story's. */
function clockFrom(today: PlainDate): Clock {
  const shift = startOfShanghaiDay(today).getTime() + 10 * 3_600_000 - Date.now();
  return { now: () => new Date(Date.now() + shift) };
}

export async function openBenchCity(story: Story): Promise<BenchCity> {
  const folder = mkdtempSync(join(process.env['YIWANG_BENCH_FOLDER'] ?? tmpdir(), 'yiwang-bench-'));
  // The server's own user must reach its folder.
  chmodSync(folder, 0o755);
  const cluster = await startCluster({ folder: join(folder, 'cluster') });
  // The server outlives this process unless it is told.
  const tell = (): void => void process.kill(cluster.pid, 'SIGINT');
  process.once('exit', tell);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  let identity: ScenarioIdentity | undefined;
  const rehearsal = await openRehearsal({
    databaseUrl: await cluster.createDatabase('bench', { createRole: true }),
    folder: data,
    packs: story.packs,
    clock: clockFrom(story.today),
    chainAudit: true,
    standIns(foundations) {
      identity = scenarioIdentity(foundations);
      return { identity: identity.port };
    },
  });
  const { rows } = await rehearsal.foundations.database.pool.query<{ version: string; fsync: string; commit: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
  );
  const { version, fsync, commit } = rows[0] as { version: string; fsync: string; commit: string };
  if (fsync !== 'on' || commit !== 'on')
    throw new Error(`The database is not durable: fsync ${fsync}, synchronous_commit ${commit}`);
  return {
    rehearsal,
    identity: identity as unknown as ScenarioIdentity,
    folder: data,
    serverPid: cluster.pid,
    postgres: version,
    async stop() {
      await rehearsal.stop();
      process.removeListener('exit', tell);
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
