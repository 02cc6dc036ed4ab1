import { expect, test } from 'vitest';
import { readCopyBatch, type SourceSession, type TableShape, type Value } from '@platform/sources';
import { columnType, nativeTypeOf, quoted } from './columns.ts';
import type { OracleDriver } from './driver.ts';
import { createOracleConnector } from './index.ts';
import { nextCut, readChunk, readFromCursor } from './statements.ts';

// No Oracle was to be had: what is checked is what we send and how we take what comes, with the driver replaced at the package's edge.

const shape: TableShape = {
  schema: 'HR',
  table: 'PEOPLE',
  columns: [
    { name: 'ID', type: 'integer', nativeType: 'NUMBER(18,0)', nullable: false },
    { name: 'AREA', type: 'text', nativeType: 'VARCHAR2(20)', nullable: false },
    { name: 'BORN', type: 'timestamp', nativeType: 'DATE', nullable: true },
    { name: 'SEEN', type: 'timestamptz', nativeType: 'TIMESTAMP(6) WITH TIME ZONE', nullable: true },
    { name: 'PHOTO', type: 'bytes', nativeType: 'BLOB', nullable: true },
    { name: 'RATE', type: 'numeric', nativeType: 'NUMBER(38,10)', nullable: true },
  ],
  key: ['AREA', 'ID'],
  identity: 'none',
};

type Call = { statement: string; binds: readonly unknown[]; options: Record<string, unknown> };

/** A driver that answers from a list, and writes down what it was asked. */
function fakeDriver(answer: (statement: string, binds: readonly unknown[]) => unknown[][] | Error): {
  driver: OracleDriver;
  calls: Call[];
  connections: Record<string, unknown>[];
  open: () => number;
} {
  const calls: Call[] = [];
  const connections: Record<string, unknown>[] = [];
  let open = 0;
  const driver: OracleDriver = {
    DB_TYPE_NUMBER: 'NUMBER',
    DB_TYPE_CLOB: 'CLOB',
    DB_TYPE_NCLOB: 'NCLOB',
    DB_TYPE_BLOB: 'BLOB',
    DB_TYPE_LONG: 'LONG',
    DB_TYPE_LONG_RAW: 'LONG RAW',
    DB_TYPE_RAW: 'RAW',
    STRING: 'as text',
    BUFFER: 'as bytes',
    getConnection(options) {
      connections.push(options);
      const refused = answer('connect', []);
      if (refused instanceof Error) return Promise.reject(refused);
      open += 1;
      return Promise.resolve({
        oracleServerVersionString: '19.3.0.0.0',
        execute(statement, binds, given) {
          calls.push({ statement, binds, options: given });
          const rows = answer(statement, binds);
          if (rows instanceof Error) return Promise.reject(rows);
          if (given['resultSet'] !== true) return Promise.resolve({ rows });
          let at = 0;
          return Promise.resolve({
            resultSet: {
              getRows(count: number) {
                const part = rows.slice(at, at + count);
                at += count;
                return Promise.resolve(part);
              },
              close: () => Promise.resolve(),
            },
          });
        },
        breakExecution: () => Promise.resolve(),
        close() {
          open -= 1;
          return Promise.resolve();
        },
      });
    },
  };
  return { driver, calls, connections, open: () => open };
}

const settings = { host: 'db.example', service: 'ORCL', user: 'reader', schema: 'HR' };
const secret = { password: 'p4ss-of-reader' };
const open = (driver: OracleDriver, rowsPerSecond?: number): Promise<SourceSession> =>
  createOracleConnector(() => Promise.resolve(driver)).open({
    settings,
    secret,
    limits: { connections: 1, ...(rowsPerSecond === undefined ? {} : { rowsPerSecond }) },
    application: 'yiwang',
  });
const coded = (code: string): Error =>
  Object.assign(new Error(`${code}: words of the server with 'a row' in them`), { code });

test('binds every value and quotes every name', () => {
  expect(readChunk(shape, ['ID', 'BORN'], { from: ["it's", '7'], to: ['z', '9'] })).toEqual({
    text:
      `select "ID", to_char("BORN", 'SYYYY-MM-DD HH24:MI:SS') from "HR"."PEOPLE" where ` +
      `(("AREA" > :1) or ("AREA" = :2 and "ID" > to_number(:3))) and (("AREA" < :4) or ("AREA" = :5 and "ID" <= to_number(:6)))`,
    binds: ["it's", "it's", '7', 'z', 'z', '9'],
  });
  expect(nextCut(shape, null, 500).text).toBe(
    `select "AREA", "ID" from "HR"."PEOPLE" where 1 = 1 order by "AREA", "ID" offset 499 rows fetch next 1 rows only`,
  );
  expect(readFromCursor(shape, ['ID'], 'SEEN', '2026-01-01 00:00:00+00')).toEqual({
    text:
      `select "ID", to_char(sys_extract_utc("SEEN"), 'SYYYY-MM-DD HH24:MI:SS.FF6') from "HR"."PEOPLE" ` +
      `where "SEEN" >= from_tz(to_timestamp(:1, 'SYYYY-MM-DD HH24:MI:SS.FF6'), '+00:00') order by "SEEN"`,
    binds: ['2026-01-01 00:00:00'],
  });
  expect(() => quoted('X" or 1=1 --')).toThrow(/table-missing/);
  expect(() => readChunk(shape, ['NONE'], { from: null, to: null })).toThrow(/columns-missing.*NONE/);
});

