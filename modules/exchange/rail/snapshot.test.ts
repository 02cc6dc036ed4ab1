import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askRun } from '../store/run-views.ts';
import { quarantineContext, type QuarantinedContent } from '../store/quarantine.ts';
import type { RailDeps } from './deps.ts';
import { startRail, type Rail } from './rail.ts';
import { startRuns } from './snapshot-runner.ts';
import { openStage, type Stage, type StageTable } from './testing-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage.stop(), 60_000);

const rails: Rail[] = [];
afterEach(async () => {
  await Promise.all(rails.splice(0).map((one) => one.stop()));
  // The next test's rail has its own connection to look after only.
  await stage.hubSql(`update exchange.connection set state = 'paused'`);
}, 30_000);
/** A rail whose chunks are small, so that a small table has many. */
function rail(rows = 100, overrides: Partial<RailDeps> = {}): Rail {
  const one = startRail(
    { ...stage.deps, ...overrides },
    { startRuns: (deps) => startRuns(deps, { plain: rows, joined: rows }) },
  );
  rails.push(one);
  return one;
}
/** A line read whole, not captured. */
async function snapshotLine(table: string, definition: StageTable, limits: object = {}, more = ''): Promise<string> {
  await stage.connect(table, { [table]: definition }, limits);
  await stage.hubSql(`update exchange.line set mode = 'snapshot'${more} where id = $1`, [`${table}-${table}`]);
  return `${table}-${table}`;
}
async function runOf(line: string) {
  const [row] = await stage.hubSql<
    { id: string; state: string; fault: { code: string } | null; chunks: number; done: number } & Record<string, number>
  >(
    `select id, state, fault, resumed, straight, rows_read::int as read, rows_good::int as good, rows_rejected::int as rejected, inserted::int, updated::int, deleted::int,
      (select count(*)::int from exchange.chunk where run_id = r.id) as chunks, (select count(done_at)::int from exchange.chunk where run_id = r.id) as done
     from exchange.run r where line_id = $1 order by id desc limit 1`,
    [line],
  );
  return row;
}
const ended = (line: string, state = 'done', ms = 20_000) =>
  stage.until(async () => (await runOf(line))?.state === state, ms);
async function again(line: string, deletionsConfirmed = false): Promise<void> {
  const { deps } = stage;
  await deps.database.transaction((tx) =>
    askRun(tx, {
      id: deps.ids.next(),
      lineId: line,
      reason: 'asked',
      at: new Date(),
      deletionsConfirmed,
      trace: 'test',
    }),
  );
  await ended(line);
}
async function kept(line: string) {
  const rows = await stage.hubSql<{
    id: string;
    reasons: { item?: string; code: string }[];
    sealed: Buffer;
    state: string;
  }>(`select id, reasons, sealed, state from exchange.quarantined where line_id = $1 order by id`, [line]);
  return rows.map((row) => ({
    state: row.state,
    reasons: row.reasons.map((reason) => `${reason.item ?? ''}:${reason.code}`),
    content: stage.deps.sealer.openJson(row.sealed, quarantineContext(row.id)) as QuarantinedContent,
  }));
}
const lake = (table: string, columns: string) =>
  stage.hubSql<Record<string, unknown>>(`select ${columns} from lake.raw_${table} order by 1`);

const simple: StageTable = {
  items: [
    { name: 'n', type: 'integer' },
    { name: 'name', type: 'text', maxLength: 30 },
  ],
  key: ['n'],
};

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

