import { copyRows, sql, type Sql, type Tx } from '@platform/database';

export type DifferenceKind = 'missing' | 'extra' | 'changed';
export type DifferenceState = 'suspected' | 'differs' | 'mended' | 'in-motion' | 'refused';

export type RangeRow = { no: number; source_rows: bigint; lake_rows: bigint; sealed: Buffer };
export type DifferingRow = {
  id: string;
  range_no: number;
  kind: DifferenceKind;
  state: DifferenceState;
  items: string[];
  sealed: Buffer;
};

export const rangeContext = (reconciliation: string, no: number): string =>
  `reconciliations.differing_range:${reconciliation}:${no}`;
export const rowContext = (id: string): string => `reconciliations.differing_row:${id}`;

const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

export async function keepRanges(
  tx: Tx,
  reconciliation: string,
  ranges: readonly { no: number; sourceRows: number; lakeRows: number; sealed: Buffer }[],
): Promise<void> {
  await tx.run(sql`delete from reconciliations.differing_range where reconciliation_id = ${reconciliation}`);
  await copyRows(
    tx,
    {
      schema: 'reconciliations',
      table: 'differing_range',
      columns: ['reconciliation_id', 'no', 'source_rows', 'lake_rows', 'sealed'],
    },
    ranges.map((range) => [
      reconciliation,
      String(range.no),
      String(range.sourceRows),
      String(range.lakeRows),
      hex(range.sealed),
    ]),
  );
}

export function allRanges(tx: Tx, reconciliation: string): Promise<RangeRow[]> {
  return tx.rows<RangeRow>(
    sql`select no, source_rows, lake_rows, sealed from reconciliations.differing_range where reconciliation_id = ${reconciliation} order by no`,
  );
}

export type CountedRange = RangeRow & { missing: number; extra: number; changed: number; mended: number };

/** Ranges with what was found in them, in their order. */
export function listRanges(
  tx: Tx,
  reconciliation: string,
  after: number | undefined,
  limit: number,
): Promise<CountedRange[]> {
  return tx.rows<CountedRange>(sql`
    select g.no, g.source_rows, g.lake_rows, g.sealed, d.* from reconciliations.differing_range g cross join lateral (
      select (count(*) filter (where kind = 'missing' and state in ('differs', 'mended')))::int as missing,
        (count(*) filter (where kind = 'extra' and state in ('differs', 'mended')))::int as extra,
        (count(*) filter (where kind = 'changed' and state in ('differs', 'mended')))::int as changed,
        (count(*) filter (where state = 'mended'))::int as mended
      from reconciliations.differing_row w where w.reconciliation_id = g.reconciliation_id and w.range_no = g.no) d
    where g.reconciliation_id = ${reconciliation} and g.no > ${after ?? -1} order by g.no limit ${limit}`);
}

/** Puts the suspects of one reading aside, instead of those an earlier try had found. */
export async function keepSuspects(
  tx: Tx,
  reconciliation: string,
  rows: readonly { id: string; rangeNo: number; kind: DifferenceKind; sealed: Buffer }[],
  fromStart: boolean,
): Promise<void> {
  if (fromStart)
    await tx.run(sql`delete from reconciliations.differing_row where reconciliation_id = ${reconciliation}`);
  await copyRows(
    tx,
    {
      schema: 'reconciliations',
      table: 'differing_row',
      columns: ['id', 'reconciliation_id', 'range_no', 'kind', 'state', 'sealed'],
    },
    rows.map((row) => [row.id, reconciliation, String(row.rangeNo), row.kind, 'suspected', hex(row.sealed)]),
  );
}

/** Rows in one of these states, in order of their ids. */
export function rowsIn(
  tx: Tx,
  reconciliation: string,
  filter: {
    states: readonly DifferenceState[];
    asked?: boolean;
    kind?: DifferenceKind | undefined;
    rangeNo?: number | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<DifferingRow[]> {
  const conditions: Sql[] = [sql`reconciliation_id = ${reconciliation}`, sql`state = any(${[...filter.states]})`];
  if (filter.asked) conditions.push(sql`asked_by is not null`);
  if (filter.kind !== undefined) conditions.push(sql`kind = ${filter.kind}`);
  if (filter.rangeNo !== undefined) conditions.push(sql`range_no = ${filter.rangeNo}`);
  if (filter.after !== undefined) conditions.push(sql`id > ${filter.after}::uuid`);
  return tx.rows<DifferingRow>(sql`select id, range_no, kind, state, items, sealed from reconciliations.differing_row
    where ${sql.join(conditions, ' and ')} order by id limit ${filter.limit}`);
}

export function findRow(tx: Tx, reconciliation: string, id: string): Promise<DifferingRow | undefined> {
  return tx.first<DifferingRow>(sql`select id, range_no, kind, state, items, sealed from reconciliations.differing_row
    where reconciliation_id = ${reconciliation} and id = ${id} and state <> 'suspected'`);
}

export async function countRows(tx: Tx, reconciliation: string, state: DifferenceState): Promise<number> {
  const { rows } = await tx.one<{ rows: bigint }>(
    sql`select count(*) as rows from reconciliations.differing_row where reconciliation_id = ${reconciliation} and state = ${state}`,
  );
  return Number(rows);
}

/** Rows that turned out to be equal when looked at again. */
export async function dropRows(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.run(sql`delete from reconciliations.differing_row where id = any(${[...ids]}::uuid[])`);
}

/** What the last look said of a row; without `sealed` it keeps what it had. */
export type JudgedRow = Pick<DifferingRow, 'id' | 'kind' | 'state' | 'items'> & { sealed?: Buffer };

/** Writes down what was seen of rows; they are asked for no longer. */
export async function judgeRows(tx: Tx, rows: readonly JudgedRow[]): Promise<void> {
  const given = rows.map(({ id, kind, state, items, sealed }) => ({
    id,
    kind,
    state,
    items,
    sealed: sealed?.toString('base64') ?? null,
  }));
  await tx.run(sql`update reconciliations.differing_row w set kind = g.kind, state = g.state, items = g.items,
      sealed = coalesce(decode(g.sealed, 'base64'), w.sealed), asked_by = null
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g(id uuid, kind text, state text, items text[], sealed text) where w.id = g.id`);
}

/** Asks for rows that differ (all, or these) to be mended; how many. */
export async function askToMend(
  tx: Tx,
  reconciliation: string,
  ids: readonly string[] | undefined,
  by: string,
): Promise<number> {
  const which = ids ? sql` and id = any(${[...ids]}::uuid[])` : sql``;
  return tx.run(sql`update reconciliations.differing_row set asked_by = ${by}
    where reconciliation_id = ${reconciliation} and state in ('differs', 'in-motion')${which}`);
}

/** Nobody waits for these any more. */
export async function askNoMore(tx: Tx, reconciliation: string): Promise<void> {
  await tx.run(
    sql`update reconciliations.differing_row set asked_by = null where reconciliation_id = ${reconciliation} and asked_by is not null`,
  );
}
