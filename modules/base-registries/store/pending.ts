import { sql, type Tx } from '@platform/database';

export type PendingLoad = { load_id: string; resource: string; trace: string };

export async function addPending(
  tx: Tx,
  pending: { registry: string; loadId: string; resource: string; trace: string; at: Date },
): Promise<void> {
  await tx.run(sql`insert into base_registries.pending_load (registry, load_id, resource, trace, at)
    values (${pending.registry}, ${pending.loadId}, ${pending.resource}, ${pending.trace}, ${pending.at}) on conflict do nothing`);
}

/** Loads taken together in one build. */
const MOST_TOGETHER = 500;

/** Loads and batches of one resource that are not in the registry yet, the oldest first: those of the one that has waited longest. */
export function nextPending(tx: Tx, registry: string): Promise<PendingLoad[]> {
  return tx.rows<PendingLoad>(sql`
    select load_id, resource, trace from base_registries.pending_load where registry = ${registry} and resource =
      (select resource from base_registries.pending_load where registry = ${registry} order by seq limit 1)
    order by seq limit ${MOST_TOGETHER}`);
}

export async function removePending(tx: Tx, registry: string, loads: readonly PendingLoad[]): Promise<void> {
  await tx.run(
    sql`delete from base_registries.pending_load where registry = ${registry} and load_id = any(${loads.map((load) => load.load_id)}::uuid[])`,
  );
}

/** All that waits for a registry nobody defines any more. */
export async function removeAllPending(tx: Tx, registry: string): Promise<void> {
  await tx.run(sql`delete from base_registries.pending_load where registry = ${registry}`);
}

/** Registries with loads that have waited since before `before`. */
export async function waitingRegistries(tx: Tx, before: Date): Promise<string[]> {
  const rows = await tx.rows<{ registry: string }>(
    sql`select distinct registry from base_registries.pending_load where at <= ${before}`,
  );
  return rows.map((row) => row.registry);
}

/** One build of a registry at a time; the lock ends with the transaction, or with the process. */
export async function lockRegistry(tx: Tx, registry: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`base-registries:${registry}`}, 0))`);
}
