import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from 'mysql2/promise';
import type { CaptureEvent, SourceSession, TableShape, Value } from '@platform/sources';
import { loadWhole } from '@platform/sources/conformance';
import { mysqlConnector } from './index.ts';
import { mariadbMissing, startMariadb, type Mariadb } from './testing.ts';

// What is MariaDB's own: its types and zero dates in both ways of reading, the rights and settings capture needs, and a crash of the server.
if (mariadbMissing !== undefined) console.log(`not run: ${mariadbMissing}`);

describe.skipIf(mariadbMissing !== undefined)('MariaDB', () => {
  let server: Mariadb;
  let root: Connection;
  let session: SourceSession;
  beforeAll(async () => {
    server = await startMariadb();
    root = await server.root();
    await root.query('create database city');
    await root.query('use city');
    await root.query(`create user reader@'%' identified by 'r'`);
    await root.query(`grant select, replication slave, binlog monitor on *.* to reader@'%'`);
    await root.query(`set time_zone = '+00:00', sql_mode = ''`);
    session = await open('reader');
  });
  afterAll(async () => {
    await session?.close();
    await root?.end();
    await server?.stop();
  });

  const open = (user: string): Promise<SourceSession> =>
    mysqlConnector.open({
      settings: { host: '127.0.0.1', port: server.port, database: 'city', user },
      secret: { password: 'r' },
      limits: { connections: 4 },
      application: 'yiwang-test',
    });
  const columnsOf = (shape: TableShape): string[] => shape.columns.map((column) => column.name);

  /** Runs statements and gives what a capture of the table tells of them. */
  async function captured(
    from: SourceSession,
    shape: TableShape,
    run: () => Promise<void>,
  ): Promise<{ events: CaptureEvent[]; failure?: unknown }> {
    const { capture } = from;
    if (!capture) throw new Error('no capture');
    await capture.drop('test');
    const { position } = await capture.prepare('test', [shape]);
    await run();
    const end = await capture.end();
    const stream = await capture.open({
      name: 'test',
      tables: [{ shape, columns: columnsOf(shape) }],
      after: position,
      signal: AbortSignal.timeout(10_000),
    });
    const events: CaptureEvent[] = [];
    try {
      for await (const event of stream) {
        events.push(event);
        if ((event.kind === 'commit' || event.kind === 'idle') && capture.compare(event.position, end) >= 0) break;
      }
    } catch (failure) {
      return { events, failure };
    } finally {
      await stream.close();
    }
    return { events };
  }
  const changesIn = (events: readonly CaptureEvent[]) =>
    events.flatMap((event) => (event.kind === 'changes' ? event.changes : []));

  test('gives its own types one form, in whole tables and in changes', async () => {
    const types: [string, string, Value][] = [
      ['bigint unsigned', '18446744073709551615', '18446744073709551615'],
      ['int unsigned', '4294967295', '4294967295'],
      ['mediumint', '-8388608', '-8388608'],
      ['mediumint unsigned', '16777215', '16777215'],
      ['smallint', '-32768', '-32768'],
      ['tinyint', '-128', '-128'],
      ['tinyint unsigned', '255', '255'],
      ['tinyint(1)', '1', 't'],
      // Neither yes nor no: told as it is, for the checks to refuse.
      ['tinyint(1)', '2', '2'],
      ['year', '2026', '2026'],
      ['float', '3.14159274', '3.1415927'],
      ['float', '0.1', '0.1'],
      ['float', '1e30', '1e+30'],
      ['double', '0.1', '0.1'],
      ['double', '-1.7976931348623157e308', '-1.7976931348623157e+308'],
      ['decimal(5,2)', '-0.01', '-0.01'],
      ['decimal(5,0)', '-12345', '-12345'],
      [
        'decimal(65,30)',
        `'12345678901234567890123456789012345.012345678901234567890123456789'`,
        '12345678901234567890123456789012345.012345678901234567890123456789',
      ],
      ['decimal(10,10)', '0.0000000001', '0.0000000001'],
      [`enum('甲','乙''s','c')`, `'乙''s'`, `乙's`],
      ["enum('a','b') character set gbk", `'b'`, 'b'],
      [`set('a','b','c','长')`, `'a,长'`, 'a,长'],
      ['bit(1)', `b'1'`, 't'],
      ['bit(20)', `b'10000000000000000001'`, '524289'],
      ['bit(64)', `b'${'1'.repeat(64)}'`, '18446744073709551615'],
      ['char(10)', `'ab  '`, 'ab'],
      ['char(255)', `'${'宽'.repeat(255)}'`, '宽'.repeat(255)],
      ['varchar(20) character set gbk', `'汉字'`, '汉字'],
      ['varchar(20) character set latin1', `'é€'`, 'é€'],
      ['text character set gbk', `'数据高铁'`, '数据高铁'],
      ['varchar(20) character set ucs2', `'汉'`, '汉'],
      ['binary(4)', `x'0100'`, '\\x01000000'],
      ['varbinary(4)', `x'0100'`, '\\x0100'],
      ['tinyblob', `x'00ff'`, '\\x00ff'],
      ['mediumtext', `'m\\\\n\\n'`, 'm\\n\n'],
      ['uuid', `'123e4567-e89b-12d3-a456-426614174000'`, '123e4567-e89b-12d3-a456-426614174000'],
      ['inet6', `'2001:db8::ff00:42:8329'`, '2001:db8::ff00:42:8329'],
      ['inet6', `'::ffff:1.2.3.4'`, '::ffff:1.2.3.4'],
      ['inet4', `'10.1.2.3'`, '10.1.2.3'],
      ['time', `'-838:59:59'`, '-838:59:59'],
      ['time(3)', `'-01:02:03.004'`, '-01:02:03.004'],
      ['time(6)', `'23:59:59.000001'`, '23:59:59.000001'],
      ['datetime', `'9999-12-31 23:59:59'`, '9999-12-31 23:59:59'],
      ['datetime(1)', `'2024-02-29 01:02:03.4'`, '2024-02-29 01:02:03.4'],
      ['datetime(5)', `'2024-02-29 01:02:03.00004'`, '2024-02-29 01:02:03.00004'],
      ['timestamp(3)', `'2024-02-29 01:02:03.004'`, '2024-02-29 01:02:03.004+00'],
      ['datetime', `'0000-00-00 00:00:00'`, '0000-00-00 00:00:00'],
      ['datetime', `'2024-00-00 00:00:00'`, '2024-00-00 00:00:00'],
      ['date', `'0000-00-00'`, '0000-00-00'],
      ['timestamp', `0`, '0000-00-00 00:00:00'],
      ['json', `'{"a": "𠮷"}'`, '{"a": "𠮷"}'],
      ['int', 'null', null],
    ];
    const columns = types.map(([type], index) => `c${index} ${type} null`);
    await root.query(
      `create or replace table kinds (id int primary key, ${columns.join(', ')}) default charset utf8mb4`,
    );
    const shape = await session.shape({ schema: 'city', table: 'kinds' });
    const expected = ['1', ...types.map(([, , value]) => value)];
    const { events, failure } = await captured(session, shape, async () => {
      await root.query(`insert into kinds values (1, ${types.map(([, literal]) => literal).join(', ')})`);
    });
    expect(failure).toBeUndefined();
    const [change] = changesIn(events);
    expect(change?.op === 'insert' ? change.after : change).toEqual(expected);
    expect(events.some((event) => event.kind === 'shape')).toBe(false);
    const whole = await loadWhole(session.snapshot as never, shape, columnsOf(shape), 100);
    expect(whole.rows).toEqual([expected]);
    const sample = await session.sample(shape, columnsOf(shape), 5);
    expect(sample).toEqual([expected]);
    // Unsigned bigint does not fit PostgreSQL's: it is told as a numeric.
    expect(shape.columns[1]?.type).toBe('numeric');
    expect(shape.columns.find((column) => column.nativeType === 'uuid')?.type).toBe('uuid');
  });

  test('carries a text of 50 MB, whole and as a change', async () => {
    await root.query('create or replace table large_values (id int primary key, t longtext)');
    const shape = await session.shape({ schema: 'city', table: 'large_values' });
    const { events, failure } = await captured(session, shape, async () => {
      await root.query(`insert into large_values values (1, repeat('五十兆\\t', 5000000)), (2, 'small')`);
    });
    expect(failure).toBeUndefined();
    const told = changesIn(events).map((change) => (change.op === 'insert' ? (change.after[1]?.length ?? 0) : 0));
    expect(told).toEqual([20_000_000, 5]);
    const whole = await loadWhole(session.snapshot as never, shape, ['t', 'id'], 10);
    expect(whole.rows.map(([t, id]) => [t === `${'五十兆\t'.repeat(5_000_000)}`, id])).toEqual([
      [true, '1'],
      [false, '2'],
    ]);
  }, 60_000);

  test('bounds what waits for a slow receiver, and loses nothing by it', async () => {
    await root.query('create or replace table slow (id int primary key, t varchar(2000))');
    const shape = await session.shape({ schema: 'city', table: 'slow' });
    const { capture } = session;
    if (!capture) throw new Error('no capture');
    await capture.drop('slow');
    const { position } = await capture.prepare('slow', [shape]);
    await root.query(`insert into slow select seq, repeat('x', 2000) from seq_1_to_60000`);
    const end = await capture.end();
    const before = process.memoryUsage().rss;
    const stream = await capture.open({
      name: 'slow',
      tables: [{ shape, columns: ['id', 't'] }],
      after: position,
      signal: AbortSignal.timeout(40_000),
    });
    // 120 MB are ready to be sent; nobody takes them for a while.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(process.memoryUsage().rss - before).toBeLessThan(90 * 1024 * 1024);
    let next = 1;
    for await (const event of stream) {
      if (event.kind === 'changes')
        for (const change of event.changes) {
          expect(change.op === 'insert' ? change.after[0] : '').toBe(String(next));
          next += 1;
        }
      if (event.kind === 'commit' && capture.compare(event.position, end) >= 0) break;
    }
    expect(next).toBe(60_001);
  }, 60_000);

  test('tells new columns with what the log does not say: yes/no and JSON', async () => {
    await root.query('create or replace table drift (id int primary key, a varchar(10))');
    const shape = await session.shape({ schema: 'city', table: 'drift' });
    const { events } = await captured(session, shape, async () => {
      await root.query(`alter table drift add column flag tinyint(1) comment '是否', add column doc json`);
      await root.query(`insert into drift values (1, 'x', 1, '{}')`);
      await root.query('alter table drift modify a varchar(40)');
      await root.query(`insert into drift values (2, 'y', 0, '{}')`);
    });
    const shapes = events.flatMap((event) => (event.kind === 'shape' ? [event.shape] : []));
    expect(shapes.length).toBe(2);
    expect(shapes[0]?.columns.slice(2)).toEqual([
      { name: 'flag', type: 'boolean', nativeType: 'tinyint(1)', nullable: true, comment: '是否' },
      { name: 'doc', type: 'json', nativeType: 'json', nullable: true },
    ]);
    expect(shapes[1]?.columns[1]?.nativeType).toBe('varchar(40)');
  });

  test('tells that a table was swapped or dropped, and never goes on as if nothing were', async () => {
    await root.query('create or replace table swapped (id int primary key, a int)');
    await root.query('create or replace table swapped_new (id int primary key, a int)');
    const shape = await session.shape({ schema: 'city', table: 'swapped' });
    const { events } = await captured(session, shape, async () => {
      await root.query('insert into swapped values (1, 1)');
      await root.query('rename table swapped to swapped_old, swapped_new to swapped');
      await root.query('insert into swapped values (2, 2)');
    });
    expect(events.flatMap((event) => (event.kind === 'shape' ? [event.shape.columns.length] : []))).toEqual([0, 2]);
    expect(changesIn(events).map((change) => (change.op === 'insert' ? change.after : []))).toEqual([
      ['1', '1'],
      ['2', '2'],
    ]);
  });

  test('stops with what to do where the log holds statements, partial rows or no names', async () => {
    await root.query('create or replace table odd (id int primary key, a int, b int)');
    const shape = await session.shape({ schema: 'city', table: 'odd' });
    for (const [setting, undo, code] of [
      [`set session binlog_format = 'STATEMENT'`, `set session binlog_format = 'ROW'`, 'source-mysql.statement-logged'],
      [
        `set session binlog_row_image = 'MINIMAL'`,
        `set session binlog_row_image = 'FULL'`,
        'source-mysql.partial-image',
      ],
      [
        `set global binlog_row_metadata = 'MINIMAL'`,
        `set global binlog_row_metadata = 'FULL'`,
        'source-mysql.log-without-names',
      ],
    ] as const) {
      await root.query('delete from odd');
      await root.query('insert into odd values (1, 1, 1)');
      const { failure } = await captured(session, shape, async () => {
        await root.query(setting);
        await root.query('update odd set a = a + 1 where id = 1');
        await root.query(undo);
      });
      expect(failure).toMatchObject({ code });
    }
  });

  test('says what the administrator has to change before capturing', async () => {
    await root.query('create or replace table plain_table (id int primary key)');
    const shape = await session.shape({ schema: 'city', table: 'plain_table' });
    expect(await session.capture?.obstacles([shape])).toEqual([]);
    await root.query(`set global binlog_row_metadata = 'NO_LOG', global binlog_format = 'MIXED'`);
    const codes = (await session.capture?.obstacles([shape]))?.map(({ code, level, remedy }) => [code, level, remedy]);
    await root.query(`set global binlog_row_metadata = 'FULL', global binlog_format = 'ROW'`);
    expect(codes).toEqual([
      ['source-mysql.not-row-format', 'blocking', `SET GLOBAL binlog_format = 'ROW'`],
      ['source-mysql.no-column-names', 'blocking', `SET GLOBAL binlog_row_metadata = 'FULL'`],
    ]);
    await root.query(`create user poor@'%' identified by 'r'`);
    await root.query(`grant select on city.* to poor@'%'`);
    const poor = await open('poor');
    const [finding] = (await poor.capture?.obstacles([shape])) ?? [];
    expect(finding).toMatchObject({ code: 'source-mysql.no-log-rights', level: 'blocking' });
    expect(finding?.remedy).toContain('GRANT REPLICATION SLAVE');
    // It can still be read whole.
    expect((await loadWhole(poor.snapshot as never, shape, ['id'], 10)).rows).toEqual([]);
    await poor.close();
    await root.query(`create or replace table aria_table (id int primary key) engine=Aria`);
    const aria = await session.shape({ schema: 'city', table: 'aria_table' });
    expect((await session.capture?.obstacles([aria]))?.map(({ code }) => code)).toEqual([
      'source-mysql.no-transactions',
    ]);
  });

  test('goes on where it stood after the server crashed, and notices a log that began anew', async () => {
    await root.query('create or replace table crashed (id int primary key, a varchar(20))');
    const shape = await session.shape({ schema: 'city', table: 'crashed' });
    await root.query(`set global sync_binlog = 1, global innodb_flush_log_at_trx_commit = 1`);
    const capture = session.capture;
    if (!capture) throw new Error('no capture');
    const { position } = await capture.prepare('crash', [shape]);
    for (let id = 1; id <= 20; id += 1) await root.query('insert into crashed values (?, ?)', [id, 'x']);
    const lost = root;
    await server.crash();
    lost.destroy();
    root = await server.root('city');
    await root.query(`insert into crashed values (21, 'after')`);
    const again = await open('reader');
    const here = await again.capture?.prepare('crash', [shape], position);
    expect(here).toEqual({ position, fresh: false });
    const { events } = await (async () => {
      const stream = await (again.capture as typeof capture).open({
        name: 'crash',
        tables: [{ shape, columns: ['id'] }],
        after: position,
        signal: AbortSignal.timeout(10_000),
      });
      const told: CaptureEvent[] = [];
      for await (const event of stream) {
        told.push(event);
        if (changesIn(told).length === 21 && event.kind === 'commit') break;
      }
      return { events: told };
    })();
    expect(changesIn(events).map((change) => (change.op === 'insert' ? Number(change.after[0]) : 0))).toEqual(
      Array.from({ length: 21 }, (_, index) => index + 1),
    );
    // Numbers and names begin anew: the log is there, and is another.
    await root.query('reset master');
    for (let id = 100; id < 120; id += 1) await root.query('insert into crashed values (?, ?)', [id, 'another log']);
    const commits = events.flatMap((event) => (event.kind === 'commit' ? [event.position] : []));
    await expect(
      (again.capture as typeof capture).open({
        name: 'crash',
        tables: [{ shape, columns: ['id'] }],
        after: commits[0] as string,
        signal: AbortSignal.timeout(5_000),
      }),
    ).rejects.toMatchObject({ code: 'sources.log-lost' });
    expect((await again.capture?.prepare('crash', [shape], commits[0]))?.fresh).toBe(true);
    await again.close();
  });
});
