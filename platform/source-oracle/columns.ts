import type { ColumnShape, ColumnType, TableShape } from '@platform/sources';
import { sourceErrors } from '@platform/sources';

// Oracle's types. Values are turned into text by the server where its text is exact, and fetched as text or bytes where the driver gives those.

export type ColumnKind =
  | 'text'
  | 'number'
  | 'float'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'bytes'
  | 'boolean'
  | 'json'
  | 'xml';

export function kindOf(nativeType: string): ColumnKind {
  const native = nativeType.toUpperCase();
  if (/^TIMESTAMP.*WITH (LOCAL )?TIME ZONE/.test(native)) return 'timestamptz';
  if (native.startsWith('TIMESTAMP')) return 'timestamp';
  if (native === 'DATE') return 'date';
  if (/^(NUMBER|FLOAT)/.test(native)) return 'number';
  if (/^BINARY_(FLOAT|DOUBLE)/.test(native)) return 'float';
  if (/^(BLOB|RAW|LONG RAW|BFILE)/.test(native)) return 'bytes';
  if (native === 'BOOLEAN') return 'boolean';
  if (native === 'JSON') return 'json';
  if (native === 'XMLTYPE') return 'xml';
  return 'text';
}

/** Oracle's DATE has a time of day: a timestamp. A NUMBER is an integer only when its scale says so and it fits eight bytes. */
export function columnType(nativeType: string): ColumnType {
  switch (kindOf(nativeType)) {
    case 'number': {
      const [, precision, scale] = /^NUMBER\((\d+),(-?\d+)\)$/i.exec(nativeType) ?? [];
      return precision !== undefined && Number(scale) === 0 && Number(precision) <= 18 ? 'integer' : 'numeric';
    }
    case 'float':
      return 'float';
    case 'date':
    case 'timestamp':
      return 'timestamp';
    case 'timestamptz':
      return 'timestamptz';
    case 'bytes':
      return 'bytes';
    case 'boolean':
      return 'boolean';
    case 'json':
      return 'json';
    default:
      return /^(N?VARCHAR2|N?CHAR|N?CLOB|LONG)\b/i.test(nativeType) ? 'text' : 'other';
  }
}

/** As the dictionary tells it: type, length, precision and scale in one. */
export function nativeTypeOf(row: {
  type: string;
  length: number | null;
  precision: number | null;
  scale: number | null;
}): string {
  if (row.type === 'NUMBER')
    return row.precision === null
      ? row.scale === 0
        ? 'NUMBER(38,0)'
        : 'NUMBER'
      : `NUMBER(${row.precision},${row.scale ?? 0})`;
  if (/^(N?VARCHAR2|N?CHAR|RAW)$/.test(row.type)) return `${row.type}(${row.length ?? 0})`;
  return row.type;
}

/** A name in quotes. Oracle's names hold neither quotes nor NUL, so none that does can be one of its. @throws sources.table-missing */
export function quoted(name: string): string {
  if (name === '' || /["\0]/.test(name)) throw sourceErrors.tableMissing({ table: name });
  return `"${name}"`;
}

export const called = (table: { schema: string; table: string }): string => `${table.schema}.${table.table}`;

const TIME = `'SYYYY-MM-DD HH24:MI:SS.FF6'`;

/** The column as the select reads it. `SYYYY` tells years before Christ with a minus, which no PostgreSQL date takes: the checks see it. */
export function expression(column: ColumnShape): string {
  const name = quoted(column.name);
  switch (kindOf(column.nativeType)) {
    case 'date':
      return `to_char(${name}, 'SYYYY-MM-DD HH24:MI:SS')`;
    case 'timestamp':
      return `to_char(${name}, ${TIME})`;
    case 'timestamptz':
      return `to_char(sys_extract_utc(${name}), ${TIME})`;
    case 'json':
      return `json_serialize(${name} returning clob)`;
    case 'xml':
      return `xmlserialize(content ${name} as clob)`;
    default:
      return name;
  }
}

/** A bound key or cursor value as the column's own type, so that the index is used. `at` is the bind's number. */
export function boundAs(column: ColumnShape, at: number): string {
  switch (kindOf(column.nativeType)) {
    case 'number':
    case 'float':
      return `to_number(:${at})`;
    case 'date':
      return `to_date(:${at}, 'SYYYY-MM-DD HH24:MI:SS')`;
    case 'timestamp':
      return `to_timestamp(:${at}, ${TIME})`;
    case 'timestamptz':
      return `from_tz(to_timestamp(:${at}, ${TIME}), '+00:00')`;
    case 'bytes':
      return `hextoraw(:${at})`;
    default:
      return `:${at}`;
  }
}

/** What is bound for a value in our form. */
export function bindOf(column: ColumnShape, value: string): string {
  const kind = kindOf(column.nativeType);
  if (kind === 'bytes') return value.replace(/^\\x/, '');
  if (kind === 'timestamptz') return value.replace(/\+00$/, '');
  return value;
}

/** A fetched value in PostgreSQL's text form. */
export function textOf(kind: ColumnKind, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  const text = String(value);
  switch (kind) {
    case 'number':
      return text.replace(/^(-?)\./, '$10.');
    case 'date':
    case 'timestamp':
      return text.trimStart();
    case 'timestamptz':
      return `${text.trimStart()}+00`;
    default:
      return text;
  }
}

/** @throws sources.columns-missing */
export function columnsOf(shape: TableShape, names: readonly string[]): ColumnShape[] {
  const found = names.map((name) => shape.columns.find((column) => column.name === name));
  const missing = names.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) throw sourceErrors.columnsMissing({ table: called(shape), columns: missing.join(', ') });
  return found as ColumnShape[];
}
