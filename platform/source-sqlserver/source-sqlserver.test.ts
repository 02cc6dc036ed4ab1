import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { readCopyBatch, type SourceSession, type TableShape, type Value } from '@platform/sources';
import { columnType, nativeTypeOf, quoted } from './columns.ts';
import type { SqlServerDriver } from './driver.ts';
import { createSqlServerConnector } from './index.ts';
import { nextCut, readChunk, readFromCursor } from './statements.ts';

// No SQL Server was to be had: what is checked is what we send and how we take what comes, with the driver replaced at the package's edge.

const shape: TableShape = {
  schema: 'dbo',
  table: 'odd]name',
  columns: [
    { name: 'id', type: 'uuid', nativeType: 'uniqueidentifier', nullable: false },
    { name: 'at', type: 'timestamp', nativeType: 'datetime2(7)', nullable: false },
    { name: 'on', type: 'boolean', nativeType: 'bit', nullable: true },
    { name: 'file', type: 'bytes', nativeType: 'varbinary(max)', nullable: true },
    { name: 'price', type: 'numeric', nativeType: 'money', nullable: true },
    { name: 'zoned', type: 'timestamptz', nativeType: 'datetimeoffset(7)', nullable: true },
    { name: 'rate', type: 'float', nativeType: 'float', nullable: true },
  ],
  key: ['at', 'id'],
  identity: 'none',
};

