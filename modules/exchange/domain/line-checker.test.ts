import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creditCodeCheckCharacter } from '@platform/kernel';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import { copyBatch, copyLine, readCopyBatch, type Value } from '@platform/sources';
import { citizenId } from '../testing/harbour.ts';
import { codeTable } from './code-tables.ts';
import { lineChecker, type LineCheckerOptions } from './line-checker.ts';
import type { Mapped } from './line.ts';
import { canonicalNumber, canonicalTimestamp } from './number-and-time.ts';
import { rowChecker } from './row-checker.ts';

const title = { zh: '甲', en: 'a' };
const sex = codeTable({
  id: 'sex',
  title,
  codes: [
    { code: '1', name: { zh: '男', en: 'male' }, aliases: ['M'] },
    { code: '2', name: { zh: '女', en: 'female' }, aliases: ['F', '10'] },
    { code: '一', name: { zh: '甲', en: 'first' } },
  ],
});
const table = (id: string) => (id === 'sex' ? sex : undefined);
const resource: ResourceDefinition = {
  id: 'things',
  title,
  summary: title,
  provider: 'o',
  class: { category: 'base' },
  shareType: 'none',
  openAttribute: 'closed',
  updateCycle: 'daily',
  grade: 1,
  key: ['no'],
  items: [
    { name: 'no', title, type: 'integer' },
    { name: 'citizen', title, type: 'citizen-id' },
    { name: 'name', title, type: 'text', required: true, maxLength: 4 },
    { name: 'sex', title, type: 'code', codeTable: 'sex' },
    { name: 'born', title, type: 'date' },
    { name: 'since', title, type: 'date' },
    { name: 'firm', title, type: 'credit-code' },
    { name: 'berth', title, type: 'text', pattern: '^[A-Z]\\d+$' },
    { name: 'length', title, type: 'integer', min: 2, max: 60 },
    { name: 'paid', title, type: 'boolean' },
    { name: 'fee', title, type: 'number' },
    { name: 'share', title, type: 'number', min: 0, max: 1 },
    { name: 'at', title, type: 'timestamp' },
    { name: 'note', title, type: 'text' },
  ],
  rowRules: [
    { id: 'born', rule: 'birth-date-matches-citizen-id', items: ['born', 'citizen'] },
    { id: 'sex', rule: 'sex-matches-citizen-id', items: ['sex', 'citizen'] },
    { id: 'order', rule: 'date-order', items: ['born', 'since'] },
  ],
};
const plain: Mapped[] = resource.items.map((item) => ({ item: item.name, column: item.name }));
const transforms: Record<string, string[]> = {
  no: ['trim', 'half-width'],
  citizen: ['trim', 'citizen-id'],
  name: ['trim', 'half-width'],
  sex: ['trim', 'half-width', 'code:sex'],
  born: ['trim', 'half-width', 'date'],
  since: ['date'],
  firm: ['trim', 'upper'],
  berth: ['trim', 'half-width', 'upper'],
  at: ['trim'],
};
const cleaned: Mapped[] = plain.map((one) => ({
  ...one,
  ...(transforms[one.item] ? { transform: transforms[one.item] as string[] } : {}),
  ...(one.item === 'born' ? { dateFormats: ['YYYYMMDD', 'YYYY年M月D日'] } : {}),
}));
const turned = cleaned.toReversed().map((one) => ({ ...one, column: `C${one.column}` }));
// One item without a column, one column for two items.
const thin = plain
  .filter((one) => one.item !== 'note')
  .map((one) => (one.item === 'since' ? { ...one, column: 'born' } : one));

