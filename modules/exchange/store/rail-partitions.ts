import { sql, type Tx } from '@platform/database';
import type { TableShape } from '@platform/sources';
import type { Mapped } from '../domain/line.ts';

/** How a line's changes in a lane are to be taken. */
export type PlanDefinition = {
  readonly mapping: readonly Mapped[];
  readonly shape: TableShape;
  readonly held: readonly string[];
  readonly streamed: boolean;
};

export type PartitionPlace = { connectionId: string; no: number; stream: string; sequence: number };

const placeOf = (row: { connection_id: string; no: number; stream: string; sequence: bigint }): PartitionPlace => ({
  connectionId: row.connection_id,
  no: row.no,
  stream: row.stream,
  sequence: Number(row.sequence),
});

/** Makes the places of a connection's partitions; a stream that is another one begins at its beginning. */
export async function ensurePartitions(
  tx: Tx,
  connectionId: string,
  stream: string,
  partitions: number,
): Promise<void> {
  await tx.run(sql`insert into exchange.rail_partition as p (connection_id, no, stream)
    select ${connectionId}, no, ${stream} from generate_series(0, ${partitions - 1}::int) no
    on conflict (connection_id, no) do update set sequence = case when p.stream = excluded.stream then p.sequence else 0 end, stream = excluded.stream`);
}

/** The connection's changes do not go by lanes any more. */
export async function dropPartitions(tx: Tx, connectionId: string): Promise<void> {
  await tx.run(sql`delete from exchange.rail_partition where connection_id = ${connectionId}`);
}

export async function listPartitions(tx: Tx, connectionId?: string): Promise<PartitionPlace[]> {
  const rows = await tx.rows<{
    connection_id: string;
    no: number;
    stream: string;
    sequence: bigint;
  }>(sql`select connection_id, no, stream, sequence
    from exchange.rail_partition where ${connectionId ?? null}::text is null or connection_id = ${connectionId ?? null} order by connection_id, no`);
  return rows.map(placeOf);
}

/** Moves a partition on, in the transaction that applied its messages. False when it was not at `from`: someone else applies it. */
export async function advancePartition(
  tx: Tx,
  place: PartitionPlace,
  to: number,
  applied: { changes: number; at: Date },
): Promise<boolean> {
  const moved =
    await tx.run(sql`update exchange.rail_partition set sequence = ${to}::bigint, changes = changes + ${applied.changes}::bigint, applied_at = ${applied.at}
    where connection_id = ${place.connectionId} and no = ${place.no} and stream = ${place.stream} and sequence = ${place.sequence}::bigint`);
  return moved === 1;
}

export async function keepPlan(
  tx: Tx,
  hash: string,
  lineId: string,
  definition: PlanDefinition,
  at: Date,
): Promise<void> {
  await tx.run(sql`insert into exchange.rail_plan (hash, line_id, definition, at) values (${hash}, ${lineId}, ${JSON.stringify(definition)}::jsonb, ${at})
    on conflict (hash) do update set at = excluded.at`);
}

export function findPlan(tx: Tx, hash: string): Promise<{ line_id: string; definition: PlanDefinition } | undefined> {
  return tx.first(sql`select line_id, definition from exchange.rail_plan where hash = ${hash}`);
}
