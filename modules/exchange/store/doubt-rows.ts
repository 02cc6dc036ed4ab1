import { sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeTable } from '@platform/lake';

/** The rows of these keys may be other than their hash says (that is why they are read anew): it counts no more. */
export async function doubtRows(
  tx: Tx,
  table: LakeTable,
  lineId: string,
  keys: readonly (readonly string[])[],
): Promise<void> {
  if (keys.length === 0) return;
  const same = sql.join(
    table.key.map((name, place) => sql`r.${lakeColumn(name)}::text = given.key ->> ${place}::int`),
    ' and ',
  );
  await tx.run(sql`update ${table.at} r set _row_hash = '' from jsonb_array_elements(${JSON.stringify(keys)}::jsonb) as given (key)
    where ${same} and r._source = ${lineId}`);
}
