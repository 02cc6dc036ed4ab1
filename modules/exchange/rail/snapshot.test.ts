import { describe, expect, test } from 'vitest';
import { sql } from '@platform/database';
import { rawTable } from '@platform/lake';
import { noteApplied } from '../store/lines.ts';
import { recountRows } from '../store/merge-lines.ts';
import { askRun } from '../store/run-views.ts';
import { again, ended, kept, lake, rail, runOf, simple, snapshotLine, stage, useStage } from './testing-runs.ts';

useStage();

describe('a whole reading', () => {
  test('fills an empty table straight, leaves its indexes as they were, and the next one brings only what differs', async () => {
    await stage.source.query(
      `create table piers (n int primary key, name text); insert into piers select n, '墩' || n from generate_series(1, 1000) n`,
    );
    const line = await snapshotLine('piers', simple);
    const indexes = () => stage.hubSql(`select indexname from pg_indexes where tablename = 'raw_piers' order by 1`);
    const before = await indexes();
    const one = rail();
    await ended(line);
    expect(await runOf(line)).toMatchObject({
      straight: true,
      read: 1000,
      good: 1000,
      rejected: 0,
      inserted: 1000,
      deleted: 0,
      chunks: 10,
      done: 10,
    });
    expect(await indexes()).toEqual(before);
    expect(await lake('piers', 'n::int, name, _source, _load::text')).toEqual(
      Array.from({ length: 1000 }, (_, index) => ({
        n: index + 1,
        name: `墩${index + 1}`,
        _source: line,
        _load: expect.any(String),
      })),
    );
    expect(await stage.line(line)).toMatchObject({ state: 'live', rows_in_lake: 1000n });
    await stage.source.query(
      `update piers set name = 'new' where n <= 5; delete from piers where n between 11 and 30; insert into piers values (2000, '末')`,
    );
    await again(line);
    expect(await runOf(line)).toMatchObject({ straight: false, read: 981, inserted: 1, updated: 5, deleted: 20 });
    expect(await lake('piers', 'n, name')).toEqual(
      (await stage.source.query('select n::bigint, name from piers order by 1')).rows.map((row) => ({
        n: BigInt(row.n),
        name: row.name,
      })),
    );
    expect(await stage.hubSql(`select 1 from pg_class where relname like 'seen_%'`)).toEqual([]);
    const events = await stage
      .hubSql<{ payload: { inserted: number } }>(
        `select payload from platform.outbox where type = 'exchange.changes-applied' and aggregate = $1 order by seq`,
        [`source:${line}`],
      )
      .catch(() => undefined);
    if (events) expect(events.map((event) => event.payload.inserted)).toEqual([1000, 1]);
    await one.stop();
  }, 60_000);

  test('does not remove most rows without someone saying so', async () => {
    await stage.source.query(
      `create table quays (n int primary key, name text); insert into quays select n, 'q' from generate_series(1, 400) n`,
    );
    const line = await snapshotLine('quays', simple);
    const one = rail();
    await ended(line);
    await stage.source.query('delete from quays where n > 100');
    const { deps } = stage;
    await deps.database.transaction((tx) =>
      askRun(tx, {
        id: deps.ids.next(),
        lineId: line,
        reason: 'asked',
        at: new Date(),
        deletionsConfirmed: false,
        trace: 'test',
      }),
    );
    await ended(line, 'failed');
    expect((await runOf(line))?.fault?.code).toBe('exchange.run-deletes-too-much');
    expect((await stage.line(line)).state).toBe('held');
    expect((await lake('quays', 'n')).length).toBe(400);
    await stage.hubSql(`update exchange.line set state = 'live' where id = $1`, [line]);
    await again(line, true);
    expect((await lake('quays', 'n')).length).toBe(100);
    await one.stop();
  }, 60_000);

  test('asked for twice is one; a second process beside the first reads nothing twice', async () => {
    await stage.source.query(
      `create table gates (n int primary key, name text); insert into gates select n, 'g' from generate_series(1, 900) n`,
    );
    const line = await snapshotLine('gates', simple);
    const two = [rail(50), rail(50)];
    await ended(line);
    const { deps } = stage;
    const ask = () =>
      deps.database.transaction((tx) =>
        askRun(tx, {
          id: deps.ids.next(),
          lineId: line,
          reason: 'asked',
          at: new Date(),
          deletionsConfirmed: false,
          trace: 'test',
        }),
      );
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first.id).toBe(second.id);
    await ended(line);
    expect(await stage.hubSql(`select count(*)::int as runs from exchange.run where line_id = $1`, [line])).toEqual([
      { runs: 2 },
    ]);
    expect(await runOf(line)).toMatchObject({ read: 900, inserted: 0, updated: 0, deleted: 0 });
    await Promise.all(two.map((each) => each.stop()));
  }, 60_000);
});

test('changes that are applied while a reading counts what the lake has are in the count', async () => {
  await stage.source.query(`create table slips (n int primary key, name text); insert into slips values (1, 'a')`);
  const line = await snapshotLine('slips', simple);
  const one = rail();
  await ended(line);
  const { database, catalogue } = stage.deps;
  const table = rawTable(catalogue.resource('slips'));
  let counted: Promise<void> | undefined;
  await database.transaction(async (applying) => {
    await applying.run(sql`insert into ${table.at} (n, name, _source, _load, _at)
      select 2, 'b', _source, _load, _at from ${table.at}`);
    await noteApplied(applying, line, { appliedAt: new Date(), rowsChange: 1 });
    counted = database.transaction((tx) => recountRows(tx, table, line));
    await stage.until(
      async () =>
        (
          await stage.hubSql(
            `select from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'`,
          )
        ).length > 0,
    );
  });
  await counted;
  expect(await stage.line(line)).toMatchObject({ rows_in_lake: 2n });
  await one.stop();
}, 60_000);

test('a cursor line brings what is new, in order, and sets a bad row aside once', async () => {
  await stage.source.query(`create table visits (n int primary key, name text, changed timestamp);
    insert into visits select n, 'v' || n, timestamp '2024-01-01' + n * interval '1 minute' from generate_series(1, 500) n;
    update visits set name = repeat('x', 31) where n = 500`);
  await stage.connect('visits', { visits: simple });
  await stage.hubSql(`update exchange.line set mode = 'cursor', cursor_column = 'changed' where id = 'visits-visits'`);
  const one = rail();
  await stage.until(async () => (await stage.line('visits-visits')).state === 'live');
  expect((await lake('visits', 'n')).length).toBe(499);
  const cursor = async () =>
    (
      await stage.hubSql<{ cursor_value: string }>(`select cursor_value from exchange.line where id = 'visits-visits'`)
    )[0]?.cursor_value;
  expect(await cursor()).toBe('2024-01-01 08:20:00');
  await stage.source.query(
    `insert into visits values (501, 'new', '2024-01-02'); update visits set name = 'changed', changed = '2024-01-02 00:00:01' where n = 1`,
  );
  await stage.hubSql(`update exchange.line set state = 'waiting' where id = 'visits-visits'`);
  await stage.until(async () => (await cursor()) === '2024-01-02 00:00:01');
  const rows = await lake('visits', 'n::int, name');
  expect(rows.length).toBe(500);
  expect(rows[0]).toEqual({ n: 1, name: 'changed' });
  expect((await kept('visits-visits')).map((row) => row.reasons)).toEqual([['name:too-long']]);
  await one.stop();
}, 60_000);
