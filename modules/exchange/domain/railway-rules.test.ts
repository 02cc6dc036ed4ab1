import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Type } from 'typebox';
import { citizenIdCheckDigit } from '@platform/kernel';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { Connector, TableShape } from '@platform/sources';
import { checkConnection, demandSameSettings } from './connection-rules.ts';
import { driftFault, driftOf } from './drift.ts';
import { flowMatrix } from './flows.ts';
import { forecast, hoursShare } from './forecast.ts';
import { proposeMappings } from './proposals.ts';
import { maskSample } from './sample-mask.ts';

const shapeOf = (columns: [string, string?, string?][], key: string[] = []): TableShape => ({
  schema: 's',
  table: 't',
  columns: columns.map(([name, type = 'text', comment]) => ({
    name,
    type: type as 'text',
    nativeType: type,
    nullable: true,
    ...(comment === undefined ? {} : { comment }),
  })),
  key,
  identity: 'key',
});
const id = (serial: number): string => {
  const first = `99010019600504${String(serial).padStart(3, '0')}`;
  return `${first}${citizenIdCheckDigit(first)}`;
};

describe('drift', () => {
  const mapping = [
    { item: 'a', column: 'A' },
    { item: 'b', column: 'B' },
  ];
  test('a new column goes on, a dropped or retyped mapped one stops the line with what to do', () => {
    const before = shapeOf([['A'], ['B', 'integer'], ['C']]);
    const added = driftOf(before, shapeOf([['A'], ['B', 'integer'], ['C'], ['D']]), mapping);
    expect(added.added.map((column) => column.name)).toEqual(['D']);
    expect(driftFault('s.t', added, new Date(0))).toBeUndefined();
    const unmappedGone = driftOf(before, shapeOf([['A'], ['B', 'integer']]), mapping);
    expect(driftFault('s.t', unmappedGone, new Date(0))).toBeUndefined();
    const dropped = driftFault('s.t', driftOf(before, shapeOf([['A'], ['C']]), mapping), new Date(0));
    expect(dropped).toMatchObject({ code: 'exchange.column-dropped' });
    expect(dropped?.text.zh).toContain('B');
    const changed = driftFault('s.t', driftOf(before, shapeOf([['A'], ['B', 'text']]), mapping), new Date(0));
    expect(changed?.text.en).toContain('integer → text');
    expect(changed?.mend.zh).toContain('恢复');
  });
  test('a shape never drifts from itself', () => {
    const column = fc.tuple(fc.string({ minLength: 1, maxLength: 5 }), fc.constantFrom('text', 'integer', 'date'));
    fc.assert(
      fc.property(fc.uniqueArray(column, { selector: ([name]) => name, minLength: 1 }), (columns) => {
        const shape = shapeOf(columns);
        const mapped = columns.map(([name], index) => ({ item: `i${index}`, column: name }));
        const drift = driftOf(shape, shape, mapped);
        expect(drift).toEqual({ added: [], dropped: [], changed: [], keyChanged: false });
      }),
    );
  });
});

describe('forecast', () => {
  const facts = {
    mode: 'capture' as const,
    rowsPerSecond: 10_000,
    hoursShare: 1,
    logLimitBytes: 1e9,
    logLimitSeconds: 3_600,
  };
  test('tells whether a snapshot ends before the log’s budget does', () => {
    expect(forecast({ ...facts, rows: 1_000_000, logPace: 1e6 })).toMatchObject({
      seconds: 100,
      logBytes: 1e8,
      verdict: 'fits',
    });
    expect(forecast({ ...facts, rows: 8_000_000, logPace: 1e6 }).verdict).toBe('tight');
    expect(forecast({ ...facts, rows: 20_000_000, logPace: 1e6 })).toMatchObject({
      verdict: 'does-not-fit',
      logSecondsUntilLimit: 1_000,
    });
    expect(forecast({ ...facts, rows: 20_000_000, logPace: 1e6, mode: 'cursor' }).verdict).toBe('fits');
    expect(forecast({ ...facts, logPace: 1e6 }).verdict).toBe('unknown');
  });
  test('more rows or a faster log never look better', () => {
    const order = ['fits', 'tight', 'does-not-fit'];
    const nat = fc.integer({ min: 1, max: 1e9 });
    fc.assert(
      fc.property(nat, nat, nat, nat, (rows, more, pace, faster) => {
        const a = forecast({ ...facts, rows, logPace: pace });
        const b = forecast({ ...facts, rows: rows + more, logPace: pace + faster });
        expect(order.indexOf(b.verdict)).toBeGreaterThanOrEqual(order.indexOf(a.verdict));
      }),
    );
  });
  test('hours over midnight count once', () => {
    expect(hoursShare(undefined)).toBe(1);
    expect(hoursShare([{ from: '22:00', to: '04:00' }])).toBe(0.25);
    expect(
      hoursShare([
        { from: '22:00', to: '04:00' },
        { from: '23:00', to: '01:00' },
      ]),
    ).toBe(0.25);
  });
});