function fakeDriver(answer: (statement: string, binds: readonly string[]) => unknown[][] | Error) {
  const calls: { statement: string; binds: string[] }[] = [];
  const pools: Record<string, unknown>[] = [];
  let cancelled = 0;
  let pauses = 0;
  class FakeRequest extends EventEmitter {
    stream = false;
    arrayRowMode = false;
    #binds: string[] = [];
    input(name: string, _type: unknown, value: string) {
      expect(name).toBe(`p${this.#binds.length}`);
      this.#binds.push(value);
      return this;
    }
    query(statement: string): Promise<{ recordset: unknown[][] } | undefined> {
      calls.push({ statement, binds: this.#binds });
      const rows = answer(statement, this.#binds);
      if (!this.stream) return rows instanceof Error ? Promise.reject(rows) : Promise.resolve({ recordset: rows });
      setImmediate(() => {
        if (rows instanceof Error) this.emit('error', rows);
        else for (const row of rows) this.emit('row', row);
        this.emit('done');
      });
      return Promise.resolve(undefined);
    }
    pause() {
      pauses += 1;
    }
    resume() {}
    cancel() {
      cancelled += 1;
    }
  }
  class FakePool extends EventEmitter {
    constructor(options: Record<string, unknown>) {
      super();
      pools.push(options);
    }
    connect() {
      const refused = answer('connect', []);
      return refused instanceof Error ? Promise.reject(refused) : Promise.resolve(this);
    }
    request() {
      return new FakeRequest();
    }
    close() {
      return Promise.resolve();
    }
  }
  const driver = {
    ConnectionPool: FakePool,
    NVarChar: (length: number) => `nvarchar ${length}`,
    MAX: 65535,
  } as unknown as SqlServerDriver;
  return { driver, calls, pools, cancelled: () => cancelled, pauses: () => pauses };
}

const secret = { password: 'p4ss-of-reader' };
const open = (driver: SqlServerDriver): Promise<SourceSession> =>
  createSqlServerConnector(() => Promise.resolve(driver)).open({
    settings: { host: 'db.example', database: 'city', user: 'reader' },
    secret,
    limits: { connections: 3 },
    application: 'yiwang',
  });
const numbered = (number: number): Error =>
  Object.assign(new Error(`words of the server with 'a row' in them`), { code: 'EREQUEST', number });
const server = (snapshot: number) => (statement: string) =>
  statement.includes('sys.databases') ? [['16.0.1000.6', snapshot, 0]] : [];

test('binds every value as its column’s type, and quotes every name', () => {
  expect(readChunk(shape, ['on'], { from: ['2026-01-01 00:00:00.0000000', 'ab'], to: null })).toEqual({
    text:
      `select convert(varchar(20), [on]) from [dbo].[odd]]name] where ` +
      `(([at] > convert(datetime2(7), @p0, 121)) or ([at] = convert(datetime2(7), @p0, 121) and [id] > convert(uniqueidentifier, @p1)))`,
    binds: ['2026-01-01 00:00:00.0000000', 'ab'],
  });
  expect(nextCut(shape, null, 10).text).toContain('order by [at], [id] offset 9 rows fetch next 1 rows only');
  expect(readFromCursor(shape, ['id'], 'at', null).text).toContain('where [at] is not null order by [at]');
  expect(quoted('x]; drop table y --')).toBe('[x]]; drop table y --]');
  expect(() => readChunk(shape, ['none'], { from: null, to: null })).toThrow(/columns-missing.*none/);
});

test('maps types with their lengths', () => {
  expect(nativeTypeOf({ type: 'nvarchar', length: 40, precision: 0, scale: 0 })).toBe('nvarchar(20)');
  expect(nativeTypeOf({ type: 'varbinary', length: -1, precision: 0, scale: 0 })).toBe('varbinary(max)');
  expect(nativeTypeOf({ type: 'decimal', length: 17, precision: 38, scale: 10 })).toBe('decimal(38,10)');
  expect(
    ['bigint', 'bit', 'money', 'real', 'datetime', 'datetimeoffset(7)', 'rowversion', 'xml', 'ntext'].map(columnType),
  ).toEqual(['integer', 'boolean', 'numeric', 'float', 'timestamp', 'timestamptz', 'bytes', 'other', 'text']);
});

test('reads rows in PostgreSQL’s text form, in step with the receiver', async () => {
  const many = Array.from({ length: 9000 }, (_, index) => [
    `u${index}`,
    '2026-01-01 00:00:00.0000001',
    '1',
    '00FF',
    '1.5000',
    '2026-01-01 00:00:00.0000000 +00:00',
    '1.0000000000000000e-001',
  ]);
  const { driver, calls, pools, pauses } = fakeDriver((statement, binds) =>
    statement.includes('odd]]name') ? many : server(1)(statement) || binds,
  );
  const session = await open(driver);
  expect(pools[0]).toMatchObject({ pool: { max: 3 }, options: { appName: 'yiwang', encrypt: true } });
  const names = shape.columns.map((column) => column.name);
  const reading = await session.snapshot?.read(
    shape,
    names,
    { no: 0, part: { from: null, to: null } },
    { signal: new AbortController().signal },
  );
  const rows: Value[][] = [];
  for await (const batch of reading?.batches ?? []) rows.push(...readCopyBatch(batch));
  expect(rows.length).toBe(9000);
  expect(rows[0]).toEqual([
    'u0',
    '2026-01-01 00:00:00.0000001',
    't',
    '\\x00ff',
    '1.5000',
    '2026-01-01 00:00:00.0000000+00',
    '1.0000000000000000e-001',
  ]);
  expect(pauses()).toBeGreaterThan(0);
  expect(calls.at(-1)?.statement).toMatch(/^set transaction isolation level snapshot; select/);
});

test('says where chunks may not be as of one moment, and cancels what nobody reads', async () => {
  const { driver, cancelled } = fakeDriver((statement) =>
    statement.includes('odd]]name')
      ? Array.from({ length: 3000 }, () => ['u', '', '1', '', '', '', ''])
      : server(0)(statement),
  );
  const session = await open(driver);
  const report = await session.report();
  expect(report.findings.map(({ code }) => code)).toEqual([
    'source-sqlserver.untested',
    'source-sqlserver.no-snapshots',
  ]);
  expect(report.modes).toEqual(['snapshot', 'cursor']);
  expect(session.capture).toBeUndefined();
  const stop = new AbortController();
  const reading = await session.snapshot?.read(
    shape,
    ['id'],
    { no: 0, part: { from: null, to: null } },
    { signal: stop.signal },
  );
  await expect(
    (async () => {
      for await (const batch of reading?.batches ?? []) {
        void batch;
        stop.abort(new Error('stopped'));
      }
    })(),
  ).rejects.toThrow('stopped');
  expect(cancelled()).toBeLessThanOrEqual(1);
});

test('tells faults apart, in both languages, without secrets or rows', async () => {
  for (const [failure, code] of [
    [numbered(18456), 'sources.wrong-password'],
    [numbered(4060), 'sources.no-such-database'],
    [Object.assign(new Error('x'), { code: 'ESOCKET' }), 'sources.unreachable'],
    [numbered(229), 'sources.not-allowed'],
    [numbered(99999), 'sources.failed'],
  ] as const) {
    const { driver } = fakeDriver((statement) => (statement === 'connect' ? failure : []));
    const error = await open(driver).then(
      () => undefined,
      (thrown: unknown) => thrown as { code: string; text: { zh: string }; message: string },
    );
    expect(error?.code).toBe(code);
    expect(error?.text.zh).not.toBe('');
    expect(`${error?.message}`).not.toMatch(/p4ss-of-reader|a row/);
  }
  const { driver } = fakeDriver((statement) =>
    statement.includes('odd]]name') ? numbered(208) : server(1)(statement),
  );
  const session = await open(driver);
  await expect(session.shape({ schema: 'dbo', table: 'none' })).rejects.toMatchObject({
    code: 'sources.table-missing',
  });
  const reading = await session.snapshot?.read(
    shape,
    ['id'],
    { no: 0, part: { from: null, to: null } },
    { signal: new AbortController().signal },
  );
  await expect(
    (async () => {
      for await (const batch of reading?.batches ?? []) void batch;
    })(),
  ).rejects.toMatchObject({ code: 'sources.table-missing' });
});
