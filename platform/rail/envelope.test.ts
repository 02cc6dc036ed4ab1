import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { envelopeOf, jsonValue, placeOf, type ChangeFacts, type EnvelopeSource } from './envelope.ts';

const source: EnvelopeSource = {
  version: '1',
  connector: 'yiwang',
  name: 'club-db',
  db: 'club-db',
  schema: 'public',
  table: 'players',
  line: 'club-db-players',
  types: { no: 'integer', paid: 'number', on: 'date', at: 'timestamp', fine: 'boolean' },
};
const change: ChangeFacts = {
  seq: 7n,
  at: new Date(2_000),
  sourceAt: new Date(1_000),
  position: '16/B374D848',
  transaction: '761',
  op: 'u',
  before: { no: '1', name: '张三', paid: '1.10', on: '2026-11-20', at: '2026-11-20 08:30:00', fine: 't' },
  after: { no: '2', name: null, paid: '0.0000000001', on: null, at: null, fine: 'f' },
};

test('a change reads as Debezium writes it, with values that no reader misreads', () => {
  expect(envelopeOf(change, source)).toEqual({
    before: { no: 1, name: '张三', paid: '1.10', on: '2026-11-20', at: '2026-11-20 08:30:00', fine: true },
    after: { no: 2, name: null, paid: '0.0000000001', on: null, at: null, fine: false },
    source: {
      version: '1',
      connector: 'yiwang',
      name: 'club-db',
      ts_ms: 1_000,
      snapshot: 'false',
      db: 'club-db',
      sequence: '[null,"16/B374D848"]',
      schema: 'public',
      table: 'players',
      txId: 761,
      lsn: 0x16_b374_d848,
      xmin: null,
      line: 'club-db-players',
      seq: 7,
      position: '16/B374D848',
    },
    op: 'u',
    ts_ms: 2_000,
    transaction: { id: '761', total_order: 7, data_collection_order: 7 },
  });
});

describe('what stands before and after', () => {
  test.each([
    ['c', false, true],
    ['r', false, true],
    ['u', true, true],
    ['d', true, false],
    ['t', false, false],
  ] as const)('%s', (op, before, after) => {
    const told = envelopeOf({ ...change, op }, source);
    expect([told.before !== null, told.after !== null]).toEqual([before, after]);
    expect(told.source['snapshot']).toBe(op === 'r' ? 'true' : 'false');
  });
});

test('a whole number is never rounded, however great', () => {
  fc.assert(
    fc.property(fc.bigInt(), (number) => {
      const value = jsonValue(String(number), 'integer');
      const read = JSON.parse(JSON.stringify({ value })) as { value: number | string };
      expect(BigInt(read.value)).toBe(number);
    }),
  );
});

test('MariaDB’s place is told in Debezium’s words; a place of no log tells none', () => {
  expect(placeOf('mariadb-bin.000012:4711;0-1-99;1', '0-1-99@x')).toEqual({
    server_id: 1,
    gtid: '0-1-99',
    file: 'mariadb-bin.000012',
    pos: 4711,
    row: 0,
  });
  expect(placeOf('page 3', '')).toEqual({ txId: null });
});