describe('settings', () => {
  const connector = {
    kind: 'k',
    settings: Type.Object({ url: Type.String(), more: Type.Optional(Type.Integer()) }, { additionalProperties: false }),
    secret: Type.Object({ password: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
  } as unknown as Connector;
  test('no password stays in an address, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }), (password) => {
        let url: string;
        try {
          url = `postgres://u:${encodeURIComponent(password)}@h/db`;
        } catch {
          return;
        }
        const checked = checkConnection(connector, { settings: { url } });
        expect(checked.secret).toEqual({ password });
        expect(checked.settings).toEqual({ url: 'postgres://u@h/db' });
      }),
      { numRuns: 40 },
    );
  });
  test('a stored secret goes with the same settings only, in whatever order they stand', () => {
    expect(() => demandSameSettings({ a: 1, b: { c: 2 } }, { b: { c: 2 }, a: 1 })).not.toThrow();
    expect(() => demandSameSettings({ a: 1 }, { a: 2 })).toThrow(/secret-again/);
  });
});

describe('proposals', () => {
  const text = (zh: string, en: string) => ({ zh, en });
  const resource: CataloguedResource = {
    id: 'people',
    version: '1',
    title: text('人员', 'People'),
    summary: text('人员', 'People'),
    provider: 'office',
    class: { category: 'base' },
    shareType: 'unconditional',
    openAttribute: 'closed',
    updateCycle: 'daily',
    grade: 2,
    key: ['citizen_id'],
    items: [
      { name: 'citizen_id', title: text('公民身份号码', 'Citizen id'), type: 'citizen-id', mask: 'citizen-id' },
      { name: 'name', title: text('姓名', 'Name'), type: 'text' },
      { name: 'death_date', title: text('死亡日期', 'Date of death'), type: 'date' },
      { name: 'household_place', title: text('户籍所在地', 'Household place'), type: 'text' },
    ],
  };
  const propose = (columns: [string, string?, string?][], rows: (string | null)[][]) =>
    proposeMappings({ shape: shapeOf(columns), rows, resources: [resource], table: () => undefined })[0];

  test('finds columns by pinyin initials, whole pinyin, comment and English, and reads their dates', () => {
    const found = propose(
      [['GMSFHM'], ['xingming'], ['F_7', 'text', '死亡日期'], ['HouseholdPlace'], ['X']],
      [
        [id(1), '张三', '20250102', '甲', 'q'],
        [id(2), '李四', '2025年1月3日', '乙', 'q'],
      ],
    );
    expect(Object.fromEntries(found?.mapping.map((one) => [one.item, one.column]) ?? [])).toEqual({
      citizen_id: 'GMSFHM',
      name: 'xingming',
      death_date: 'F_7',
      household_place: 'HouseholdPlace',
    });
    expect(found?.mapping.find((one) => one.item === 'death_date')).toMatchObject({
      transform: ['trim', 'half-width', 'date'],
      dateFormats: expect.arrayContaining(['YYYYMMDD', 'YYYY年M月D日']),
    });
    expect(found?.missing).toEqual([]);
    expect(found?.unmapped).toEqual(['X']);
  });
  test('an identifier is found by its check digit alone, and never proposed where values are something else', () => {
    expect(propose([['C1']], [[id(1)], [id(2)]])?.mapping).toMatchObject([{ item: 'citizen_id', column: 'C1' }]);
    expect(propose([['GMSFHM'], ['XM']], [['hello', '张三']])?.mapping.map((one) => one.item) ?? []).not.toContain(
      'citizen_id',
    );
  });
  test('a sample shows nobody', () => {
    const shape = shapeOf([['id'], ['who'], ['phone'], ['kind']]);
    const rows = Array.from({ length: 30 }, (_, serial) => [
      id(serial),
      `张三${serial}`,
      `138${String(serial).padStart(8, '0')}`,
      String(serial % 2),
    ]);
    const shown = maskSample(shape, rows, new Map());
    for (const [index, row] of shown.entries()) {
      expect(row[0]).not.toBe(rows[index]?.[0]);
      expect(row[1]).toMatch(/^张\*+$/);
      expect(row[2]).toContain('****');
      expect(row[3]).toBe(rows[index]?.[3]);
    }
  });
});

test('the flow matrix loses no record: its cells add up to what was given and answered', () => {
  const who = fc.constantFrom('a', 'b', 'c');
  const flow = fc.record({ provider: who, consumer: who, calls: fc.nat(100), records: fc.nat(100) });
  fc.assert(
    fc.property(fc.array(fc.record({ organisation: who, records: fc.nat(100) })), fc.array(flow), (given, calls) => {
      const matrix = flowMatrix(given, calls, 'hub');
      const sum = (of: readonly { records: number }[]) => of.reduce((all, one) => all + one.records, 0);
      expect(sum(matrix.cells)).toBe(sum(given) + sum(calls));
      expect(new Set(matrix.cells.map((cell) => cell.from))).toEqual(new Set(matrix.rows));
      expect(new Set(matrix.cells.map((cell) => cell.to))).toEqual(new Set(matrix.columns));
    }),
  );
});
