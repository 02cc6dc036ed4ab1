import type { ColumnShape, TableShape } from '@platform/sources';
import { columnType } from '../columns.ts';
import type { Charsets } from './charsets.ts';
import { BINARY_COLLATION, TYPE, type LoggedColumn, type LoggedTable } from './table-map.ts';

// The log tells types without display widths, checks and comments. So a column of the log is compared with one we know by what both can tell
// (`essence`), and where that agrees it is the known column.

const INTEGERS: Readonly<Record<number, string>> = {
  [TYPE.tiny]: 'tinyint',
  [TYPE.short]: 'smallint',
  [TYPE.int24]: 'mediumint',
  [TYPE.long]: 'int',
  [TYPE.longlong]: 'bigint',
  [TYPE.float]: 'float',
  [TYPE.double]: 'double',
};
const SIZES = ['', 'tiny', '', 'medium', 'long'];

/** The column's type as information_schema would write it, as far as the log tells. */
export function loggedType(column: LoggedColumn, charsets: Charsets): string {
  const sign = column.unsigned ? ' unsigned' : '';
  const integer = INTEGERS[column.type];
  if (integer !== undefined) return integer + sign;
  const binary = column.collation === BINARY_COLLATION;
  const characters = Math.floor(column.meta / (charsets.get(column.collation)?.mostBytes ?? 1));
  const digits = column.meta === 0 ? '' : `(${column.meta})`;
  switch (column.type) {
    case TYPE.newdecimal:
      return `decimal(${column.meta},${column.scale})${sign}`;
    case TYPE.year:
      return 'year';
    case TYPE.date:
    case TYPE.newdate:
      return 'date';
    case TYPE.datetime:
      return 'datetime';
    case TYPE.timestamp:
      return 'timestamp';
    case TYPE.time:
      return 'time';
    case TYPE.datetime2:
      return `datetime${digits}`;
    case TYPE.timestamp2:
      return `timestamp${digits}`;
    case TYPE.time2:
      return `time${digits}`;
    case TYPE.bit:
      return `bit(${column.meta})`;
    case TYPE.varchar:
    case TYPE.varString:
      return binary ? `varbinary(${column.meta})` : `varchar(${characters})`;
    case TYPE.string:
      return binary ? `binary(${column.meta})` : `char(${characters})`;
    case TYPE.blob:
    case TYPE.tinyBlob:
    case TYPE.mediumBlob:
    case TYPE.longBlob:
      return `${SIZES[column.meta] ?? ''}${binary ? 'blob' : 'text'}`;
    case TYPE.json:
      return 'json';
    case TYPE.geometry:
      return 'geometry';
    case TYPE.enum:
    case TYPE.set:
      return `${column.type === TYPE.enum ? 'enum' : 'set'}(${column.members
        .map((member) => `'${memberText(member, column, charsets).replaceAll("'", "''")}'`)
        .join(',')})`;
    default:
      return `type ${column.type}`;
  }
}

/** Members come as bytes; see `readTableMap`. */
export function memberText(member: string, column: LoggedColumn, charsets: Charsets): string {
  const bytes = Buffer.from(member, 'latin1');
  return (charsets.get(column.collation) ?? charsets.get(BINARY_COLLATION))?.decode(bytes, 0, bytes.length) ?? member;
}

/** What the log can tell of a type. */
export function essence(nativeType: string): string {
  const native = nativeType.replace(/ zerofill| \/\*.*\*\//gi, '');
  if (/^(enum|set)/i.test(native)) return native;
  const lower = native.toLowerCase();
  if (/^(tiny|small|medium|big)?int|^year/.test(lower)) return lower.replace(/\(\d+\)/, '').replace(/^integer/, 'int');
  if (/^(float|double)/.test(lower)) return lower.replace(/\([\d,]+\)/, '');
  if (/^(point|linestring|polygon|multi|geom)/.test(lower)) return 'geometry';
  if (lower === 'json') return 'longtext';
  if (lower === 'uuid' || lower === 'inet6') return 'binary(16)';
  if (lower === 'inet4') return 'binary(4)';
  return lower;
}

/** A column we know whose type the log's column can be. */
export function sameColumn(logged: string, known: ColumnShape): boolean {
  const [left, right] = [essence(logged), essence(known.nativeType)];
  // MySQL's own JSON is JSON in the log too.
  return left === right || (logged === 'json' && known.nativeType === 'json');
}

/**
 * The shape of the table that the log's rows have. Columns are those of the first list where one of that name and type is known.
 * @param known the shape in use, then (when asked for) the one of today
 */
export function loggedShape(table: LoggedTable, charsets: Charsets, known: readonly TableShape[]): TableShape {
  const columns = table.columns.map((column): ColumnShape => {
    const native = loggedType(column, charsets);
    for (const shape of known) {
      const same = shape.columns.find((each) => each.name === column.name);
      if (same && sameColumn(native, same)) return { ...same, nullable: column.nullable };
    }
    return { name: column.name, type: columnType(native), nativeType: native, nullable: column.nullable };
  });
  const { comment } = known[0] ?? {};
  return {
    schema: table.schema,
    table: table.table,
    columns,
    key: table.key,
    identity: 'full',
    ...(comment === undefined ? {} : { comment }),
  };
}

/** Whether two shapes say the same of columns and key. */
export function sameShape(a: TableShape, b: TableShape): boolean {
  return (
    a.columns.length === b.columns.length &&
    a.key.join('\0') === b.key.join('\0') &&
    a.columns.every((column, index) => {
      const other = b.columns[index];
      return (
        other !== undefined &&
        column.name === other.name &&
        column.nativeType === other.nativeType &&
        column.nullable === other.nullable
      );
    })
  );
}