const first17 = '91990100MA00000' + '01';
const credit = `${first17}${creditCodeCheckCharacter(first17)}`;
const odd = [
  '',
  ' ',
  '\u3000',
  '\u00a0x',
  '\ufeff',
  'a\tb',
  'a\nb',
  'a\\b',
  '\\N',
  '\\',
  'a\u0001',
  '\u007f',
  '\ufffd',
  'x\ufffe',
  '👍👍',
  '𠮷𠮷𠮷𠮷',
  '𠮷𠮷𠮷𠮷𠮷',
  '（１）',
  '、。',
  'é',
  '\u2028',
  'A1',
  'a1',
  'Ａ１',
  'é'.repeat(4),
  'x'.repeat(10_001),
];
const valueOf: Record<string, readonly string[]> = {
  citizen: [
    citizenId(1),
    citizenId(2, '1988-02-29'),
    '990100196005040021',
    '99010019600230002X',
    citizenId(1).toLowerCase(),
    ` ${citizenId(3)}`,
    '11010519491231002X',
  ],
  name: ['张三', 'Ann', 'abcd', 'abcde', '张三李四五'],
  sex: ['1', '2', '男', 'M', '10', '3', '一', '１'],
  born: [
    '1960-05-04',
    '1988-02-29',
    '1900-02-29',
    '2000-02-29',
    '0000-01-01',
    '0001-01-01',
    'infinity',
    '0044-03-15 BC',
    '19600504',
    '1960年5月4日',
    '1960-5-4',
    '10000-01-01',
  ],
  since: ['1959-12-31', '1960-05-04', '2020-12-31', '2020-13-01', '2020-04-31'],
  firm: [credit, credit.toLowerCase(), `${first17}0`, '91990100MA0000001I'],
  berth: ['A1', 'B22', 'b22', 'BB', 'A1 '],
  length: ['2', '60', '61', '1', '007', '+7', '-0', '-7', '9'.repeat(18), '9'.repeat(19), '1.0'],
  paid: ['t', 'f', 'true', 'false', '是', 'N', 'maybe', 'TRUE'],
  fee: [
    '0',
    '-0',
    '-0.00',
    '12.50',
    '+1',
    '.5',
    '5.',
    '00.1',
    '1e3',
    '1.5e-07',
    '1e+20',
    'NaN',
    'Infinity',
    '-infinity',
    '1234567890123456789012345678.0123456789',
    '1,5',
    '1'.repeat(101),
  ],
  share: ['0', '1', '0.5', '1.01', '-0.1'],
  at: [
    '2024-01-01 00:00:00',
    '2024-01-01 23:59:59.5',
    '2024-01-01 23:59:59.500000',
    '2024-01-01 10:00:00+08',
    '2024-01-01 10:00:00+00',
    '2024-01-01T10:00:00Z',
    '2024-01-01',
    '2024-01-01 24:00:00',
    'infinity',
    '-infinity',
    '0000-00-00 00:00:00',
    '2024-01-01 10:00:00.1234567',
    '0001-01-01 00:00:00+14',
    '2024-02-30 00:00:00',
    '2024-01-01 10:00:00.123+05:30',
  ],
  note: ['短', 'a longer note, with all sorts of things'],
};
const rowOf = (mapping: readonly Mapped[]) =>
  fc.record(
    Object.fromEntries(
      mapping
        .filter((one) => one.item !== 'no')
        .map((one) => [
          one.column,
          fc.oneof(
            { weight: 12, arbitrary: fc.constantFrom(...(valueOf[one.item] as string[])) },
            { weight: 2, arbitrary: fc.constant(null) },
            { weight: 1, arbitrary: fc.constantFrom(...odd) },
            { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
          ) as fc.Arbitrary<Value>,
        ]),
    ),
  );
/** The two forms in which the store reads one value. */
const stored = (values: readonly Value[]): Value[] =>
  values.map((value, index) => {
    const type = resource.items[index]?.type;
    if (type === 'boolean') return value === 't' ? 'true' : value === 'f' ? 'false' : value;
    return type === 'timestamp' ? (value?.replace(/\+08$/, '') ?? null) : value;
  });
/** PostgreSQL sends no lone surrogates and no zero characters. */
const sendable = (value: Value): Value => value && Buffer.from(value, 'utf8').toString('utf8').replaceAll('\u0000', '');

describe('the two checkers', () => {
  for (const [name, mapping] of Object.entries({ plain, cleaned, turned, thin })) {
    test(`say the same of any row, its reasons and its key (${name})`, () => {
      const keyColumn = mapping.find((one) => one.item === 'no')?.column as string;
      fc.assert(
        fc.property(fc.array(rowOf(mapping), { minLength: 1, maxLength: 12 }), fc.boolean(), (given, demo) => {
          const options: LineCheckerOptions = { resource, mapping, table, demo };
          const checker = lineChecker(options);
          const byRow = rowChecker({ resource, mapping: mapping as never, table, demo });
          const rows = given.map(
            (row, index): Record<string, Value> => ({
              ...Object.fromEntries(Object.entries(row).map(([column, value]) => [column, sendable(value)])),
              [keyColumn]: index % 11 === 10 ? null : index % 7 === 6 ? `00${index + 1}` : String(index + 1),
            }),
          );
          const batch = copyBatch(rows.map((row) => checker.columns.map((column) => row[column] ?? null)));
          const { good, goodRows, bad } = checker.checkBatch(batch);
          const expected = rows.map((values, index) => byRow({ rowNo: index + 1, values }));
          const sound = expected.flatMap((one) => ('good' in one ? [one.good.values] : []));
          expect(readCopyBatch({ bytes: good, rows: goodRows }).map(stored)).toEqual(sound);
          expect(goodRows).toBe(sound.length);
          const refused = expected.flatMap((one, at) => ('bad' in one ? [{ at, ...one.bad }] : []));
          expect(bad.map(({ at, reasons, key }) => ({ at, reasons, key }))).toEqual(
            refused.map(({ at, reasons, key }) => ({ at, reasons, key })),
          );
          for (const one of bad) {
            const came = checker.columns.map((column) => rows[one.at]?.[column] ?? null);
            expect(one.values).toEqual(came);
            expect(one.bytes.toString('utf8')).toBe(copyLine(came).slice(0, -1));
          }
          for (const [index, row] of rows.entries()) {
            const checked = checker.checkValues(checker.columns.map((column) => row[column] ?? null));
            const other = expected[index] as (typeof expected)[number];
            if ('good' in other) expect(checked).toMatchObject({ values: other.good.values });
            else expect(checked).toMatchObject({ reasons: other.bad.reasons });
          }
        }),
        { numRuns: 250 },
      );
    });
  }
});

describe('batches', () => {
  const checker = lineChecker({ resource, mapping: plain, table, demo: true });
  const good: Value[] = [
    '1',
    citizenId(1),
    '张三',
    '2',
    '1960-05-04',
    null,
    credit,
    'A1',
    '20',
    't',
    '1.50',
    '0.5',
    '2024-01-01 10:00:00',
    '𠮷',
  ];
  test('lines that are sound come out as the very bytes that came in', () => {
    const sexOf = Number(citizenId(1)[16]) % 2 === 1 ? '1' : '2';
    const row = good.with(3, sexOf);
    const batch = copyBatch([row, row]);
    const checked = checker.checkBatch(batch);
    expect(checked).toMatchObject({ goodRows: 2, bad: [] });
    expect(checked.good.buffer).toBe(batch.bytes.buffer);
    expect(checked.good.equals(batch.bytes)).toBe(true);
  });
  test('bytes that are no UTF-8 are refused, and kept as they came', () => {
    const line = Buffer.concat([
      Buffer.from('1\t\\N\t'),
      Buffer.of(0xd5, 0xc5),
      Buffer.from(`${'\t\\N'.repeat(11)}\n`),
    ]);
    const { bad, goodRows } = checker.checkBatch({ bytes: line, rows: 1 });
    expect(goodRows).toBe(0);
    expect(bad[0]?.reasons).toEqual([{ item: 'name', code: 'bad-characters' }]);
    expect(bad[0]?.bytes.equals(line.subarray(0, -1))).toBe(true);
    expect(bad[0]?.key).toEqual(['1']);
  });
  test('a row with more or fewer values than columns is refused, and those around it are not', () => {
    const line = copyLine(good.with(3, null));
    const bytes = Buffer.from(`${line}2\tx\n${line.replace('\n', '\tmore\n')}${line}`);
    const { bad, goodRows } = checker.checkBatch({ bytes, rows: 4 });
    expect(goodRows).toBe(2);
    expect(bad.map((one) => [one.at, one.reasons[0]?.code])).toEqual([
      [1, 'wrong-column-count'],
      [2, 'wrong-column-count'],
    ]);
  });
  test('what a change does not tell is neither checked nor missed', () => {
    const told = good.map((value, index) => (index === 0 || index === 10 ? value : undefined));
    const checked = checker.checkValues(told);
    expect(checked).toMatchObject({ key: ['1'] });
    expect('values' in checked && checked.values[10]).toBe('1.50');
    expect('values' in checked && checked.values[2]).toBeUndefined();
    expect(checker.keyOf(told)).toEqual(['1']);
    expect(checker.keyOf(told.with(0, 'x'))).toBeUndefined();
    expect(checker.keyOf(told.with(0, undefined))).toBeUndefined();
  });
});

describe('numbers and times', () => {
  test('numbers are kept exactly, and written as the store writes them', () => {
    expect(
      [
        '12.50',
        '+012.50',
        '.5',
        '5.',
        '-0.00',
        '1e3',
        '1.5e-3',
        '-1E+2',
        '1234567890123456789012345678.0123456789',
      ].map(canonicalNumber),
    ).toEqual([
      '12.50',
      '12.50',
      '0.5',
      '5',
      '0.00',
      '1000',
      '0.0015',
      '-100',
      '1234567890123456789012345678.0123456789',
    ]);
    for (const text of ['', '.', '-', 'NaN', 'infinity', '1e', '0x1', '1 000', '1,5', '1'.repeat(101)])
      expect(canonicalNumber(text)).toBeUndefined();
  });
  test('a time with a zone is the same moment as Shanghai reads it; one without is taken as that', () => {
    expect(canonicalTimestamp('2024-02-29T20:30:00Z')).toBe('2024-03-01 04:30:00');
    expect(canonicalTimestamp('2024-01-01 10:00:00.250000+08')).toBe('2024-01-01 10:00:00.25');
    expect(canonicalTimestamp('2024-01-01 10:00')).toBe('2024-01-01 10:00:00');
    expect(canonicalTimestamp('2024-01-01 10:00:00-05:30')).toBe('2024-01-01 23:30:00');
    for (const text of [
      'infinity',
      '-infinity',
      '0000-00-00 00:00:00',
      '2023-02-29 00:00:00',
      '2024-01-01 24:00:00',
      '10:00:00',
      '2024-01-01Z',
    ])
      expect(canonicalTimestamp(text)).toBeUndefined();
  });
});
