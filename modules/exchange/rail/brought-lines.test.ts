import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesConnector } from '@platform/source-files';
import { FRONT_DATABASES } from '../adapters/connectors.ts';
import { pushConnector } from '../adapters/passive-connectors.ts';
import { DEFAULT_LIMITS, type Line } from '../domain/line.ts';
import { insertConnection, secretContext } from '../store/connections.ts';
import { insertLine } from '../store/lines.ts';
import { askRun } from '../store/run-views.ts';
import { openStage, type Stage } from './testing-stage.ts';

// Files, front databases and pushed lines on the working rail, beside each other.
const drop = mkdtempSync(join(tmpdir(), 'yiwang-rail-files-'));
const COLUMNS = ['id', 'name'] as const;
let stage: Stage;
let stop: () => Promise<void>;

beforeAll(async () => {
  stage = await openStage();
  const table = {
    items: [
      { name: 'id', type: 'text' as const },
      { name: 'name', type: 'text' as const },
    ],
    key: ['id'],
  };
  // The stage makes the lake's tables; its own lines of these lie on a connection that is paused at once.
  await stage.connect('unused', { whole: table, newer: table, front: table, pushed: table });
  await stage.hubSql(`update exchange.connection set state = 'paused' where id = 'unused'`);
  const connectors = new Map(
    [
      filesConnector({ deployment: { DROP: drop }, uploads: join(drop, 'uploads') }),
      pushConnector,
      ...FRONT_DATABASES,
    ].map((one) => [one.kind, one]),
  );
  const rail = stage.rail({ connectors });
  stop = () => rail.stop();
}, 60_000);
afterAll(async () => {
  await stop?.();
  await stage?.stop();
  rmSync(drop, { recursive: true, force: true });
});

async function begin(
  connection: { id: string; kind: string; settings: object; secret?: object },
  line: { resource: string; table: string; schema?: string; mode: Line['mode']; cursor?: string },
): Promise<string> {
  const id = `${connection.id}-line`;
  const title = { zh: id, en: id };
  await stage.deps.database.transaction(async (tx) => {
    const common = { title, organisation: 'org', origin: 'console' as const, at: new Date(), by: 'test' };
    await insertConnection(tx, {
      ...common,
      id: connection.id,
      system: title,
      kind: connection.kind,
      settings: connection.settings,
      secret: connection.secret ? stage.deps.sealer.sealJson(connection.secret, secretContext(connection.id)) : null,
      limits: { ...DEFAULT_LIMITS, connections: 3 },
    });
    await insertLine(tx, {
      ...common,
      id,
      connectionId: connection.id,
      resource: line.resource,
      table: { schema: line.schema ?? '', table: line.table },
      mapping: COLUMNS.map((name) => ({ item: name, column: name })),
      mode: line.mode,
      cursorColumn: line.cursor ?? null,
      schedule: line.mode === 'cursor' ? { everyMinutes: 1 } : null,
      shape: null,
    });
    if (line.mode !== 'cursor')
      await askRun(tx, {
        id: stage.deps.ids.next(),
        lineId: id,
        reason: 'first',
        at: new Date(),
        deletionsConfirmed: false,
        trace: 't',
      });
  });
  return id;
}
const rows = async (resource: string): Promise<string[]> =>
  (
    await stage.hubSql<{ row: string }>(
      `select id || '=' || coalesce(name, '') as row from lake.raw_${resource} order by id`,
    )
  ).map(({ row }) => row);
const kept = async (line: string): Promise<string[]> =>
  (
    await stage.hubSql<{ code: string }>(
      `select reasons -> 0 ->> 'code' as code from exchange.quarantined where line_id = $1 and state = 'kept' order by row_no nulls last, id`,
      [line],
    )
  ).map(({ code }) => code);

test('a whole file is read, and what does not fit its heading is in quarantine', async () => {
  mkdirSync(join(drop, 'whole'));
  writeFileSync(join(drop, 'whole', 'a.csv'), 'id,name,rest\n1,甲,x\n2,乙,x,y\n3,丙,x\n4\n,无,x\n');
  const line = await begin(
    { id: 'whole', kind: 'files', settings: { dropFolderFrom: 'DROP', path: 'whole', settleSeconds: 0 } },
    { resource: 'whole', table: '*', mode: 'snapshot' },
  );
  await stage.until(async () => (await stage.line(line)).state === 'live', 20_000);
  expect(await rows('whole')).toEqual(['1=甲', '3=丙']);
  expect((await kept(line)).sort()).toEqual(['required', 'wrong-column-count', 'wrong-column-count']);
}, 30_000);

