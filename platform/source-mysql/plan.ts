import mysql from 'mysql2';
import { sourceErrors, type Chunk, type TableShape, type Value } from '@platform/sources';
import { called, columnType, kindOf } from './columns.ts';
import type { Link } from './connect.ts';
import { fromTable } from './read-rows.ts';

/** Rows whose key is above `from` (null: from the beginning) and not above `to` (null: to the end); key values in their text form, bytes as `\x…`. */
export type KeyRange = { readonly from: readonly string[] | null; readonly to: readonly string[] | null };

const WHOLE: KeyRange = { from: null, to: null };

/**
 * Cuts a table into chunks by its primary key. Whole-number keys are halved with the optimizer's estimates of ranges (EXPLAIN reads a few pages);
 * other keys are walked along the index, one jump a chunk. Tables without a key, or with one whose order cannot be asked for (float, enum, set, bit),
 * are one chunk.
 */
export async function planChunks(link: Link, shape: TableShape, rowsPerChunk: number): Promise<Chunk[]> {
  const ranges = await cut(link, shape, rowsPerChunk);
  return ranges.map(({ range, rows }, no) => ({
    no,
    part: range,
    ...(rows === undefined ? {} : { estimatedRows: rows }),
  }));
}

type Estimated = { range: KeyRange; rows?: number };

async function cut(link: Link, shape: TableShape, rowsPerChunk: number): Promise<Estimated[]> {
  const key = shape.key.map((name) => shape.columns.find((column) => column.name === name));
  const estimate = shape.estimatedRows;
  const whole: Estimated[] = [{ range: WHOLE, ...(estimate === undefined ? {} : { rows: estimate }) }];
  if (key.length === 0 || !key.every((column) => column !== undefined && ordered(column.nativeType))) return whole;
  const [first] = key;
  if (key.length === 1 && first !== undefined && isWhole(first.nativeType))
    return halve(link, shape, first.name, rowsPerChunk);
  return walk(link, shape, rowsPerChunk);
}

const isWhole = (nativeType: string): boolean =>
  kindOf(nativeType) === 'number' && !/^(decimal|year)/i.test(nativeType);

/** Whether comparing with a literal goes by the index's order. */
function ordered(nativeType: string): boolean {
  const kind = kindOf(nativeType);
  if (/^(enum|set)/i.test(nativeType)) return false;
  return ['text', 'number', 'boolean', 'date', 'datetime', 'bytes', 'uuid', 'timestamp'].includes(kind);
}

/** How many ranges are asked for at most; enough for 10 billion rows in chunks of a million. */
const MOST_QUESTIONS = 40_000;

async function halve(link: Link, shape: TableShape, column: string, rowsPerChunk: number): Promise<Estimated[]> {
  const name = mysql.escapeId(column, true);
  const [ends] = await link.ask(`select min(${name}) as low, max(${name}) as high from ${fromTable(shape)}`);
  if (ends?.['low'] == null || ends['high'] == null) return [{ range: WHOLE, rows: 0 }];
  let questions = 0;
  const rowsIn = async (low: bigint, high: bigint): Promise<number> => {
    questions += 1;
    const [plan] = await link.ask(`explain select ${name} from ${fromTable(shape)} where ${name} between ? and ?`, [
      low,
      high,
    ]);
    return Number(plan?.['rows'] ?? 0);
  };
  type Part = { low: bigint; high: bigint; rows: number };
  const parts: Part[] = [];
  const low = BigInt(ends['low']);
  const high = BigInt(ends['high']);
  const open: Part[] = [{ low, high, rows: await rowsIn(low, high) }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part.rows <= rowsPerChunk * 1.5 || part.low === part.high || questions > MOST_QUESTIONS) {
      parts.push(part);
      continue;
    }
    const middle = (part.low + part.high) >> 1n;
    // The right half first, so that the left one is taken next and the parts come in order.
    open.push({ low: middle + 1n, high: part.high, rows: await rowsIn(middle + 1n, part.high) });
    open.push({ low: part.low, high: middle, rows: await rowsIn(part.low, middle) });
  }
  // Gaps leave small parts: neighbours that fit are read together.
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last && last.rows + part.rows <= rowsPerChunk) {
      last.high = part.high;
      last.rows += part.rows;
    } else joined.push({ ...part });
  }
  return joined.map((part, index) => ({
    range: {
      from: index === 0 ? null : [String(joined[index - 1]?.high)],
      to: index === joined.length - 1 ? null : [String(part.high)],
    },
    rows: part.rows,
  }));
}

