import { sql, type Tx } from '@platform/database';
import type { FerryChange } from '@platform/ferry';
import { lakeColumn, rawTable } from '@platform/lake';
import type { ResourceDefinition } from '@modules/catalogue/contract';

/** Up to here the line's changes are no longer in the stream. */
export async function streamFloor(tx: Tx, line: string): Promise<bigint> {
  const row = await tx.first<{ floor: bigint }>(sql`select floor from exchange.change_floor where line_id = ${line}`);
  return row?.floor ?? 0n;
}

/** The number of the line's newest change. */
export async function streamEnd(tx: Tx, line: string): Promise<bigint> {
  const row = await tx.one<{ seq: bigint }>(
    sql`select coalesce(max(seq), 0) as seq from exchange.change where line_id = ${line}`,
  );
  return row.seq;
}

export type StreamRow = {
  seq: bigint;
  op: FerryChange['op'];
  key: Record<string, string> | null;
  after: Record<string, string | null> | null;
  source_at: Date;
};

/** Changes of one line behind a number. One writer at a time writes them, so that numbers come in the order of commits. */
export function streamAfter(tx: Tx, line: string, seq: bigint, limit: number): Promise<StreamRow[]> {
  return tx.rows(sql`select seq, op, key, after, source_at from exchange.change
    where line_id = ${line} and seq > ${seq} order by seq limit ${limit}`);
}

/** Rows of a line in the lake behind a key, as texts in the order of the resource's items. */
export async function lakePage(
  tx: Tx,
  resource: ResourceDefinition,
  line: string,
  after: readonly string[] | null,
  limit: number,
): Promise<(string | null)[][]> {
  const table = rawTable(resource);
  const keys = sql.join(
    resource.key.map((name) => sql`${lakeColumn(name)}`),
    ', ',
  );
  const values = sql.join(
    resource.items.map((item) => sql`${lakeColumn(item.name)}::text`),
    ', ',
  );
  const behind =
    after === null
      ? sql`true`
      : sql`(${keys}) > (${sql.join(
          after.map((value) => sql`${value}`),
          ', ',
        )})`;
  const rows = await tx.rows<{ row: (string | null)[] }>(
    sql`select array[${values}] as row from ${table.at} where _source = ${line} and ${behind} order by ${keys} limit ${limit}`,
  );
  return rows.map(({ row }) => row);
}
