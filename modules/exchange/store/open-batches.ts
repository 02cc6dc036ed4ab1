import { sql, type Tx } from '@platform/database';

/** Rows that are in the lake under a batch of which `exchange.changes-applied` has not been told yet. */
export type OpenBatch = { lineId: string; batchId: string; inserted: number; updated: number; deleted: number };

/** Adds to a line's open batch; the sums. */
export async function keepOpenBatch(tx: Tx, batch: OpenBatch, at: Date): Promise<void> {
  await tx.run(sql`insert into exchange.open_batch as b (line_id, batch_id, since, inserted, updated, deleted)
    values (${batch.lineId}, ${batch.batchId}, ${at}, ${batch.inserted}, ${batch.updated}, ${batch.deleted})
    on conflict (line_id, batch_id) do update set inserted = b.inserted + excluded.inserted, updated = b.updated + excluded.updated,
      deleted = b.deleted + excluded.deleted`);
}

/**
 * Takes the open batches of a line, to be told in this transaction. Those that another transaction writes or takes at this moment are left to it:
 * waiting for one another, lanes side by side would lock each other out.
 */
export async function takeOpenBatches(tx: Tx, lineId: string): Promise<OpenBatch[]> {
  const rows = await tx.rows<{ batch_id: string; inserted: bigint; updated: bigint; deleted: bigint }>(
    sql`delete from exchange.open_batch where line_id = ${lineId} and batch_id in
      (select batch_id from exchange.open_batch where line_id = ${lineId} for update skip locked) returning batch_id, inserted, updated, deleted`,
  );
  return rows.map((row) => ({
    lineId,
    batchId: row.batch_id,
    inserted: Number(row.inserted),
    updated: Number(row.updated),
    deleted: Number(row.deleted),
  }));
}

/** Whether a line has batches of which nobody was told yet, as far as is committed. */
export async function hasOpenBatches(tx: Tx, lineId: string): Promise<boolean> {
  return (
    await tx.one<{ there: boolean }>(
      sql`select exists (select from exchange.open_batch where line_id = ${lineId}) as there`,
    )
  ).there;
}
