import { sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeTable, type LakeType } from '@platform/lake';

/** `at`: the row must not have changed since. */
export type HeldText = { key: string[]; value: string | null; at?: string };

const CASTS = {
  text: sql`text`,
  date: sql`date`,
  integer: sql`bigint`,
  boolean: sql`boolean`,
  number: sql`numeric`,
  timestamp: sql`timestamp`,
} as const;

/** Writes one item of rows of a line, where it is another; their batch with it. @returns rows changed */
export async function fillRows(
  tx: Tx,
  lineId: string,
  to: {
    table: LakeTable;
    item: { name: string; type: LakeType };
    batchId: string;
    at: Date;
  },
  rows: readonly HeldText[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { table, item } = to;
  const castOf = (name: string) => {
    const type = table.columns.find((column) => column.name === name)?.type;
    return CASTS[type as keyof typeof CASTS] ?? CASTS.text;
  };
  const same = sql.join(
    table.key.map((name, place) => sql`r.${lakeColumn(name)} = (given.key ->> ${place}::int)::${castOf(name)}`),
    ' and ',
  );
  const given = JSON.stringify(rows);
  return tx.run(sql`update ${table.at} r set ${lakeColumn(item.name)} = given.value::${castOf(item.name)}, _load = ${to.batchId}, _at = ${to.at},
      _row_hash = null
    from jsonb_to_recordset(${given}::jsonb) as given (key jsonb, value text, at timestamptz)
    where ${same} and r._source = ${lineId} and (given.at is null or r._at <= given.at) and r.${lakeColumn(item.name)} is distinct from given.value::${castOf(item.name)}`);
}