describe('rows that cannot be taken', () => {
  const odd: StageTable = {
    items: [
      { name: 'n', type: 'integer' },
      { name: 'amount', type: 'number' },
      { name: 'born', type: 'date' },
      { name: 'at', type: 'timestamp' },
      { name: 'note', type: 'text', maxLength: 10_000 },
    ],
    key: ['n'],
  };
  test('are kept as they came with the reason; the values that trouble others are carried', async () => {
    await stage.source.query(`create table odds (n int primary key, amount numeric(38,10), born date, at timestamptz, note text);
      insert into odds values
        (1, 1234567890123456789012345678.0123456789, '2024-02-29', '2024-01-01 00:00:00+00', '👍 𠮷 𰻝 tab' || chr(9) || 'line' || chr(10) || 'back\\slash'),
        (2, -0.0000000001, null, '2024-06-01 12:00:00.123456+02', ''), (3, 'NaN', 'infinity', 'infinity', 'ok'), (4, null, '-infinity', '-infinity', null),
        (5, null, '0044-03-15 BC', '12024-01-01', 'x'), (6, 1, null, null, repeat('长', 50 * 1024 * 1024 / 3)), (7, 7, null, null, repeat('长', 10000)), (8, 8, null, null, chr(1))`);
    const line = await snapshotLine('odds', odd);
    const one = rail();
    await ended(line, 'done', 40_000);
    expect(await lake('odds', 'n::int, amount, born::text, at, length(note) as length')).toEqual([
      {
        n: 1,
        amount: '1234567890123456789012345678.0123456789',
        born: '2024-02-29',
        at: '2024-01-01 08:00:00',
        length: 25,
      },
      { n: 2, amount: '-0.0000000001', born: null, at: '2024-06-01 18:00:00.123456', length: null },
      { n: 7, amount: '7.0000000000', born: null, at: null, length: 10_000 },
    ]);
    expect((await lake('odds', 'n, note'))[0]).toMatchObject({ note: '👍 𠮷 𰻝 tab\tline\nback\\slash' });
    const rows = await kept(line);
    expect(rows.map((row) => row.reasons)).toEqual([
      ['amount:not-a-number', 'born:not-a-date', 'at:not-a-timestamp'],
      ['born:not-a-date', 'at:not-a-timestamp'],
      ['born:not-a-date', 'at:not-a-timestamp'],
      ['note:too-long'],
      ['note:bad-characters'],
    ]);
    expect(rows[0]?.content).toMatchObject({
      columns: ['n', 'amount', 'born', 'at', 'note'],
      values: ['3', 'NaN', 'infinity', 'infinity', 'ok'],
    });
    expect(Buffer.from(rows[0]?.content.bytes ?? '', 'base64').toString('utf8')).toBe('3\tNaN\tinfinity\tinfinity\tok');
    expect(rows[3]?.content.values[4]?.length).toBe(Math.floor((50 * 1024 * 1024) / 3));
    // Mended at the source: the kept row is out of date. Broken there with a sound key: the lake's row stays.
    await stage.source.query(
      `update odds set note = 'short' where n = 6; update odds set born = 'infinity' where n = 1; delete from odds where n = 2`,
    );
    await again(line);
    expect((await lake('odds', 'n::int, note')).map((row) => row['n'])).toEqual([1, 6, 7]);
    const states = await stage.hubSql(
      `select state, count(*)::int as rows from exchange.quarantined where line_id = $1 group by 1 order by 1`,
      [line],
    );
    expect(states).toEqual([
      { state: 'kept', rows: 5 },
      { state: 'superseded', rows: 5 },
    ]);
    await one.stop();
  }, 90_000);

  for (const filled of [false, true])
    test(`of one key after the steps, the later is set aside, in one chunk and across chunks (${filled ? 'merged' : 'straight'})`, async () => {
      const name = filled ? 'merged' : 'straight';
      // 'a' to 'e', each also in capitals and with a blank behind: other keys at the source, one in the lake.
      await stage.source.query(`create table ${name} (code text collate "C" primary key, v int);
        insert into ${name} select c || repeat(' ', b), ascii(c) * 10 + b from unnest(array['A', 'B', 'C', 'a', 'b', 'd', 'e']) c, generate_series(0, 1) b`);
      const table: StageTable = {
        items: [
          { name: 'code', type: 'text' },
          { name: 'v', type: 'integer' },
        ],
        key: ['code'],
      };
      const line = await snapshotLine(name, table, { connections: 1 });
      await stage.hubSql(
        `update exchange.line set mapping = '[{"item":"code","column":"code","transform":["trim","upper"]},{"item":"v","column":"v"}]' where id = $1`,
        [line],
      );
      if (filled)
        await stage.hubSql(
          `insert into lake.raw_${name} (code, v, _source, _load, _at) values ('Z', 0, 'another', gen_random_uuid(), now())`,
        );
      const one = rail(4);
      await ended(line);
      expect(await runOf(line)).toMatchObject({ straight: !filled, read: 14, good: 5, rejected: 9, inserted: 5 });
      expect((await lake(name, 'code, v::int')).filter((row) => row['code'] !== 'Z')).toEqual([
        { code: 'A', v: 650 },
        { code: 'B', v: 660 },
        { code: 'C', v: 670 },
        { code: 'D', v: 1000 },
        { code: 'E', v: 1010 },
      ]);
      const rows = await kept(line);
      expect(new Set(rows.flatMap((row) => row.reasons))).toEqual(new Set([':duplicate-key']));
      expect(rows.map((row) => row.content.values[0]).toSorted()).toEqual(
        ['A ', 'B ', 'C ', 'a', 'a ', 'b', 'b ', 'd ', 'e '].toSorted(),
      );
      await one.stop();
    }, 60_000);

  test('without a key at the source are read all the same, in chunks of one moment', async () => {
    await stage.source.query(
      `create table loose (a text, b int, fill text); insert into loose select 'a' || n, n, repeat('x', 500) from generate_series(1, 2000) n; analyze loose`,
    );
    const line = await snapshotLine('loose', {
      items: [
        { name: 'a', type: 'text' },
        { name: 'b', type: 'integer' },
      ],
      key: ['a'],
    });
    const one = rail(200);
    await ended(line);
    const run = await runOf(line);
    expect(run).toMatchObject({ read: 2000, good: 2000, inserted: 2000 });
    expect(run?.chunks).toBeGreaterThan(5);
    await one.stop();
  }, 60_000);
});

describe('whatever breaks off', () => {
  /** Rows of the lake and of the source, that must be the same. */
  async function expectSame(table: string): Promise<void> {
    const sums = `select count(*)::int as rows, count(distinct n)::int as keys, sum(n)::text as sum, sum(hashtext(name))::text as hash from`;
    const { rows } = await stage.source.query(`${sums} ${table}`);
    expect(await stage.hubSql(`${sums} lake.raw_${table}`)).toEqual(rows);
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
        const superuser = (await import('pg')).default;
        const client = new superuser.Client({
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