async function walk(link: Link, shape: TableShape, rowsPerChunk: number): Promise<Estimated[]> {
  const names = shape.key.map((name) => mysql.escapeId(name, true));
  const list = shape.key
    .map(
      (name, index) =>
        (isBytes(shape, name) ? `concat('\\\\x', hex(${names[index]}))` : names[index]) + ` as k${index}`,
    )
    .join(', ');
  const cuts: Estimated[] = [];
  let from: string[] | null = null;
  for (;;) {
    const rows: Record<string, string | null>[] = await link.ask(
      `select ${list} from ${fromTable(shape)} where ${condition(shape, { from, to: null })}
        order by ${names.join(', ')} limit 1 offset ${rowsPerChunk - 1}`,
    );
    const row = rows[0];
    if (row === undefined) break;
    const to = shape.key.map((_, index) => row[`k${index}`] ?? '');
    // A key that is not above the last one would be asked for again without end.
    if (to.join('\0') === from?.join('\0'))
      throw sourceErrors.failed({ place: called(shape), reason: '主键次序异常 / the key does not grow' });
    cuts.push({ range: { from, to }, rows: rowsPerChunk });
    from = to;
  }
  cuts.push({ range: { from, to: null } });
  return cuts;
}

const isBytes = (shape: TableShape, name: string): boolean =>
  columnType(shape.columns.find((column) => column.name === name)?.nativeType ?? '') === 'bytes';

/** The where of a range, its values quoted by the driver. */
export function condition(shape: TableShape, range: KeyRange): string {
  const parts: string[] = [];
  if (range.from !== null) parts.push(beyond(shape, range.from, '>', '>'));
  if (range.to !== null) parts.push(beyond(shape, range.to, '<', '<='));
  return parts.length === 0 ? 'true' : parts.join(' and ');
}

/** `(a, b) > (x, y)` spelled out, with a bound on the first column alone, since row comparisons do not use the index. */
function beyond(shape: TableShape, values: readonly string[], strict: string, last: string): string {
  const literals = shape.key.map((name, index) => keyLiteral(shape, name, values[index] ?? ''));
  const names = shape.key.map((name) => mysql.escapeId(name, true));
  const alternatives = names.map((name, index) => {
    const equal = names.slice(0, index).map((each, before) => `${each} = ${literals[before]}`);
    return [...equal, `${name} ${index === names.length - 1 ? last : strict} ${literals[index]}`].join(' and ');
  });
  if (names.length === 1) return alternatives[0] as string;
  return `${names[0]} ${strict}= ${literals[0]} and (${alternatives.map((each) => `(${each})`).join(' or ')})`;
}

/** A value of a key column as a literal of its type: numbers unquoted (quoted ones would be compared as floats), bytes in hex. */
export function keyLiteral(shape: TableShape, name: string, value: Exclude<Value, null>): string {
  const native = shape.columns.find((column) => column.name === name)?.nativeType ?? '';
  switch (kindOf(native)) {
    case 'number':
    case 'double':
    case 'float':
      if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return mysql.escape(value);
      return value;
    case 'boolean':
      return value === 't' ? '1' : value === 'f' ? '0' : mysql.escape(Number(value));
    case 'bytes':
      return mysql.escape(Buffer.from(value.replace(/^\\x/, ''), 'hex'));
    case 'timestamp':
      return mysql.escape(value.replace(/\+00$/, ''));
    default:
      return mysql.escape(value);
  }
}
