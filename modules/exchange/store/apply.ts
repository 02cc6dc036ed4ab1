import { copyBytes, sql, type Sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeTable } from '@platform/lake';

// What the rail does to a raw table. Keys and values are in the lake's text form.

const ARRAYS: Readonly<Record<string, Sql>> = {
  text: sql`::text[]`,
  date: sql`::date[]`,
  integer: sql`::bigint[]`,
  boolean: sql`::boolean[]`,
};

const NAMES = [sql`k0`, sql`k1`, sql`k2`, sql`k3`, sql`k4`, sql`k5`, sql`k6`, sql`k7`];

/** The keys as a condition on the table `r`, with a relation `k` to join where there are several columns. */
function joined(table: LakeTable, keys: readonly (readonly string[])[]): { relation: Sql | undefined; on: Sql } {
  if (table.key.length > NAMES.length) throw new RangeError(`A key of more than ${NAMES.length} items: ${table.name}`);
  if (table.key.length === 1) {
    const name = table.key[0] as string;
    const type = ARRAYS[table.columns.find((column) => column.name === name)?.type ?? 'text'] as Sql;
    // Found in the order of the index, at less than half the cost of a join.
    return { relation: undefined, on: sql`r.${lakeColumn(name)} = any(${arrayText(keys, 0)}${type})` };
  }
  const columns = table.key.map((name, place) => ({
    name,
    alias: NAMES[place] as Sql,
    values: sql`${arrayText(keys, place)}${ARRAYS[table.columns.find((column) => column.name === name)?.type ?? 'text'] as Sql}`,
  }));
  const values = sql.join(
    columns.map((column) => column.values),
    ', ',
  );
  const aliases = sql.join(
    columns.map((column) => column.alias),
    ', ',
  );
  return {
    relation: sql`unnest(${values}) as k (${aliases})`,
    on: sql.join(
      columns.map((column) => sql`r.${lakeColumn(column.name)} = k.${column.alias}`),
      ' and ',
    ),
  };
}

const BARE = /^[A-Za-z0-9_.:-]+$/;

/** PostgreSQL's text form of an array. Long ones: the driver's own way would take longer than the statement. */
function arrayText(keys: readonly (readonly string[])[], place: number): string {
  let text = '{';
  for (const key of keys) {
    const value = key[place] as string;
    if (text.length > 1) text += ',';
    text += BARE.test(value) && value !== 'null' && value !== 'NULL' ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
  }
  return `${text}}`;
}

/** Removes rows by key; of one line only when `source` is given. @returns rows removed */
export function deleteRows(
  tx: Tx,
  table: LakeTable,
  keys: readonly (readonly string[])[],
  source?: string,
): Promise<number> {
  if (keys.length === 0) return Promise.resolve(0);
  const { relation, on } = joined(table, keys);
  const own = source === undefined ? sql`` : sql` and r._source = ${source}`;
  const using = relation === undefined ? sql`` : sql` using ${relation}`;
  return tx.run(sql`delete from ${table.at} r${using} where ${on}${own}`);
}

/** Removes all rows of a line. @returns rows removed */
export function emptyLine(tx: Tx, table: LakeTable, source: string): Promise<number> {
  return tx.run(sql`delete from ${table.at} where _source = ${source}`);
}

/** The items of the rows of these keys, as text. */
export async function readRows(
  tx: Tx,
  table: LakeTable,
  items: readonly string[],
  keys: readonly (readonly string[])[],
): Promise<(string | null)[][]> {
  if (keys.length === 0) return [];
  const { relation, on } = joined(table, keys);
  const values = sql.join(
    items.map((name) => sql`r.${lakeColumn(name)}::text`),
    ', ',
  );
  const from = relation === undefined ? sql`` : sql`, ${relation}`;
  const rows = await tx.rows<{ values: (string | null)[] }>(
    sql`select distinct array[${values}] as values from ${table.at} r${from} where ${on}`,
  );
  return rows.map((row) => row.values);
}

/** Writes rows, lines of text COPY with the items, `_source`, `_load` and `_at`. @throws 23505 when a key is there already */
export async function putRows(
  tx: Tx,
  table: LakeTable,
  items: readonly string[],
  pieces: Iterable<Buffer>,
): Promise<void> {
  await copyBytes(
    tx,
    { schema: 'lake', table: table.name, columns: [...items, '_source', '_load', '_at'] },
    inTurn(pieces),
  );
}

async function* inTurn(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* pieces;
}
