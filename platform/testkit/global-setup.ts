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

/**
 * Starts the one PostgreSQL of a test run and stops it by its own pid at the end. `YIWANG_TEST_POSTGRES`, a superuser's URL, names another
 * server (with wal_level=logical) for tests of what the product says of other versions; tests that kill their server do not run there.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const other = process.env['YIWANG_TEST_POSTGRES'];
  if (other) {
    project.provide('superuserUrl', other);
    project.provide('clusterPid', 0);
    return async () => undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
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
