import pg from 'pg';
import type { Chunk, TableShape } from '@platform/sources';
import { storageOf, type Query } from './shape.ts';

/** A chunk of a PostgreSQL table: single rows by values of some columns, rows with `from < key <= to` (values as text, in key order), or blocks `from <= n < to` of one snapshot. */
export type Part =
  | { readonly kind: 'all' }
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly values: readonly (readonly string[])[] }
  | { readonly kind: 'keys'; readonly from?: readonly string[]; readonly to?: readonly string[] }
  | { readonly kind: 'blocks'; readonly from: number; readonly to?: number; readonly moment: string };

const quote = pg.escapeIdentifier;
export const tableName = (table: { schema: string; table: string }): string =>
  `${quote(table.schema)}.${quote(table.table)}`;

/** Up to so many rows the boundaries are found by walking the key's index; beyond, the planner's statistics are near enough. */
const WALKED = 20_000_000;

/** Types of key columns, for writing boundaries as literals; from the catalogue, never from what a caller says. */
export async function keyTypes(query: Query, oid: string, key: readonly string[]): Promise<string[]> {
  const rows = await query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1 and attname = any($2)`,
    [oid, [...key]],
  );
  const types = new Map(rows.map((row) => [row.name, row.type]));
  return key.map((name) => types.get(name) ?? 'text');
}

/** `(a, b) > (x, y)` with the values as literals of the columns' types: COPY takes no parameters. */
export function bound(
  key: readonly string[],
  types: readonly string[],
  operator: '>' | '<=',
  values: readonly string[],
): string {
  const literals = values.map((value, index) => `${pg.escapeLiteral(value)}::${types[index] as string}`);
  return `(${key.map(quote).join(', ')}) ${operator} (${literals.join(', ')})`;
}

/** `(a, b) in ((x, y), …)`, as {@link bound}. */
export function among(
  columns: readonly string[],
  types: readonly string[],
  values: readonly (readonly string[])[],
): string {
  const rows = values.map(
    (row) => `(${row.map((value, index) => `${pg.escapeLiteral(value)}::${types[index] as string}`).join(', ')})`,
  );
  return rows.length === 0 ? 'false' : `(${columns.map(quote).join(', ')}) in (${rows.join(', ')})`;
}

/**
 * The chunks of a table, without reading it.
 * @param version the server's, as `server_version_num`
 * @param moment takes hold of the moment at which all chunks of a table without key will be read; its name
 */
export async function planChunks(
  query: Query,
  table: TableShape,
  rowsPerChunk: number,
  version: number,
  moment: (file: string, of: number) => Promise<string>,
): Promise<Chunk[]> {
  const storage = await storageOf(query, table);
  const rows = table.estimatedRows ?? (await estimate(query, storage.oid, storage.blocks));
  if (storage.relkind === 'v' || storage.relkind === 'f') return whole(table.estimatedRows);
  if (table.key.length === 0) {
    // Blocks tell rows apart in a plain table only, and only PostgreSQL 14 reads a range of them without reading all.
    const plain = storage.relkind === 'r' || storage.relkind === 'm';
    const pieces = plain && version >= 140_000 && storage.blocks > 0 ? Math.ceil(rows / rowsPerChunk) : 1;
    if (pieces <= 1) return whole(rows);
    const count = Math.min(pieces, storage.blocks);
    return byBlocks(storage, count, rows, await moment(storage.file, count));
  }
  const bounds = await boundsOf(query, table, storage.oid, rows, rowsPerChunk);
  const each = Math.round(rows / (bounds.length + 1));
  return [...bounds, undefined].map((to, index): Chunk => {
    const from = bounds[index - 1];
    const part: Part = { kind: 'keys', ...(from ? { from } : {}), ...(to ? { to } : {}) };
    return { no: index, part, estimatedRows: each };
  });
}

const whole = (rows: number | undefined): Chunk[] => [
  { no: 0, part: { kind: 'all' } satisfies Part, ...(rows === undefined ? {} : { estimatedRows: rows }) },
];

function byBlocks(storage: { blocks: number }, count: number, rows: number, moment: string): Chunk[] {
  return Array.from({ length: count }, (_, no): Chunk => {
    const from = Math.floor((storage.blocks * no) / count);
    const last = no === count - 1;
    // The last has no end: rows may have been added since the table was measured.
    const to = last ? {} : { to: Math.floor((storage.blocks * (no + 1)) / count) };
    const part: Part = { kind: 'blocks', from, ...to, moment };
    return { no, part, estimatedRows: Math.round(rows / count) };
  });
}

/** Rows of a table that was never analysed: what the planner would guess from its size. */
async function estimate(query: Query, oid: string, blocks: number): Promise<number> {
  const [row] = await query<{ rows: string }>(
    `select coalesce(sum(greatest(c.reltuples, pg_relation_size(c.oid) / 200, 0)), 0)::bigint as rows
     from pg_partition_tree($1::oid::regclass) t join pg_class c on c.oid = t.relid`,
    [oid],
  );
  return Math.max(Number(row?.rows ?? 0), blocks > 0 ? 1 : 0);
}

async function boundsOf(
  query: Query,
  table: TableShape,
  oid: string,
  rows: number,
  rowsPerChunk: number,
): Promise<string[][]> {
  const types = await keyTypes(query, oid, table.key);
  const single = table.key.length === 1;
  if (single && /^(smallint|integer|bigint)$/.test(types[0] as string)) {
    const even = await evenSteps(query, table, rows, rowsPerChunk);
    if (even) return even;
  }
  if (rows > WALKED) {
    const known = await fromStatistics(query, table, rows, rowsPerChunk);
    if (known) return known;
  }
  return walked(query, table, types, rowsPerChunk);
}

/** Integers that leave few gaps are cut into equal steps: two looks at the index, whatever the size. */
async function evenSteps(
  query: Query,
  table: TableShape,
  rows: number,
  rowsPerChunk: number,
): Promise<string[][] | undefined> {
  const key = quote(table.key[0] as string);
  const [ends] = await query<{ least: string | null; most: string | null }>(
    `select min(${key}) as least, max(${key}) as most from ${tableName(table)}`,
  );
  if (!ends?.least || !ends.most) return [];
  const least = BigInt(ends.least);
  const span = BigInt(ends.most) - least + 1n;
  // Gaps: a step would hold fewer rows than it should, or, where estimates are old, more.
  if (span > BigInt(Math.ceil(rows * 1.5)) + BigInt(rowsPerChunk)) return undefined;
  const bounds: string[][] = [];
  for (let at = least + BigInt(rowsPerChunk) - 1n; at < least + span - 1n; at += BigInt(rowsPerChunk))
    bounds.push([at.toString()]);
  return bounds;
}

/** Very large tables: the quantiles that ANALYZE found for the key's first column, a hundred at least. */
async function fromStatistics(
  query: Query,
  table: TableShape,
  rows: number,
  rowsPerChunk: number,
): Promise<string[][] | undefined> {
  if (table.key.length > 1) return undefined;
  const [found] = await query<{ bounds: string[] | string | null }>(
    `select array_to_json(histogram_bounds::text::text[]) as bounds from pg_stats
     where schemaname = $1 and tablename = $2 and attname = $3 and not inherited`,
    [table.schema, table.table, table.key[0]],
  );
  if (!found?.bounds) return undefined;
  const all = typeof found.bounds === 'string' ? (JSON.parse(found.bounds) as string[]) : found.bounds;
  const inner = all.slice(1, -1);
  const wanted = Math.min(Math.ceil(rows / rowsPerChunk) - 1, inner.length);
  return Array.from({ length: wanted }, (_, index) => [
    inner[Math.floor((inner.length * (index + 1)) / (wanted + 1))] as string,
  ]);
}

/** Any key: each boundary is found from the one before by stepping over the index alone. */
async function walked(
  query: Query,
  table: TableShape,
  types: readonly string[],
  rowsPerChunk: number,
): Promise<string[][]> {
  const list = table.key.map(quote);
  const bounds: string[][] = [];
  for (;;) {
    const last = bounds.at(-1);
    const where = last ? ` where ${bound(table.key, types, '>', last)}` : '';
    const [row, next] = await query<Record<string, string>>(
      `select ${list.map((name, index) => `${name}::text as k${index}`).join(', ')} from ${tableName(table)}${where}
       order by ${list.join(', ')} offset ${Math.max(0, Math.floor(rowsPerChunk) - 1)} limit 2`,
    );
    // Behind the last row there is nothing to read.
    if (!row || !next) return bounds;
    bounds.push(list.map((_, index) => row[`k${index}`] as string));
  }
}
