import type { ColumnType } from '@platform/sources';

const TYPES: Readonly<Record<string, ColumnType>> = {
  text: 'text',
  'character varying': 'text',
  character: 'text',
  name: 'text',
  citext: 'text',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  numeric: 'numeric',
  real: 'float',
  'double precision': 'float',
  boolean: 'boolean',
  date: 'date',
  'time without time zone': 'time',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  bytea: 'bytes',
  json: 'json',
  jsonb: 'json',
  uuid: 'uuid',
};

/** What kind of value a column of PostgreSQL's type holds; the type as format_type() tells it. */
export function columnType(nativeType: string): ColumnType {
  return TYPES[nativeType.replace(/\([^)]*\)/, '').trim()] ?? 'other';
}
