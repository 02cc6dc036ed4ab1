import { sql, type Tx } from '@platform/database';

export type Given = { organisation: string; records: number };

/** Records that each organisation gave the hub in the period, by loads and by lines together. */
export async function recordsGiven(tx: Tx, from: Date, to: Date): Promise<Given[]> {
  const rows = await tx.rows<{ organisation: string; records: bigint }>(sql`
    select organisation, sum(records)::bigint as records from (
      select organisation, rows_good as records from exchange.load where state = 'done' and finished_at >= ${from} and finished_at < ${to}
      union all
      select l.organisation, m.inserted + m.updated + m.deleted from exchange.line_minute m join exchange.line l on l.id = m.line_id
        where m.minute >= ${from} and m.minute < ${to}
    ) given group by 1 having sum(records) > 0 order by 2 desc, 1`);
  return rows.map((row) => ({ organisation: row.organisation, records: Number(row.records) }));
}
