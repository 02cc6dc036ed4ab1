import type { ColumnShape, ColumnType, TableShape } from '@platform/sources';
import { sourceErrors } from '@platform/sources';

// SQL Server's types. Every value is turned into text by the server, in a style that loses nothing, since the driver would make floats and dates of it.

const base = (nativeType: string): string => /^[a-z0-9_]+/.exec(nativeType.toLowerCase())?.[0] ?? '';

export function columnType(nativeType: string): ColumnType {
  switch (base(nativeType)) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return 'integer';
    case 'bit':
      return 'boolean';
    case 'decimal':
    case 'numeric':
    case 'money':
    case 'smallmoney':
      return 'numeric';
    case 'float':
    case 'real':
      return 'float';
    case 'date':
      return 'date';
    case 'time':
      return 'time';
    case 'datetime':
    case 'datetime2':
    case 'smalldatetime':
      return 'timestamp';
    case 'datetimeoffset':
      return 'timestamptz';
    case 'uniqueidentifier':
      return 'uuid';
    case 'binary':
    case 'varbinary':
    case 'image':
    case 'timestamp':
    case 'rowversion':
      return 'bytes';
    case 'char':
    case 'varchar':
    case 'nchar':
    case 'nvarchar':
    case 'text':
    case 'ntext':
      return 'text';
    default:
      return 'other';
  }
}

/** As the catalogue tells it: type with length, precision and scale. */
export function nativeTypeOf(row: { type: string; length: number; precision: number; scale: number }): string {
  const { type, length, precision, scale } = row;
  if (/^(decimal|numeric)$/.test(type)) return `${type}(${precision},${scale})`;
  if (/^(datetime2|datetimeoffset|time)$/.test(type)) return `${type}(${scale})`;
  if (/^n(var)?char$/.test(type)) return `${type}(${length === -1 ? 'max' : length / 2})`;
  if (/^((var)?char|(var)?binary)$/.test(type)) return `${type}(${length === -1 ? 'max' : length})`;
  return type;
}

/** A name in brackets, its own closing ones doubled. */
export function quoted(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

export const called = (table: { schema: string; table: string }): string => `${table.schema}.${table.table}`;

/** The column as the select reads it: exact text. */
export function expression(column: ColumnShape): string {
  const name = quoted(column.name);
  switch (columnType(column.nativeType)) {
    case 'integer':
    case 'boolean':
      return `convert(varchar(20), ${name})`;
    case 'numeric':
      // Style 2 keeps all four decimals of money.
      return /money/.test(base(column.nativeType))
        ? `convert(varchar(40), ${name}, 2)`
        : `convert(varchar(60), ${name})`;
    case 'float':
      return `convert(varchar(60), ${name}, 3)`;
    case 'date':
      return `convert(varchar(10), ${name}, 23)`;
    case 'time':
      return `convert(varchar(16), ${name}, 121)`;
    case 'timestamp':
      return `convert(varchar(40), ${name}, 121)`;
    case 'timestamptz':
      return `convert(varchar(40), switchoffset(${name}, '+00:00'), 121)`;
    case 'uuid':
      return `lower(convert(varchar(36), ${name}))`;
    case 'bytes':
      return `convert(varchar(max), convert(varbinary(max), ${name}), 2)`;
    default:
      return `convert(nvarchar(max), ${name})`;
  }
}

/** A value of ours, given as text, as the column's own type, so that the index is used. */
export function boundAs(column: ColumnShape, parameter: string): string {
  const native = column.nativeType;
  switch (columnType(native)) {
    case 'bytes':
      return `convert(varbinary(max), ${parameter}, 2)`;
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return `convert(${/^(datetime2|datetimeoffset|time|date|smalldatetime|datetime)\b[()\d]*$/.exec(native)?.[0] ?? 'datetime2(7)'}, ${parameter}, 121)`;
    case 'integer':
      return `convert(bigint, ${parameter})`;
    case 'numeric':
      return `convert(${/^(decimal|numeric)\(\d+,\d+\)$/.exec(native)?.[0] ?? 'decimal(38,4)'}, ${parameter})`;
    case 'uuid':
      return `convert(uniqueidentifier, ${parameter})`;
    default:
      return parameter;
  }
}

export function bindOf(column: ColumnShape, value: string): string {
  if (columnType(column.nativeType) === 'bytes') return value.replace(/^\\x/, '');
  return value;
}

/** A fetched value in PostgreSQL's text form. */
export function textOf(type: ColumnType, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  switch (type) {
    case 'boolean':
      return text === '1' ? 't' : text === '0' ? 'f' : text;
    case 'bytes':
      return `\\x${text.toLowerCase()}`;
    case 'timestamptz':
      return text.replace(/ ?([+-]\d\d):00$/, '$1');
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
