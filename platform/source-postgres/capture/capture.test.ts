import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '@platform/testkit';
import type { CapturedTable, CaptureEvent, CaptureReader, CaptureStream, Change, TableShape } from '@platform/sources';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { AS_TEXT } from '../connect.ts';
import { shapeOf } from '../shape.ts';
import { openCapture } from './index.ts';

let source: TestDatabase;
let admin: pg.Client;
let capture: CaptureReader;
let slots = 0;
const streams: CaptureStream[] = [];
const used: string[] = [];

const query = async <R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> =>
  (await admin.query<R>({ text, values: [...values], types: AS_TEXT })).rows;

beforeAll(async () => {
  source = await createTestDatabase('capture');
  admin = new pg.Client({ connectionString: source.superuserUrl });
  await admin.connect();
  capture = openCapture({
    place: 'test',
    query,
    async replication() {
      const client = new pg.Client({
        connectionString: source.superuserUrl,
        types: AS_TEXT,
        replication: 'database',
      } as pg.ClientConfig);
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    shape: (table) => shapeOf(query, table),
  });
});
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close();
  for (const name of used.splice(0)) await capture.drop(name);
});
afterAll(async () => {
  await admin.end();
  await source.drop();
});

async function begin(tables: string[], options: { columns?: string[]; keys?: string[] } = {}) {
  slots += 1;
  const name = `${source.name}_${slots}`;
  used.push(name);
  const shapes = await Promise.all(tables.map((table) => shapeOf(query, { schema: 'public', table })));
  const { position, fresh } = await capture.prepare(name, shapes);
  expect(fresh).toBe(true);
  const open = async (after: string, given: TableShape[] = shapes): Promise<CaptureStream> => {
    const asked = given.map(
      (shape): CapturedTable => ({
        shape,
        columns: options.columns ?? shape.columns.map((column) => column.name),
        ...(options.keys ? { keys: options.keys } : {}),
      }),
    );
    const stream = await capture.open({ name, tables: asked, after, signal: new AbortController().signal });
    streams.push(stream);
    return stream;
  };
  return { name, position, shapes, open };
}

/** Events until the stream has told all up to now. */
async function untilNow(
  stream: CaptureStream,
): Promise<{ events: CaptureEvent[]; changes: Change[]; position: string }> {
  const end = await capture.end();
  const events: CaptureEvent[] = [];
  stream.nudge();
  for (;;) {
    const { value, done } = await stream[Symbol.asyncIterator]().next();
    if (done) throw new Error('ended');
    const event = value as CaptureEvent;
    events.push(event);
    if ((event.kind === 'idle' || event.kind === 'commit') && capture.compare(event.position, end) >= 0) break;
    if (event.kind === 'idle') {
      await new Promise((resume) => setTimeout(resume, 20));
      stream.nudge();
    }
  }
  const last = events.at(-1) as CaptureEvent & { position: string };
  return {
    events,
    position: last.position,
    changes: events.flatMap((event) => (event.kind === 'changes' ? event.changes : [])),
  };
}

