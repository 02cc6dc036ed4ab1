import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(async () => {
  await stage?.stop();
}, 60_000);

const root = process.getuid?.() === 0 && process.platform === 'linux';
if (!root) console.log('not run: needs root (a small disk for the hub)');

test.skipIf(!root)(
  'changes that find the hub’s disk full wait, the page says why, other lines’ rows stay, and it goes on when there is room',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yiwang-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
    const admin = new pg.Client({
      connectionString: stage.sourceUrl.replace(/\/[^/]*$/, `/${stage.city.database.name}`),
    });
    await admin.connect();
    try {
      const owner = Number(execFileSync('id', ['-u', 'postgres']));
      chownSync(folder, owner, owner);
      await stage.source.query('create table heavy (n int primary key, name text)');
      const items = [
        { name: 'n', type: 'integer' as const },
        { name: 'name', type: 'text' as const },
      ];
      await stage.connect('harbour', { heavy: { items, key: ['n'] } });
      await admin.query(`create tablespace small_disk_of_changes location '${folder}'`);
      await admin.query('alter table lake.raw_heavy set tablespace small_disk_of_changes');
      const rail = stage.rail();
      await stage.until(async () => (await stage.line('harbour-heavy')).state === 'live');
      await stage.source.query(`insert into heavy select n, repeat('x', 50) || n from generate_series(1, 60000) n`);
      const fault = async (): Promise<string | undefined> =>
        (await stage.hubSql<{ code?: string }>(`select fault ->> 'code' as code from exchange.capture`))[0]?.code;
      await stage.until(async () => (await fault()) === 'exchange.store-full', 30_000);
      // Nothing of it is half in, and the source still keeps it for us.
      expect(await stage.hubSql('select from lake.raw_heavy')).toEqual([]);
      execFileSync('mount', ['-o', 'remount,size=200m', folder]);
      await stage.caughtUp('harbour', 60_000);
      const [rows] = await stage.hubSql<{ rows: number }>('select count(*)::int as rows from lake.raw_heavy');
      expect(rows?.rows).toBe(60_000);
      await stage.until(async () => (await fault()) === undefined || (await fault()) === null);
      await rail.stop();
      await admin.query('drop table lake.raw_heavy');
      await admin.query('drop tablespace small_disk_of_changes');
    } finally {
      await admin.end();
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
  180_000,
);