test('files that come one after another are each taken once, and an empty folder is no fault', async () => {
  mkdirSync(join(drop, 'newer'));
  writeFileSync(join(drop, 'newer', 'b.jsonl'), '{"id": "1", "name": "旧"}\n{"id": "2", "name": "二"}\n');
  const settings = { dropFolderFrom: 'DROP', path: 'newer', settleSeconds: 0, incremental: true, pattern: '*' };
  const line = await begin(
    { id: 'newer', kind: 'files', settings },
    { resource: 'newer', table: '*', mode: 'cursor', cursor: '_arrived' },
  );
  await stage.until(async () => (await rows('newer')).length === 2, 20_000);
  writeFileSync(join(drop, 'newer', 'a.csv.part'), 'id,name\n1,新\n3,三\n');
  renameSync(join(drop, 'newer', 'a.csv.part'), join(drop, 'newer', 'a.csv'));
  const again = async (): Promise<void> => {
    await stage.hubSql(`update exchange.line set state = 'waiting' where id = $1`, [line]);
    await stage.hubSql(`select pg_notify('yiwang_rail', '')`);
  };
  await again();
  await stage.until(async () => (await rows('newer')).length === 3, 20_000);
  expect(await rows('newer')).toEqual(['1=新', '2=二', '3=三']);
  const [taken] = await stage.hubSql<{ value: string }>(
    'select cursor_value as value from exchange.line where id = $1',
    [line],
  );
  expect(taken?.value).toMatch(/ a\.csv ✓$/);
  for (const name of ['a.csv', 'b.jsonl']) rmSync(join(drop, 'newer', name));
  await again();
  await new Promise((resume) => setTimeout(resume, 2_500));
  expect((await stage.line(line)).state).not.toBe('held');
  expect(await rows('newer')).toHaveLength(3);
}, 60_000);

test('a front database is captured by its journal, joined to its snapshot', async () => {
  const own = new pg.Client({ connectionString: stage.sourceUrl });
  await own.connect();
  // As the kit writes it (tools/front-database, which tests this at length), for one table with a key of one column.
  await own.query(`
    create table front (id text primary key, name text);
    create table yw_journal (seq bigint generated always as identity primary key, tbl text not null, op char(1) not null, k1 text, changed_at timestamptz not null default clock_timestamp());
    create table yw_journal_floor (only_one boolean primary key default true, floor bigint not null);
    insert into yw_journal_floor (floor) values (0);
    create function yw_put() returns trigger language plpgsql as $$ begin insert into yw_journal (tbl, op, k1) values ('front', 'U', new.id); return null; end $$;
    create function yw_gone() returns trigger language plpgsql as $$ begin insert into yw_journal (tbl, op, k1) values ('front', 'D', old.id); return null; end $$;
    create trigger yw_put after insert or update on front for each row execute function yw_put();
    create trigger yw_gone after delete on front for each row execute function yw_gone();
    create view yw_changes_front as select j.seq, j.op, (t.id is not null)::int as there, j.k1 as id, t.name from yw_journal j left join front t on t.id = j.k1 where j.tbl = 'front';
    insert into front select n::text, 'row ' || n from generate_series(1, 500) n`);
  const url = new URL(stage.sourceUrl);
  const settings = { host: url.hostname, port: Number(url.port), database: url.pathname.slice(1), user: url.username };
  const line = await begin(
    { id: 'front', kind: 'front-postgres', settings, secret: { password: decodeURIComponent(url.password) } },
    { resource: 'front', schema: 'public', table: 'front', mode: 'capture' },
  );
  await own.query(`delete from front where id = '7'`);
  await stage.until(async () => (await stage.line(line)).state === 'live', 30_000);
  await own.query(
    `update front set name = 'changed' where id = '8'; delete from front where id = '9'; insert into front values ('new', '新')`,
  );
  const there = async (): Promise<string[]> =>
    (await own.query<{ row: string }>(`select id || '=' || name as row from front order by id collate "C"`)).rows.map(
      ({ row }) => row,
    );
  await stage.until(
    async () => (await rows('front')).includes('new=新') && !(await rows('front')).includes('9=row 9'),
    20_000,
  );
  expect((await rows('front')).sort()).toEqual((await there()).sort());
  await own.end();
}, 60_000);

test('a line that is pushed to lies quiet beside them', async () => {
  const settings = { tables: [{ name: 'pushed', columns: [{ name: 'id' }, { name: 'name' }], key: ['id'] }] };
  const line = await begin(
    { id: 'pushed', kind: 'push', settings },
    { resource: 'pushed', table: 'pushed', mode: 'cursor', cursor: '_sequence' },
  );
  await stage.until(async () => (await stage.line(line)).state === 'live', 10_000);
  expect((await stage.line(line)).fault).toBeNull();
}, 20_000);