test('maps types, keeping numbers that do not fit as numerics', () => {
  expect(nativeTypeOf({ type: 'NUMBER', length: 22, precision: null, scale: null })).toBe('NUMBER');
  expect(nativeTypeOf({ type: 'NUMBER', length: 22, precision: 10, scale: 0 })).toBe('NUMBER(10,0)');
  const types = [
    'NUMBER',
    'NUMBER(18,0)',
    'NUMBER(19,0)',
    'NUMBER(10,2)',
    'DATE',
    'TIMESTAMP(6)',
    'BINARY_DOUBLE',
    'NCLOB',
    'RAW(16)',
    'SDO_GEOMETRY',
  ];
  expect(types.map(columnType)).toEqual([
    'numeric',
    'integer',
    'numeric',
    'numeric',
    'timestamp',
    'timestamp',
    'float',
    'text',
    'bytes',
    'other',
  ]);
});

test('reads rows in PostgreSQL’s text form, numbers and long values exact', async () => {
  const { driver, calls, connections } = fakeDriver((statement) =>
    statement.startsWith('select "ID"')
      ? [
          ['1', 'a\tb', ' 2024-02-29 00:00:00', ' 2024-02-29 10:00:00.000001', Buffer.from([0, 255]), '-.5'],
          ['2', '𠮷', '-0044-03-15 12:00:00', null, null, '1234567890123456789012345678.0123456789'],
        ]
      : [],
  );
  const session = await open(driver);
  expect((await session.report()).server).toBe('Oracle 19.3.0.0.0');
  expect(session.capture).toBeUndefined();
  const names = shape.columns.map((column) => column.name);
  const reading = await session.snapshot?.read(
    shape,
    names,
    { no: 0, part: { from: null, to: null } },
    { signal: new AbortController().signal },
  );
  const rows: Value[][] = [];
  for await (const batch of reading?.batches ?? []) rows.push(...readCopyBatch(batch));
  expect(rows).toEqual([
    ['1', 'a\tb', '2024-02-29 00:00:00', '2024-02-29 10:00:00.000001+00', '\\x00ff', '-0.5'],
    // A year before Christ is told as it is, for the checks to refuse.
    ['2', '𠮷', '-0044-03-15 12:00:00', null, null, '1234567890123456789012345678.0123456789'],
  ]);
  expect(reading?.mark()).toBeUndefined();
  expect(connections[0]).toMatchObject({ connectString: 'tcp://db.example:1521/ORCL', program: 'yiwang' });
  const handler = calls.at(-1)?.options['fetchTypeHandler'] as (column: { dbType: unknown }) => unknown;
  expect([
    handler({ dbType: 'NUMBER' }),
    handler({ dbType: 'CLOB' }),
    handler({ dbType: 'BLOB' }),
    handler({ dbType: 'DATE' }),
  ]).toEqual([{ type: 'as text' }, { type: 'as text' }, { type: 'as bytes' }, undefined]);
});

test('cuts along the key, reads by a cursor, and gives its connection back', async () => {
  const cuts = [
    ['b', '20'],
    ['m', '40'],
  ];
  const {
    driver,
    calls,
    open: opened,
  } = fakeDriver((statement, binds) => {
    if (statement.includes('offset 99 rows'))
      return cuts.filter(([area]) => area === (binds[0] === undefined ? 'b' : binds[0] === 'b' ? 'm' : ''));
    if (statement.includes('order by "ID"'))
      return [
        ['x', '5'],
        ['y', '6'],
      ];
    return [];
  });
  const session = await open(driver);
  expect((await session.snapshot?.plan(shape, 100))?.map(({ part }) => part)).toEqual([
    { from: null, to: ['b', '20'] },
    { from: ['b', '20'], to: ['m', '40'] },
    { from: ['m', '40'], to: null },
  ]);
  const reading = session.cursor?.readFrom(shape, ['AREA'], 'ID', '5', { signal: new AbortController().signal });
  const rows: Value[][] = [];
  for await (const batch of reading?.batches ?? []) rows.push(...readCopyBatch(batch));
  expect(rows).toEqual([['x'], ['y']]);
  expect(reading?.until()).toBe('6');
  expect(calls.at(-1)?.binds).toEqual(['5']);
  expect(opened()).toBe(0);
});

test('tells faults apart, in both languages, without secrets or rows', async () => {
  for (const [code, ours] of [
    ['ORA-01017', 'sources.wrong-password'],
    ['ORA-12514', 'sources.no-such-database'],
    ['NJS-511', 'sources.unreachable'],
    ['ORA-01045', 'sources.not-allowed'],
    ['ORA-01555', 'source-oracle.snapshot-too-old'],
    ['ORA-99999', 'sources.failed'],
  ] as const) {
    const { driver } = fakeDriver((statement) => (statement === 'connect' ? coded(code) : []));
    const error = await open(driver).then(
      () => undefined,
      (thrown: unknown) => thrown as { code: string; text: { zh: string; en: string }; message: string },
    );
    expect(error?.code).toBe(ours);
    expect(error?.text.zh).not.toBe('');
    expect(`${error?.message}`).not.toMatch(/p4ss-of-reader|a row/);
  }
  const { driver } = fakeDriver((statement) => (statement.includes('PEOPLE') ? coded('ORA-00942') : []));
  const session = await open(driver);
  await expect(session.shape({ schema: 'HR', table: 'NONE' })).rejects.toMatchObject({ code: 'sources.table-missing' });
  const reading = await session.snapshot?.read(
    shape,
    ['ID'],
    { no: 0, part: { from: null, to: null } },
    { signal: new AbortController().signal },
  );
  await expect(
    (async () => {
      for await (const batch of reading?.batches ?? []) void batch;
    })(),
  ).rejects.toMatchObject({ code: 'sources.table-missing', params: { table: 'HR.PEOPLE' } });
  await expect(
    createOracleConnector(() => Promise.resolve(driver)).open({
      settings: {},
      limits: { connections: 1 },
      application: 'x',
    }),
  ).rejects.toMatchObject({ code: 'sources.bad-settings' });
});