describe('what a transaction did', () => {
  test('rows as they are written, whatever is in them, and exactly once after the position acknowledged', async () => {
    await admin.query(
      `drop table if exists odd; create table odd (id int primary key, name text, amount numeric(38,10), at timestamptz, on_day date, raw bytea, ok boolean)`,
    );
    const { position, open } = await begin(['odd']);
    const text = 'tab\t line\n back\\slash \\N \r\b\f\v 😀 𠮷 龘 quote" end';
    await admin.query(
      `insert into odd values (1, $1, 1234567890123456789012345678.0123456789, '2026-11-22 08:00:00.123456+00', 'infinity', '\\x00ff5c', true)`,
      [text],
    );
    await admin.query(`insert into odd values (2, '', null, '-infinity', '2026-01-02', null, null)`);
    await admin.query(`update odd set name = 'b' where id = 2`);
    await admin.query(`delete from odd where id = 1`);
    let stream = await open(position);
    const first = await untilNow(stream);
    expect(first.changes).toEqual([
      {
        op: 'insert',
        table: 0,
        after: [
          '1',
          text,
          '1234567890123456789012345678.0123456789',
          '2026-11-22 16:00:00.123456+08',
          'infinity',
          '\\x00ff5c',
          't',
        ],
      },
      { op: 'insert', table: 0, after: ['2', '', null, '-infinity', '2026-01-02', null, null] },
      { op: 'update', table: 0, after: ['2', 'b', null, '-infinity', '2026-01-02', null, null] },
      { op: 'delete', table: 0, before: ['1', undefined, undefined, undefined, undefined, undefined, undefined] },
    ]);
    // Acknowledged up to the second commit: the third comes again, whole, and nothing before it.
    const commits = first.events.filter((event) => event.kind === 'commit');
    expect(commits).toHaveLength(4);
    const second = (commits[1] as { position: string }).position;
    stream.acknowledge(second);
    await stream.close();
    stream = await open(second);
    expect((await untilNow(stream)).changes.map((change) => change.op)).toEqual(['update', 'delete']);
    await stream.close();
    // What has been acknowledged is forgotten by the source: to ask for less is refused, not answered with a gap.
    await expect(open(position)).rejects.toMatchObject({ code: 'sources.log-lost' });
  });

  test('a key that changes, a long value that did not, and an emptied table', async () => {
    await admin.query(
      `drop table if exists wide; create table wide (id int primary key, small text, long text); alter table wide alter column long set storage external`,
    );
    const { position, open } = await begin(['wide']);
    await admin.query(`insert into wide values (1, 'a', repeat('长', 4000))`);
    await admin.query(`update wide set small = 'b' where id = 1`);
    await admin.query(`update wide set id = 9 where id = 1`);
    await admin.query(`truncate wide`);
    const { changes } = await untilNow(await open(position));
    expect(changes).toEqual([
      { op: 'insert', table: 0, after: ['1', 'a', '长'.repeat(4000)] },
      { op: 'update', table: 0, after: ['1', 'b', undefined] },
      { op: 'update', table: 0, before: ['1', undefined, undefined], after: ['9', 'b', undefined] },
      { op: 'truncate', table: 0 },
    ]);
  });

  test('a table whose changes tell the whole row: rows before only where the keys asked for changed', async () => {
    await admin.query(
      `drop table if exists bare; create table bare (code text, name text, n int); alter table bare replica identity full`,
    );
    const { position, open } = await begin(['bare'], { keys: ['code'] });
    await admin.query(`insert into bare values ('x', 'one', 1)`);
    await admin.query(`update bare set name = 'two'`);
    await admin.query(`update bare set code = 'y'`);
    await admin.query(`delete from bare`);
    const { changes } = await untilNow(await open(position));
    expect(changes).toEqual([
      { op: 'insert', table: 0, after: ['x', 'one', '1'] },
      { op: 'update', table: 0, after: ['x', 'two', '1'] },
      { op: 'update', table: 0, before: ['x', 'two', '1'], after: ['y', 'two', '1'] },
      { op: 'delete', table: 0, before: ['y', 'two', '1'] },
    ]);
  });

  test('columns in the order asked for, tables apart, a rolled back transaction not at all', async () => {
    await admin.query(
      `drop table if exists left_one; create table left_one (id int primary key, a text, b text); drop table if exists right_one; create table right_one (id int primary key, c text, d text)`,
    );
    const { position, open } = await begin(['left_one', 'right_one'], { columns: ['id'] });
    await admin.query(
      `begin; insert into left_one values (1, 'a', 'b'); insert into right_one values (2, 'c', 'd'); insert into left_one values (3, 'a', 'b'); commit`,
    );
    await admin.query(`begin; insert into left_one values (4, 'a', 'b'); rollback`);
    const { events, changes } = await untilNow(await open(position));
    expect(changes.map((change) => [change.table, 'after' in change ? change.after : undefined])).toEqual([
      [0, ['1']],
      [1, ['2']],
      [0, ['3']],
    ]);
    expect(events.filter((event) => event.kind === 'begin')).toHaveLength(1);
  });

  test('a value of 50 MB', async () => {
    await admin.query(`drop table if exists huge; create table huge (id int primary key, body text)`);
    const { position, open } = await begin(['huge']);
    await admin.query(`insert into huge values (1, repeat('0123456789', 5 * 1024 * 1024)), (2, 'after')`);
    const { changes } = await untilNow(await open(position));
    const [first, second] = changes as unknown as { after: string[] }[];
    expect([first?.after[0], first?.after[1]?.length, second?.after]).toEqual(['1', 50 * 1024 * 1024, ['2', 'after']]);
    expect(first?.after[1]?.slice(-20)).toBe('01234567890123456789');
  }, 30_000);
});

