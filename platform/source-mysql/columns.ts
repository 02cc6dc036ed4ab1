import type { ColumnShape, ColumnType, TableShape } from '@platform/sources';

// How MySQL's types become ours. A column's `nativeType` is what information_schema calls COLUMN_TYPE (`bigint(20) unsigned`, `enum('a','b')`),
// with `json` for MariaDB's longtext that must be JSON; reading and capture both decide by it, so that a value has one form whichever way it comes.

/** How a value travels and has to be written as PostgreSQL's text. */
export type ColumnKind =
  | 'text'
  | 'number'
  | 'float'
  | 'double'
  | 'boolean'
  | 'date'
  | 'time'
  | 'datetime'
  | 'timestamp'
  | 'bytes'
  | 'bit'
  | 'flag'
  | 'json'
  | 'uuid'
  | 'plain';

const BASE = /^[a-z0-9]+/;

export function kindOf(nativeType: string): ColumnKind {
  const native = nativeType.toLowerCase();
  switch (BASE.exec(native)?.[0]) {
    case 'tinyint':
      return /^tinyint\(1\)( zerofill)?$/.test(native) ? 'boolean' : 'number';
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'year':
      return 'number';
    case 'float':
      return 'float';
    case 'double':
      return 'double';
    case 'bit':
      return native === 'bit(1)' ? 'flag' : 'bit';
    case 'date':
      return 'date';
    case 'time':
      return 'time';
    case 'datetime':
      return 'datetime';
    case 'timestamp':
      return 'timestamp';
    case 'char':
    case 'varchar':
    case 'tinytext':
    case 'text':
    case 'mediumtext':
    case 'longtext':
    case 'enum':
    case 'set':
      return 'text';
    case 'json':
      return 'json';
    case 'uuid':
      return 'uuid';
    case 'inet4':
    case 'inet6':
      return 'plain';
    default:
      // binary, varbinary, blobs, geometry, vectors
      return 'bytes';
  }
}

/** What the lake can take the column as. An unsigned bigint is greater than PostgreSQL's: numeric. tinyint(1) and bit(1) are what people use for yes and no. */
export function columnType(nativeType: string): ColumnType {
  const native = nativeType.toLowerCase();
  switch (kindOf(native)) {
    case 'number':
      if (native.startsWith('decimal') || /^bigint.*unsigned/.test(native)) return 'numeric';
      return 'integer';
    case 'bit':
      return Number(/\d+/.exec(native)?.[0] ?? 64) < 64 ? 'integer' : 'numeric';
    case 'float':
    case 'double':
      return 'float';
    case 'boolean':
    case 'flag':
      return 'boolean';
    case 'date':
      return 'date';
    case 'time':
      return 'time';
    case 'datetime':
      return 'timestamp';
    case 'timestamp':
      return 'timestamptz';
    case 'json':
      return 'json';
    case 'uuid':
      return 'uuid';
    case 'bytes':
      return /^(tiny|medium|long)?blob|binary/.test(native) ? 'bytes' : 'other';
    default:
      return 'text';
  }
}

/** Tables are named `table` in what people read. */
export const called = (table: { schema: string; table: string }): string => `${table.schema}.${table.table}`;

/** The columns asked for, in that order. @throws never: names come from the shape that the caller was given; a missing one is undefined */
export function columnsOf(shape: TableShape, names: readonly string[]): (ColumnShape | undefined)[] {
  return names.map((name) => shape.columns.find((column) => column.name === name));
}

/** yes and no of a tinyint(1); other numbers stay as they are, so that the checks refuse them rather than guess. */
export function booleanText(text: string): string {
  return text === '1' ? 't' : text === '0' ? 'f' : text;
}

/** A number of 32 bits in as few digits as give it again, as PostgreSQL writes a real. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** TIMESTAMP in UTC with its zone; the zero timestamp stays as it is (no instant), so that the checks refuse it. */
export function timestampText(text: string): string {
  return text.startsWith('0000-00-00') ? text : `${text}+00`;
}
