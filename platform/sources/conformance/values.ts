import type { Value } from '../port.ts';
import type { KitTable, KitType } from './harness.ts';

/** What a source must carry unharmed, by type, in PostgreSQL's text form. */
export const TRYING_VALUES: Readonly<Record<KitType, readonly string[]>> = {
  integer: ['0', '-1', '9007199254740993', '9223372036854775807', '-9223372036854775808'],
  text: [
    '',
    ' ',
    'NULL',
    '\\N',
    '\\.',
    'a\tb\nc\rd\\e\\n',
    'it\'s "quoted"; -- \'',
    '𠮷野家的㐂',
    '👨‍👩‍👧‍👦🀄',
    '\u0001\u001f\u007f\ufeff',
    `${'长'.repeat(20_000)}end`,
  ],
  numeric: [
    '0.0000000000',
    '1234567890123456789012345678.0123456789',
    '-9999999999999999999999999999.9999999999',
    '0.0000000001',
  ],
  boolean: ['t', 'f'],
  date: ['1970-01-01', '2024-02-29', '9999-12-31', '1000-01-01'],
  timestamp: ['2024-02-29 23:59:59.999999', '1970-01-01 00:00:00', '2026-03-08 02:30:00.5', '9999-12-31 23:59:59'],
  timestamptz: ['2024-02-29 23:59:59.999999+00', '1991-09-15 00:30:00+00', '2037-12-31 23:59:59+00'],
  bytes: ['\\x', '\\x00ff5c0a0d09', `\\x${'ab'.repeat(5000)}`],
  json: ['{"a": [1, 2.5, null, "𠮷\\n"], "b": {"c": true}}', '[]', '"x"'],
};

/** One form of what may be told in several: what PostgreSQL would hold after reading it. */
export function plain(value: Value | undefined, type: KitType): Value | undefined {
  if (value === null || value === undefined) return value;
  switch (type) {
    case 'timestamp':
      return value
        .replace('T', ' ')
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
    case 'timestamptz': {
      const [, date = value, , fraction = '', zone = ''] =
        /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)(\.(\d+))?(Z|[+-]\d\d(?::?\d\d)?)$/.exec(value) ?? [];
      const at = new Date(`${date.replace(' ', 'T')}${/^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone}`);
      return `${Number.isNaN(at.getTime()) ? value : at.toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}`;
    }
    case 'boolean':
      return /^(t|true|1|on|yes)$/i.test(value) ? 't' : /^(f|false|0|off|no)$/i.test(value) ? 'f' : value;
    case 'bytes':
      return value.toLowerCase();
    case 'json':
      return JSON.stringify(JSON.parse(value));
    default:
      return value;
  }
}

export function plainRow<T extends Value | undefined>(table: KitTable, row: readonly T[]): (Value | undefined)[] {
  return table.columns.map((column, index) => plain(row[index], column.type));
}

/** A row with the values of a table of these types, the `n`th of each; every fourth value that may be none is none. */
export function tryingRow(table: KitTable, n: number): Value[] {
  return table.columns.map((column, index) => {
    if (table.key.includes(column.name)) return column.type === 'integer' ? String(n) : `k${n}`;
    if (column.nullable === true && (n + index) % 4 === 3) return null;
    const values = TRYING_VALUES[column.type];
    return values[n % values.length] as string;
  });
}
