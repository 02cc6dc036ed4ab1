import { sql, type Tx } from '@platform/database';

export type MinuteRow = {
  minute: Date;
  inserted: bigint;
  updated: bigint;
  deleted: bigint;
  rejected: bigint;
  bytes: bigint;
  lag_ms: number | null;
};

/** Adds to what passed on a line in the minute of `at`. `lagMs`: the greatest delay counts. */
export async function noteMinute(
  tx: Tx,
  lineId: string,
  passed: {
    at: Date;
    inserted: number;
    updated: number;
    deleted: number;
    rejected: number;
    bytes: number;
    transactions: number;
    lagMs?: number | undefined;
  },
): Promise<void> {
  await tx.run(sql`
    insert into exchange.line_minute as m (line_id, minute, inserted, updated, deleted, rejected, bytes, transactions, lag_ms)
    values (${lineId}, date_trunc('minute', ${passed.at}::timestamptz), ${passed.inserted}, ${passed.updated}, ${passed.deleted}, ${passed.rejected},
      ${passed.bytes}, ${passed.transactions}, ${passed.lagMs === undefined ? null : Math.round(passed.lagMs)})
    on conflict (line_id, minute) do update set inserted = m.inserted + excluded.inserted, updated = m.updated + excluded.updated,
      deleted = m.deleted + excluded.deleted, rejected = m.rejected + excluded.rejected, bytes = m.bytes + excluded.bytes,
      transactions = m.transactions + excluded.transactions, lag_ms = greatest(m.lag_ms, excluded.lag_ms)`);
}

/** Minutes in which something passed, in their order. */
export function listMinutes(tx: Tx, lineId: string, from: Date): Promise<MinuteRow[]> {
  return tx.rows(sql`select minute, inserted, updated, deleted, rejected, bytes, lag_ms from exchange.line_minute
    where line_id = ${lineId} and minute >= ${from} order by minute`);
}

export type LineFigures = { rows: number; minutes: number; lagMs: number | null };

/** Of each line since `from`: rows that passed, minutes in which any did, and the lag of the newest minute since `recently`. */
export async function figuresSince(tx: Tx, from: Date, recently: Date): Promise<Map<string, LineFigures>> {
  const rows = await tx.rows<{ line_id: string; rows: bigint; minutes: bigint; lag_ms: number | null }>(sql`
    select line_id, sum(inserted + updated + deleted)::bigint as rows, count(*) filter (where inserted + updated + deleted > 0) as minutes,
      (array_agg(lag_ms order by minute desc) filter (where minute >= ${recently} and lag_ms is not null))[1] as lag_ms
    from exchange.line_minute where minute >= ${from} group by line_id`);
  return new Map(
    rows.map((row) => [
      row.line_id,
      { rows: Number(row.rows), minutes: Number(row.minutes), lagMs: row.lag_ms === null ? null : row.lag_ms },
    ]),
  );
}
