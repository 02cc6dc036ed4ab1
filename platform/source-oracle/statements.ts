import type { TableShape } from '@platform/sources';
import { bindOf, boundAs, columnsOf, expression, quoted } from './columns.ts';

/** Rows whose key is above `from` (null: from the beginning) and not above `to` (null: to the end). */
export type KeyRange = { readonly from: readonly string[] | null; readonly to: readonly string[] | null };
export type Statement = { readonly text: string; readonly binds: readonly string[] };

export const tableOf = (shape: { schema: string; table: string }): string =>
  `${quoted(shape.schema)}.${quoted(shape.table)}`;

/** The where of a range: `(a > :1 or (a = :2 and b > :3))`, every value bound. */
export function rangeCondition(shape: TableShape, range: KeyRange, binds: string[]): string {
  const key = columnsOf(shape, shape.key);
  const bind = (index: number, values: readonly string[]): string => {
    const column = key[index];
    if (column === undefined) return 'null';
    binds.push(bindOf(column, values[index] ?? ''));
    return boundAs(column, binds.length);
  };
  const beyond = (values: readonly string[], strict: string, last: string): string =>
    `(${key
      .map((column, index) => {
        const equal = key.slice(0, index).map((before, place) => `${quoted(before.name)} = ${bind(place, values)}`);
        const operator = index === key.length - 1 ? last : strict;
        return `(${[...equal, `${quoted(column.name)} ${operator} ${bind(index, values)}`].join(' and ')})`;
      })
      .join(' or ')})`;
  const parts: string[] = [];
  if (range.from !== null) parts.push(beyond(range.from, '>', '>'));
  if (range.to !== null) parts.push(beyond(range.to, '<', '<='));
  return parts.length === 0 ? '1 = 1' : parts.join(' and ');
}

export function readChunk(shape: TableShape, columns: readonly string[], range: KeyRange): Statement {
  const binds: string[] = [];
  const list = columnsOf(shape, columns).map(expression).join(', ');
  return { text: `select ${list} from ${tableOf(shape)} where ${rangeCondition(shape, range, binds)}`, binds };
}

/** The key of the row `rows` after `from`: the end of a chunk; read from the key's index. */
export function nextCut(shape: TableShape, from: readonly string[] | null, rows: number): Statement {
  const binds: string[] = [];
  const key = columnsOf(shape, shape.key);
  const order = key.map((column) => quoted(column.name)).join(', ');
  const condition = rangeCondition(shape, { from, to: null }, binds);
  return {
    text: `select ${key.map(expression).join(', ')} from ${tableOf(shape)} where ${condition} order by ${order} offset ${Math.trunc(rows) - 1} rows fetch next 1 rows only`,
    binds,
  };
}

/** The cursor's own value stands last in each row. */
export function readFromCursor(
  shape: TableShape,
  columns: readonly string[],
  cursor: string,
  from: string | null,
): Statement {
  const read = columnsOf(shape, [...columns, cursor]);
  const column = read[read.length - 1] as (typeof read)[number];
  const binds = from === null ? [] : [bindOf(column, from)];
  const condition = from === null ? `${quoted(cursor)} is not null` : `${quoted(cursor)} >= ${boundAs(column, 1)}`;
  return {
    text: `select ${read.map(expression).join(', ')} from ${tableOf(shape)} where ${condition} order by ${quoted(cursor)}`,
    binds,
  };
}

export function readSample(shape: TableShape, columns: readonly string[], rows: number): Statement {
  const list = columnsOf(shape, columns).map(expression).join(', ');
  return {
    text: `select ${list} from ${tableOf(shape)} where rownum <= :1`,
    binds: [String(Math.max(0, Math.trunc(rows)))],
  };
}
