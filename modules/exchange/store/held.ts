import { sql, type Tx } from '@platform/database';

export type HeldState = 'held' | 'catalogued' | 'ignored';

export type HeldColumn = {
  lineId: string;
  column: string;
  type: string;
  firstSeenAt: Date;
  state: HeldState;
  item: string | null;
  /** Values that wait. */
  values: number;
};

/** What the sealer binds a held value to; `key` in the order of the resource's key. */
export function heldContext(lineId: string, column: string, key: readonly string[]): string {
  return `exchange.held_value:${lineId}:${column}:${JSON.stringify(key)}`;
}

/** Notes a column that no item takes; what is to be done with its values: `ignored` ones need not be kept. */
export async function holdColumn(
  tx: Tx,
  column: { lineId: string; column: string; type: string; at: Date },
): Promise<HeldState> {
  await tx.run(sql`insert into exchange.held_column (line_id, column_name, column_type, first_seen_at)
    values (${column.lineId}, ${column.column}, ${column.type}, ${column.at}) on conflict (line_id, column_name) do nothing`);
  const row = await tx.one<{ state: HeldState }>(
    sql`select state from exchange.held_column where line_id = ${column.lineId} and column_name = ${column.column}`,
  );
  return row.state;
}

/**
 * Keeps the newest values of a held column, a key each; each sealed under {@link heldContext}, null where the row has none (any more). Of one
 * key twice the last one counts.
 */
export async function holdValues(
  tx: Tx,
  lineId: string,
  column: string,
  values: readonly { key: readonly string[]; sealed: Buffer | null; at: Date }[],
): Promise<void> {
  const newest = [...new Map(values.map((value) => [JSON.stringify(value.key), value])).entries()];
  const there = newest.flatMap(([key, { sealed, at }]) => (sealed === null ? [] : [{ key, sealed, at }]));
  const gone = newest.flatMap(([key, { sealed }]) => (sealed === null ? [key] : []));
  if (gone.length > 0)
    await tx.run(sql`delete from exchange.held_value where line_id = ${lineId} and column_name = ${column}
      and key in (select k::jsonb from unnest(${gone}::text[]) as v (k))`);
  if (there.length > 0)
    await tx.run(sql`insert into exchange.held_value (line_id, column_name, key, sealed, at)
      select ${lineId}, ${column}, k::jsonb, s, a from unnest(${there.map((one) => one.key)}::text[], ${there.map((one) => one.sealed)}::bytea[],
        ${there.map((one) => one.at)}::timestamptz[]) as v (k, s, a)
      on conflict (line_id, column_name, key) do update set sealed = excluded.sealed, at = excluded.at`);
}

/** The rows of these keys are gone at the source: their held values go as well. */
export async function dropHeldValues(tx: Tx, lineId: string, keys: readonly (readonly string[])[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.run(sql`delete from exchange.held_value where line_id = ${lineId}
    and key in (select k::jsonb from unnest(${keys.map((key) => JSON.stringify(key))}::text[]) as v (k))`);
}

type Row = {
  line_id: string;
  column_name: string;
  column_type: string;
  first_seen_at: Date;
  state: HeldState;
  item: string | null;
  values: bigint;
};

function heldOf(row: Row): HeldColumn {
  return {
    lineId: row.line_id,
    column: row.column_name,
    type: row.column_type,
    firstSeenAt: row.first_seen_at,
    state: row.state,
    item: row.item,
    values: Number(row.values),
  };
}

/** Held columns of a line, also those that were dealt with. */
export async function listHeldColumns(tx: Tx, lineId: string): Promise<HeldColumn[]> {
  const rows = await tx.rows<Row>(sql`select line_id, column_name, column_type, first_seen_at, state, item,
      (select count(*) from exchange.held_value v where v.line_id = c.line_id and v.column_name = c.column_name) as values
    from exchange.held_column c where line_id = ${lineId} order by first_seen_at, column_name`);
  return rows.map(heldOf);
}

/** The column, locked until the transaction ends. */
export async function lockHeldColumn(tx: Tx, lineId: string, column: string): Promise<HeldColumn | undefined> {
  const row =
    await tx.first<Row>(sql`select line_id, column_name, column_type, first_seen_at, state, item, 0::bigint as values
    from exchange.held_column where line_id = ${lineId} and column_name = ${column} for update`);
  return row && heldOf(row);
}

/** Columns that wait for a decision, by line. */
export async function countHeld(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.rows<{ line_id: string; count: bigint }>(
    sql`select line_id, count(*) as count from exchange.held_column where state = 'held' group by line_id`,
  );
  return new Map(rows.map((row) => [row.line_id, Number(row.count)]));
}

/** Held values of a column in order of their keys, above `after`. */
export function takeHeldValues(
  tx: Tx,
  lineId: string,
  column: string,
  page: { after?: readonly string[] | undefined; limit: number },
): Promise<{ key: string[]; sealed: Buffer; at: Date }[]> {
  const above = page.after === undefined ? sql`true` : sql`key > ${JSON.stringify(page.after)}::jsonb`;
  return tx.rows(sql`select key, sealed, at from exchange.held_value where line_id = ${lineId} and column_name = ${column} and ${above}
    order by key limit ${page.limit}`);
}

/** Someone decided about the column; its held values go: filled in, or not wanted. */
export async function endHeldColumn(
  tx: Tx,
  lineId: string,
  column: string,
  ended: { state: 'catalogued' | 'ignored'; item?: string | undefined; at: Date; by: string },
): Promise<void> {
  await tx.run(sql`update exchange.held_column set state = ${ended.state}, item = ${ended.item ?? null}, ended_at = ${ended.at}, ended_by = ${ended.by}
    where line_id = ${lineId} and column_name = ${column}`);
  await tx.run(sql`delete from exchange.held_value where line_id = ${lineId} and column_name = ${column}`);
}

/** The item under which a held column was catalogued. */
export async function findHeldItem(tx: Tx, lineId: string, column: string): Promise<string | undefined> {
  const row = await tx.first<{ item: string | null }>(
    sql`select item from exchange.held_column where line_id = ${lineId} and column_name = ${column} and state = 'catalogued'`,
  );
  return row?.item ?? undefined;
}

export async function dropHeldColumnValues(tx: Tx, lineId: string, column: string): Promise<void> {
  await tx.run(sql`delete from exchange.held_value where line_id = ${lineId} and column_name = ${column}`);
}
