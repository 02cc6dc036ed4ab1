import { afterAll, beforeAll, expect, test } from 'vitest';
import { manualClock } from '@platform/kernel';
import { openStage, type Stage } from './testing-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage.stop(), 60_000);

const items = [
  { name: 'id', type: 'integer' as const },
  { name: 'name', type: 'text' as const },
  { name: 'n', type: 'integer' as const },
];
const rows = (of: string, sql: (text: string) => Promise<object[]>) =>
  sql(`select id::int, name, n::int from ${of} order by id`);
const inSource = async (table: string) => rows(table, async (text) => (await stage.source.query(text)).rows);
const inLake = (table: string) => rows(`lake.raw_${table}`, (text) => stage.hubSql(text));
const live = (id: string) => stage.until(async () => (await stage.line(id)).state === 'live', 20_000);
/** Numbers without order, the same at each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('cut off again and again at any moment, on either side: every change is in the lake once, none twice, none missing', async () => {
  const { source } = stage;
  await source.query(
    `create table race (id int primary key, name text, n int); insert into race select i, 'r' || i, 0 from generate_series(1, 300) i`,
  );
  await stage.connect('race', { race: { items, key: ['id'], streamed: true } });
  let rail = stage.rail();
  await live('race-race');
  const random = numbers(42);
  let changes = 0;
  let over = false;
  const cutting = (async () => {
    for (let turn = 0; !over; turn += 1) {
      await new Promise((resume) => setTimeout(resume, 60 + random(240)));
      if (turn % 4 === 3) {
        await rail.stop();
        rail = stage.rail();
      } else if (turn % 2 === 0) {
        await stage
          .hubSql(
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
          )
          .catch(() => undefined);
      } else
        await source.query(
          `select pg_terminate_backend(active_pid) from pg_replication_slots where active_pid is not null and database = current_database()`,
        );
    }
  })();
  let next = 301;
  for (const end = Date.now() + 5_000; Date.now() < end; ) {
    await source.query('begin');
    for (let left = 1 + random(20); left > 0; left -= 1) {
      const kind = random(10);
      const id = 1 + random(next);
      let touched: number | null = 1;
      if (kind < 5) await source.query(`insert into race values ($1, $2, $3)`, [next++, `新 ${id}\t`, id]);
      else if (kind < 8) touched = (await source.query(`update race set n = n + 1 where id = $1`, [id])).rowCount;
      else if (kind < 9) touched = (await source.query(`delete from race where id = $1`, [id])).rowCount;
      // A row that moves is told as gone and come.
      else
        touched =
          2 * ((await source.query(`update race set id = $2 where id = $1`, [id, next])).rowCount ?? 0) && (next++, 2);
      changes += touched ?? 0;
    }
    await source.query(random(10) === 0 ? 'rollback' : 'commit').then(({ command }) => {
      if (command === 'ROLLBACK') changes = Number.NaN;
    });
    if (Number.isNaN(changes)) changes = lastKnown;
    lastKnown = changes;
  }
  over = true;
  await cutting;
  await stage.until(async () => (await stage.hubSql('select 1').catch(() => [])).length > 0);
  await stage.caughtUp('race', 30_000);
  expect(await inLake('race')).toEqual(await inSource('race'));
  const [told] = await stage.hubSql<{ count: number }>(`select count(*)::int from exchange.change where op <> 'r'`);
  expect(told?.count).toBe(changes);
  const [line] = await stage.hubSql<{ rows: number; there: number }>(
    `select rows_in_lake::int as rows, (select count(*)::int from lake.raw_race) as there from exchange.line where id = 'race-race'`,
  );
  expect(line?.rows).toBe(line?.there);
  // Whoever builds on the lake hears of every batch that rows bear.
  await stage.until(async () => (await stage.hubSql(`select from exchange.open_batch`)).length === 0);
  const unheard =
    await stage.hubSql(`select distinct _load from lake.raw_race where _load <> all (select (payload ->> 'batchId')::uuid from platform.event where type = 'exchange.changes-applied')
    and _load <> all (select id from exchange.run)`);
  expect(unheard).toEqual([]);
  await rail.stop();
}, 90_000);
let lastKnown = 0;

test('a transaction greater than a batch goes in whole or not at all, and a clock that jumps back harms nothing', async () => {
  await stage.source.query(`create table great (id int primary key, name text, n int)`);
  await stage.connect('great', { great: { items, key: ['id'] } });
  const clock = manualClock(new Date());
  let rail = stage.rail({ clock });
  await live('great-great');
  clock.set('2001-01-01T00:00:00Z');
  await stage.source.query(`insert into great select i, 'n' || i, i from generate_series(1, 250000) i`);
  // Cut while it is under way: nothing of it may show.
  await stage.until(
    async () =>
      (await stage.hubSql(`select from pg_stat_activity where query ilike 'copy %raw_great%' and state <> 'idle'`))
        .length > 0,
  );
  await rail.stop();
  const [part] = await stage.hubSql<{ rows: number }>(`select count(*)::int as rows from lake.raw_great`);
  expect([0, 250_000]).toContain(part?.rows);
  clock.set('2040-01-01T00:00:00Z');
  rail = stage.rail({ clock });
  await stage.source.query(`update great set name = null where id > 240000; delete from great where id <= 1000`);
  await stage.caughtUp('great', 60_000);
  expect(await inLake('great')).toEqual(await inSource('great'));
  const minutes = await stage.hubSql<{ lag: number }>(
    `select min(lag_ms)::int as lag from exchange.line_minute where line_id = 'great-great'`,
  );
  expect(minutes[0]?.lag).toBeGreaterThanOrEqual(0);
  await rail.stop();
}, 120_000);

test('rows that came before their line’s snapshot and changes during it end as at the source', async () => {
  const { source } = stage;
  await source.query(
    `create table busy (id int primary key, name text, n int); insert into busy select i, 'b', 0 from generate_series(1, 120000) i`,
  );
  await stage.connect('busy', { busy: { items, key: ['id'] } });
  const rail = stage.rail();
  const random = numbers(7);
  let next = 120_001;
  for (let turn = 0; (await stage.line('busy-busy')).state !== 'live' || turn < 30; turn += 1) {
    await source.query(`update busy set n = n + 1 where id % 97 = ${random(97)}`);
    await source.query(`delete from busy where id = ${1 + random(next)}`);
    await source.query(`insert into busy values (${next++}, 'new', 1)`);
    await source.query(`update busy set id = ${next++} where id = ${1 + random(next - 2)}`);
    if (turn > 400) throw new Error('the snapshot does not end');
  }
  await stage.caughtUp('busy', 30_000);
  expect(await inLake('busy')).toEqual(await inSource('busy'));
  await rail.stop();
}, 90_000);

test('a slot that someone dropped, and a log beyond its budget: the lines are read anew, by themselves or when a person says so', async () => {
  const { source } = stage;
  await source.query(`create table kept (id int primary key, name text, n int); insert into kept values (1, 'a', 1)`);
  await stage.connect('log', { kept: { items, key: ['id'] } }, { logBytes: 24 * 2 ** 20 });
  let rail = stage.rail();
  await live('log-kept');
  await rail.stop();
  await source.query(`insert into kept values (2, 'b', 2); delete from kept where id = 1`);
  await stage.until(
    async () =>
      (await source.query(`select from pg_replication_slots where active and slot_name like 'yiwang%log'`)).rowCount ===
      0,
  );
  await source.query(
    `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like 'yiwang%log'`,
  );
  rail = stage.rail();
  await stage.until(
    async () =>
      (
        await stage.hubSql(
          `select from exchange.run where line_id = 'log-kept' and reason = 'log-lost' and state = 'done'`,
        )
      ).length === 1,
    20_000,
  );
  await stage.caughtUp('log');
  expect(await inLake('kept')).toEqual([{ id: 2, name: 'b', n: 2 }]);

  // The hub cannot apply: someone holds the table. The source's log grows beyond what we may have it keep.
  const blocker = await stage.city.database.pool.connect();
  await blocker.query(`begin; lock table lake.raw_kept in access exclusive mode`);
  await source.query(
    `insert into kept values (3, 'c', 3); create table other (x text); insert into other select repeat(md5(i::text), 20) from generate_series(1, 60000) i`,
  );
  await stage.until(
    async () =>
      (await source.query(`select from pg_replication_slots where slot_name like 'yiwang%log'`)).rowCount === 0,
    20_000,
  );
  await blocker.query('rollback');
  blocker.release();
  await stage.until(async () => (await stage.line('log-kept')).state === 'held', 20_000);
  expect((await stage.line('log-kept')).fault).toMatchObject({ code: 'exchange.log-budget' });
  expect(
    await stage.hubSql(`select reason, state from exchange.run where line_id = 'log-kept' and state <> 'done'`),
  ).toEqual([{ reason: 'log-lost', state: 'waiting' }]);
  expect(
    (await stage.hubSql(`select from exchange.line_event where connection_id = 'log' and kind = 'log-budget'`)).length,
  ).toBeGreaterThan(0);
  await stage.hubSql(
    `update exchange.line set state = 'waiting', fault = null, version = version + 1 where id = 'log-kept'`,
  );
  rail.wake();
  await live('log-kept');
  await stage.caughtUp('log');
  expect(await inLake('kept')).toEqual(await inSource('kept'));
  await rail.stop();
}, 120_000);