describe('a table that changes', () => {
  test('its new shape is told before the first change in it, also of a type nobody had seen', async () => {
    await admin.query(
      `drop table if exists moving; create table moving (id int primary key, name varchar(20)); create type mood as enum ('good')`,
    );
    const { position, open } = await begin(['moving']);
    const stream = await open(position);
    await admin.query(`insert into moving values (1, 'a')`);
    await admin.query(`alter table moving add column phone varchar(11), add column mood mood`);
    await admin.query(`insert into moving values (2, 'b', '13800000000', 'good')`);
    await admin.query(`alter table moving drop column name`);
    await admin.query(`insert into moving values (3)`);
    const { events } = await untilNow(stream);
    const told = events.filter((event) => event.kind === 'shape' || event.kind === 'changes');
    expect(told.map((event) => event.kind)).toEqual(['changes', 'shape', 'changes', 'shape', 'changes']);
    const [wider, narrower] = told.filter((event) => event.kind === 'shape');
    expect(wider?.shape.columns.map((column) => `${column.name} ${column.nativeType} ${column.type}`)).toEqual([
      'id integer integer',
      'name character varying(20) text',
      'phone character varying(11) text',
      'mood mood other',
    ]);
    expect(narrower?.shape.columns.map((column) => column.name)).toEqual(['id', 'phone', 'mood']);
    // Columns asked for that are no longer there have no value.
    expect(told.at(-1)).toMatchObject({ changes: [{ op: 'insert', after: ['3', null] }] });
  });

  test('a renamed table is told as such', async () => {
    await admin.query(`drop table if exists old_name; create table old_name (id int primary key)`);
    const { position, open } = await begin(['old_name']);
    await admin.query(`alter table old_name rename to new_name`);
    await admin.query(`insert into new_name values (1)`);
    const { events } = await untilNow(
      await (async () => {
        // Opened by the oid it has; its name at the time of the change is the new one.
        await admin.query(`alter table new_name rename to old_name`);
        return open(position);
      })(),
    );
    expect(events.find((event) => event.kind === 'shape')).toMatchObject({ table: 0, shape: { table: 'new_name' } });
  });
});

