import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type Cluster } from '@platform/database';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    superuserUrl: string;
    clusterPid: number;
  }
}

/** Starts the one PostgreSQL of a test run and stops it by its own pid at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-test-'));
  chmodSync(folder, 0o755);
  const cluster: Cluster = await startCluster({
    folder: join(folder, 'cluster'),
    unsafeFast: true,
    settings: { wal_level: 'logical', shared_buffers: '96MB', max_connections: '200' },
  });
  project.provide('superuserUrl', cluster.superuserUrl());
  project.provide('clusterPid', cluster.pid);
  return async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
