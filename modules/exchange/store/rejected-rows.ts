import { copyRows, sql, type Tx } from '@platform/database';
import type { Reason } from '../domain/reasons.ts';

export type RejectedRow = { id: string; row_no: bigint; reasons: Reason[]; sealed: Buffer };

/** What the sealer binds a rejected row to. */
export function rejectedContext(loadId: string, rowNo: number | bigint): string {
  return `exchange.rejected_row:${loadId}:${rowNo}`;
}

export async function keepRejectedRows(
  tx: Tx,
  loadId: string,
  rows: readonly { id: string; rowNo: number; reasons: Reason[]; sealed: Buffer }[],
): Promise<void> {
  await copyRows(
    tx,
    { schema: 'exchange', table: 'rejected_row', columns: ['id', 'load_id', 'row_no', 'reasons', 'sealed'] },
    rows.map((row) => [
      row.id,
      loadId,
      String(row.rowNo),
      JSON.stringify(row.reasons),
      `\\x${row.sealed.toString('hex')}`,
    ]),
  );
}

/** Rejected rows of a load in order of the source; with one reason only when given. */
export function listRejectedRows(
  tx: Tx,
  filter: {
    loadId: string;
    reason?: string | undefined;
    after?: { rowNo: number; id: string } | undefined;
    limit: number;
  },
): Promise<RejectedRow[]> {
  const conditions = [sql`load_id = ${filter.loadId}`];
  if (filter.reason !== undefined) conditions.push(sql`reasons @> ${JSON.stringify([{ code: filter.reason }])}::jsonb`);
  if (filter.after) conditions.push(sql`(row_no, id) > (${filter.after.rowNo}, ${filter.after.id}::uuid)`);
  return tx.rows<RejectedRow>(sql`select id, row_no, reasons, sealed from exchange.rejected_row
    where ${sql.join(conditions, ' and ')} order by row_no, id limit ${filter.limit}`);
}