describe('the place at the source', () => {
  test('is found again, tells what it keeps, and is given up without trace', async () => {
    await admin.query(`drop table if exists kept; create table kept (id int primary key)`);
    const { name, position } = await begin(['kept']);
    await admin.query(`insert into kept select generate_series(1, 20000)`);
    expect(await capture.prepare(name, [{ schema: 'public', table: 'kept' }])).toEqual({ position, fresh: false });
    // Written out a moment later here: the test's server does not wait for its disk.
    await vi.waitFor(async () => expect((await capture.retention(name)).bytes).toBeGreaterThan(1_000_000), 10_000);
    expect((await capture.retention(name)).lost).toBe(false);
    expect(capture.distance(position, await capture.end())).toBeGreaterThan(1_000_000);
    await capture.drop(name);
    await capture.drop(name);
    expect(await query(`select from pg_replication_slots where slot_name = '${name}'`)).toEqual([]);
    expect(await query(`select from pg_publication where pubname = '${name}'`)).toEqual([]);
    expect(await capture.retention(name)).toMatchObject({ lost: true });
  });

  test('a second stream takes over from one whose process is gone', async () => {
    await admin.query(`drop table if exists taken; create table taken (id int primary key)`);
    const { position, open } = await begin(['taken']);
    const dead = await open(position);
    await admin.query(`insert into taken values (1)`);
    const heir = await open(position);
    expect((await untilNow(heir)).changes).toHaveLength(1);
    // What had come before its end is told first, however much that is.
    const toTheEnd = async (): Promise<void> => {
      for (let turn = 0; turn < 50; turn += 1) await untilNow(dead);
    };
    await expect(toTheEnd()).rejects.toMatchObject({ code: 'sources.interrupted' });
  });

  test('a transaction open since before the table was published is waited for', async () => {
    await admin.query(`drop table if exists late; create table late (id int primary key)`);
    const other = new pg.Client({ connectionString: source.superuserUrl });
    await other.connect();
    await other.query(`begin; insert into late values (1)`);
    let ready = false;
    const preparing = begin(['late']).then((made) => {
      ready = true;
      return made;
    });
    await new Promise((resume) => setTimeout(resume, 400));
    expect(ready).toBe(false);
    await other.query('commit');
    await preparing;
    await other.end();
  });

  test('what stands in the way is told with what to run', async () => {
    await admin.query(`drop table if exists no_key; create table no_key (a text)`);
    const shape = await shapeOf(query, { schema: 'public', table: 'no_key' });
    const found = await capture.obstacles([shape]);
    expect(found.map((finding) => [finding.code, finding.level, finding.remedy])).toEqual([
      ['no-identity', 'blocking', 'ALTER TABLE "public"."no_key" REPLICA IDENTITY FULL;'],
    ]);
    await expect(capture.prepare('yiwang_no_key', [shape])).rejects.toMatchObject({ code: 'sources.not-allowed' });
    // The table was not published: its updates still work.
    await admin.query(`insert into no_key values ('x'); update no_key set a = 'y'`);
    await admin.query(found[0]?.remedy as string);
    expect(await capture.obstacles([await shapeOf(query, { schema: 'public', table: 'no_key' })])).toEqual([]);
  });

  test('an account without rights is told which ones it lacks', async () => {
    const weak = new pg.Client({ connectionString: source.url });
    await weak.connect();
    await admin.query(
      `drop table if exists foreign_one; create table foreign_one (id int primary key); grant select on foreign_one to ${source.name}`,
    );
    const weakCapture = openCapture({
      place: 'test',
      query: async <R extends object>(text: string, values: readonly unknown[] = []) =>
        (await weak.query<R>({ text, values: [...values], types: AS_TEXT })).rows,
      replication: () => Promise.reject(new Error('not asked')),
      shape: (table) => shapeOf(query, table),
    });
    const found = await weakCapture.obstacles([await shapeOf(query, { schema: 'public', table: 'foreign_one' })]);
    expect(found.map((finding) => finding.code)).toEqual(['replication-right', 'publication']);
    expect(found[0]?.remedy).toBe(`ALTER ROLE "${source.name}" REPLICATION;`);
    for (const { remedy } of found) await admin.query(remedy as string);
    expect(await weakCapture.obstacles([await shapeOf(query, { schema: 'public', table: 'foreign_one' })])).toEqual([]);
    await admin.query('drop publication yiwang');
    await weak.end();
  });
});

test('positions of an idle source advance when asked, past a page header too', async () => {
  await admin.query(`drop table if exists still; create table still (id int primary key)`);
  const { position, open } = await begin(['still']);
  const stream = await open(position);
  await admin.query(
    `drop table if exists elsewhere; create table elsewhere (x int); insert into elsewhere select generate_series(1, 5000)`,
  );
  const { position: reached, changes } = await untilNow(stream);
  expect(changes).toEqual([]);
  expect(capture.compare(reached, position)).toBeGreaterThan(0);
  stream.acknowledge(reached);
  expect(capture.compare('0/2018', '0/2000')).toBe(0);
  expect(capture.compare('1/0', '0/FFFFFFFF')).toBeGreaterThan(0);
});
