import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '@platform/database';
import { silentLog } from '@platform/log';
import { keepCluster } from './keep-cluster.ts';

test('stopped while it is started again, it does not come back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-keep-'));
  chmodSync(folder, 0o755);
  const cluster = await keepCluster({ folder, unsafeFast: true, settings: { shared_buffers: '16MB' } }, silentLog);
  process.kill(cluster.pid, 'SIGKILL');
  // The wait before the start is over by then, the start is not.
  await new Promise((resume) => setTimeout(resume, 550));
  await cluster.stop();
  expect(() => process.kill(cluster.pid, 0)).toThrow();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test('a database server that is killed is there again, and stays away once it was stopped', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-keep-'));
  chmodSync(folder, 0o755);
  const cluster = await keepCluster({ folder, unsafeFast: true, settings: { shared_buffers: '16MB' } }, silentLog);
  try {
    const { pid } = cluster;
    const database = await openDatabase({ url: await cluster.createDatabase('kept'), maxConnections: 2 });
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => database.ping(), { timeout: 2_000 }).toBe(false);
    await expect.poll(() => database.ping(), { timeout: 20_000 }).toBe(true);
    await expect.poll(() => cluster.pid, { timeout: 5_000 }).not.toBe(pid);
    await database.close();
  } finally {
    await cluster.stop();
  }
  const last = cluster.pid;
  await new Promise((resume) => setTimeout(resume, 1_000));
  expect(cluster.pid).toBe(last);
  expect(() => process.kill(last, 0)).toThrow();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
