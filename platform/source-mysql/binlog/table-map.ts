import { Cursor } from './protocol.ts';

// TABLE_MAP: what a table looked like when the rows after it were written. With binlog_row_metadata=FULL it names columns, signs, character sets,
// members of enums and the primary key, so rows of the backlog are read by the shape they had and not by the one of today.

export const TYPE = {
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  newdate: 14,
  varchar: 15,
  bit: 16,
  timestamp2: 17,
  datetime2: 18,
  time2: 19,
  blobCompressed: 140,
  varcharCompressed: 141,
  vector: 242,
  json: 245,
  newdecimal: 246,
  enum: 247,
  set: 248,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

export type LoggedColumn = {
  readonly name: string;
  readonly type: number;
  /** Length, digits or bytes of length, by type. */
  readonly meta: number;
  /** Scale of a decimal. */
  readonly scale: number;
  readonly nullable: boolean;
  unsigned: boolean;
  /** Number of the collation of a text; 63 is bytes. */
  collation: number;
  members: readonly string[];
};

export type LoggedTable = {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly LoggedColumn[];
  /** Whether columns have names: else the log was written without FULL metadata. */
  readonly named: boolean;
  readonly key: readonly string[];
};

export const BINARY_COLLATION = 63;

/** Schema and table of a TABLE_MAP event, without the rest. `at` stands after the event's header. */
export function tableNameOf(buffer: Buffer, at: number): { id: number; schema: string; table: string } {
  const cursor = new Cursor(buffer, at + 8);
  const id = buffer.readUIntLE(at, 6);
  const schema = cursor.text();
  cursor.at += 1;
  const table = cursor.text();
  return { id, schema, table };
}

export function readTableMap(buffer: Buffer, at: number, end: number): LoggedTable {
  const cursor = new Cursor(buffer, at + 8);
  const schema = cursor.text();
  cursor.at += 1;
  const table = cursor.text();
  cursor.at += 1;
  const count = cursor.length();
  const types = cursor.bytes(count);
  const metaLength = cursor.length();
  const metaEnd = cursor.at + metaLength;
  const metas = Array.from(types, (type) => readMeta(type, cursor));
  cursor.at = metaEnd;
  const nulls = cursor.bytes((count + 7) >> 3);
  const columns = metas.map(
    (meta, index): LoggedColumn => ({
      ...meta,
      name: '',
      nullable: ((nulls[index >> 3] as number) & (1 << (index & 7))) !== 0,
      unsigned: false,
      collation: BINARY_COLLATION,
      members: [],
    }),
  );
  let names: string[] = [];
  let keyPlaces: number[] = [];
  while (cursor.at < end) {
    const kind = buffer[cursor.at++] as number;
    const length = cursor.length();
    const fieldEnd = cursor.at + length;
    const all = (): number[] => {
      const numbers: number[] = [];
      while (cursor.at < fieldEnd) numbers.push(cursor.length());
      return numbers;
    };
    if (kind === 1) readSigns(cursor, columns.filter(isNumeric));
    else if (kind === 2) setDefaultCharset(all(), columns.filter(isCharacter));
    else if (kind === 3) setCharsets(all(), columns.filter(isCharacter));
    else if (kind === 4) {
      names = [];
      while (cursor.at < fieldEnd) names.push(cursor.text());
    } else if (kind === 5 || kind === 6) {
      const wanted = kind === 5 ? TYPE.set : TYPE.enum;
      for (const column of columns.filter((each) => each.type === wanted)) {
        if (cursor.at >= fieldEnd) break;
        column.members = Array.from({ length: cursor.length() }, () => {
          const bytes = cursor.length();
          // Members may be in another character set; kept byte by byte until that is known.
          return cursor.bytes(bytes).toString('latin1');
        });
      }
    } else if (kind === 8) keyPlaces = all();
    else if (kind === 9) keyPlaces = all().filter((_, index) => index % 2 === 0);
    else if (kind === 10) setDefaultCharset(all(), columns.filter(hasMembers));
    else if (kind === 11) setCharsets(all(), columns.filter(hasMembers));
    cursor.at = fieldEnd;
  }
  const named = names.length === count;
  const finished = columns.map((column, index) => ({ ...column, name: names[index] ?? '' }));
  return { schema, table, columns: finished, named, key: keyPlaces.map((place) => names[place] ?? '') };
}

function readMeta(type: number, cursor: Cursor): { type: number; meta: number; scale: number } {
  const { buffer } = cursor;
  switch (type) {
    case TYPE.float:
    case TYPE.double:
    case TYPE.blob:
    case TYPE.tinyBlob:
    case TYPE.mediumBlob:
    case TYPE.longBlob:
    case TYPE.blobCompressed:
    case TYPE.geometry:
    case TYPE.vector:
    case TYPE.json:
    case TYPE.timestamp2:
    case TYPE.datetime2:
    case TYPE.time2:
      return { type, meta: buffer[cursor.at++] as number, scale: 0 };
    case TYPE.varchar:
    case TYPE.varString:
    case TYPE.varcharCompressed: {
      const meta = buffer.readUInt16LE(cursor.at);
      cursor.at += 2;
      return { type, meta, scale: 0 };
    }
    case TYPE.bit: {
      const bits = buffer[cursor.at++] as number;
      const bytes = buffer[cursor.at++] as number;
      return { type, meta: bytes * 8 + bits, scale: 0 };
    }
    case TYPE.newdecimal: {
      const precision = buffer[cursor.at++] as number;
      const scale = buffer[cursor.at++] as number;
      return { type, meta: precision, scale };
    }
    case TYPE.string:
    case TYPE.enum:
    case TYPE.set: {
      // The real type and the length share two bytes; lengths above 255 lend two bits of the type.
      const first = buffer[cursor.at++] as number;
      const second = buffer[cursor.at++] as number;
      if (first === TYPE.enum || first === TYPE.set) return { type: first, meta: second, scale: 0 };
      const long = (first & 0x30) === 0x30 ? 0 : ((first & 0x30) ^ 0x30) << 4;
      return { type: TYPE.string, meta: long | second, scale: 0 };
    }
    default:
      return { type, meta: 0, scale: 0 };
  }
}

const NUMERIC = new Set<number>([
  TYPE.tiny,
  TYPE.short,
  TYPE.int24,
  TYPE.long,
  TYPE.longlong,
  TYPE.newdecimal,
  TYPE.float,
  TYPE.double,
  TYPE.year,
]);
const CHARACTER = new Set<number>([
  TYPE.varchar,
  TYPE.varString,
  TYPE.string,
  TYPE.blob,
  TYPE.tinyBlob,
  TYPE.mediumBlob,
  TYPE.longBlob,
  TYPE.blobCompressed,
  TYPE.varcharCompressed,
]);
const isNumeric = (column: LoggedColumn): boolean => NUMERIC.has(column.type);
const isCharacter = (column: LoggedColumn): boolean => CHARACTER.has(column.type);
const hasMembers = (column: LoggedColumn): boolean => column.type === TYPE.enum || column.type === TYPE.set;

function readSigns(cursor: Cursor, columns: readonly LoggedColumn[]): void {
  for (const [index, column] of columns.entries())
    column.unsigned = ((cursor.buffer[cursor.at + (index >> 3)] as number) & (0x80 >> (index & 7))) !== 0;
}

function setDefaultCharset(
  [otherwise = BINARY_COLLATION, ...pairs]: readonly number[],
  columns: readonly LoggedColumn[],
): void {
  for (const column of columns) column.collation = otherwise;
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const column = columns[pairs[index] as number];
    if (column) column.collation = pairs[index + 1] as number;
  }
}

function setCharsets(collations: readonly number[], columns: readonly LoggedColumn[]): void {
  for (const [index, column] of columns.entries()) column.collation = collations[index] ?? BINARY_COLLATION;
}
