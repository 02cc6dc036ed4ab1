import { fork } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeFixturePack } from './fixture-pack.ts';

const root = mkdtempSync(join(tmpdir(), 'yiwang-departments-process-'));

beforeAll(() => {
  // The database server runs as another user when the tests run as root.
  chmodSync(root, 0o755);
  writeFixturePack(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The process as the server forks it; `ended` tells its exit code and all it said. */
function forked(name: string, packs = 'fixture') {
  const child = fork(join(import.meta.dirname, 'main.ts'), {
    env: {
      ...process.env,
      YIWANG_DATA: join(root, name),
      YIWANG_DEMO_PEOPLE: '0',
      YIWANG_PACKS_FOLDER: root,
      YIWANG_PACKS: packs,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const silent = new Promise((resolve) => child.stderr?.once('end', resolve));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  // Not the event `close`: after a disconnect from this side it never comes.
  const ended = Promise.all([exited, silent]).then(([code]) => ({ code, said }));
  return { child, ended, cluster: join(root, name, 'departments/postgres/data') };
}

test('a server that is gone before the departments run is no fault: they end quietly and leave nothing running', async () => {
  const { child, ended, cluster } = forked('at-once');
  child.disconnect();
  expect(await ended).toEqual({ code: 0, said: '' });
  expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
}, 60_000);

test('a server that goes while they start is no fault either: they end quietly and take their database with them', async () => {
  const { child, ended, cluster } = forked('meanwhile');
  await vi.waitFor(() => expect(existsSync(join(cluster, 'PG_VERSION'))).toBe(true), { timeout: 30_000, interval: 20 });
  child.disconnect();
  expect(await ended).toEqual({ code: 0, said: '' });
  expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
}, 60_000);

test('what keeps them from starting is told once, and the end is no success', async () => {
  const { ended } = forked('unknown', 'no-such-pack');
  const { code, said } = await ended;
  expect(code).toBe(1);
  expect(said).toContain('no-such-pack');
  expect(said.trim().split('\n')).toHaveLength(1);
}, 60_000);
