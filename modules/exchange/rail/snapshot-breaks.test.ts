import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { orderLineState } from '../store/lines.ts';
import { ended, lake, lakeAndSource, rail, runOf, simple, snapshotLine, stage, useStage } from './testing-runs.ts';

useStage();

describe('whatever breaks off', () => {
  async function expectSame(table: string): Promise<void> {
    const { lake: taken, source } = await lakeAndSource(table);
    expect(taken).toEqual(source);
  }

  for (const table of ['cables', 'captured'])
    test(`a reading goes on at the chunk: source cut, hub cut, process gone (${table})`, async () => {
      await stage.source.query(
        `create table ${table} (n int primary key, name text); insert into ${table} select n, 'c' || n from generate_series(1, 6000) n`,
      );
      const captured = table === 'captured';
      await stage.connect(table, { [table]: simple }, { rowsPerSecond: 4_000 });
      const line = `${table}-${table}`;
      if (!captured) await stage.hubSql(`update exchange.line set mode = 'snapshot' where id = $1`, [line]);
      const own = `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`;
      let one = rail(300);
      const progress = async (chunks: number) =>
        stage.until(async () => ((await runOf(line))?.done ?? 0) >= chunks || (await runOf(line))?.state === 'done');
      await progress(2);
      const first = await stage.hubSql(`select no, done_at from exchange.chunk where done_at is not null order by no`);
      await stage.source.query(`${own} and application_name = 'yiwang'`);
      await progress(6);
      await stage.hubSql(`${own} and application_name = 'yiwang' and query ~* 'copy'`).catch(() => undefined);
      await progress(9);
      // As after kill -9: what was under way is rolled back, and another process begins where the chunks stand.
      const stopping = one.stop();
      one = rail(300);
      await stopping;
      await ended(line, 'done', 40_000);
      expect(
        await stage.hubSql(`select no, done_at from exchange.chunk where no = any($1) order by no`, [
          first.map((row) => (row as { no: number }).no),
        ]),
      ).toEqual(expect.arrayContaining(first));
      const run = await runOf(line);
      expect(run).toMatchObject({ read: 6000, good: 6000, rejected: 0, inserted: 6000 });
      expect(run?.['resumed']).toBeGreaterThan(0);
      await expectSame(table);
      await one.stop();
    }, 90_000);

  test('a captured line that was paused under way is read anew: what its chunks missed meanwhile is not lost', async () => {
    await stage.source.query(
      `create table pauses (n int primary key, name text); insert into pauses select n, 'p' || n from generate_series(1, 5000) n`,
    );
    await stage.connect('pauses', { pauses: simple }, { rowsPerSecond: 4_000 });
    const line = 'pauses-pauses';
    const one = rail(250);
    await stage.until(async () => ((await runOf(line))?.done ?? 0) >= 4);
    await stage.deps.database.transaction((tx) => orderLineState(tx, line, 'paused'));
    await new Promise((resume) => setTimeout(resume, 1_500));
    expect((await runOf(line))?.state).toBe('running');
    // In chunks that are done: told by no chunk to come, and by no capture, which does not carry a paused line.
    await stage.source.query(
      `delete from pauses where n <= 100; update pauses set name = 'changed' where n between 101 and 200; insert into pauses values (0, 'new')`,
    );
    await stage.source.query(`insert into pauses select n, 'more' from generate_series(6001, 6100) n`);
    await stage.deps.database.transaction((tx) => orderLineState(tx, line, 'waiting'));
    await ended(line, 'done', 30_000);
    await stage.caughtUp('pauses');
    await expectSame('pauses');
    await one.stop();
  }, 60_000);

  test('a run that is cancelled, or whose line is paused, stops and takes its rows no further', async () => {
    await stage.source.query(
      `create table stops (n int primary key, name text); insert into stops select n, 's' from generate_series(1, 5000) n`,
    );
    const line = await snapshotLine('stops', simple, { rowsPerSecond: 1_500 });
    const one = rail(250);
    await stage.until(async () => ((await runOf(line))?.done ?? 0) >= 1);
    await stage.hubSql(`update exchange.line set state = 'paused' where id = $1`, [line]);
    await stage.hubSql(`update exchange.run set state = 'cancelled' where line_id = $1`, [line]);
    await new Promise((resume) => setTimeout(resume, 2_000));
    const there = (await lake('stops', 'n')).length;
    expect(there).toBeLessThan(5000);
    await new Promise((resume) => setTimeout(resume, 700));
    expect((await lake('stops', 'n')).length).toBe(there);
    // Taken up again: the whole table, and the indexes are back.
    await stage.hubSql(`update exchange.line set state = 'waiting' where id = $1`, [line]);
    await ended(line);
    await expectSame('stops');
    expect((await stage.hubSql(`select from pg_indexes where tablename = 'raw_stops'`)).length).toBe(2);
    await one.stop();
  }, 60_000);

  const root = process.getuid?.() === 0 && process.platform === 'linux';
  if (!root) console.log('not run: needs root (a small disk for the hub)');
  test.skipIf(!root)(
    'a full disk at the hub stops nothing for good: it says so, waits, and goes on',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'yiwang-disk-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
      try {
        const owner = Number(execFileSync('id', ['-u', 'postgres']));
        chownSync(folder, owner, owner);
        await stage.source.query(
          `create table heavy (n int primary key, name text); insert into heavy select n, repeat('x', 25) || n from generate_series(1, 60000) n`,
        );
        const line = await snapshotLine('heavy', simple);
        const admin = stage.city.database.pool;
        const client = new pg.Client({
          connectionString: stage.sourceUrl.replace(/\/[^/]*$/, `/${stage.city.database.name}`),
        });
        await client.connect();
        await client.query(`create tablespace small_disk location '${folder}'`);
        await client.query('alter table lake.raw_heavy set tablespace small_disk');
        const one = rail(5_000);
        await stage.until(async () => (await stage.line(line)).state === 'failed', 30_000);
        expect((await runOf(line))?.fault?.code).toBe('exchange.store-full');
        execFileSync('mount', ['-o', 'remount,size=200m', folder]);
        await ended(line, 'done', 60_000);
        await expectSame('heavy');
        expect((await stage.line(line)).state).toBe('live');
        await one.stop();
        await admin.query('drop table lake.raw_heavy');
        await client.query('drop tablespace small_disk');
        await client.end();
      } finally {
        execFileSync('umount', ['-l', folder]);
        rmSync(folder, { recursive: true, force: true });
      }
    },
    120_000,
  );
});
