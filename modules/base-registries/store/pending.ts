import { sql, type Tx } from '@platform/database';

export type PendingLoad = { load_id: string; resource: string; trace: string };

export async function addPending(
  tx: Tx,
  pending: { registry: string; loadId: string; resource: string; trace: string; at: Date },
): Promise<void> {
  await tx.run(sql`insert into base_registries.pending_load (registry, load_id, resource, trace, at)
    values (${pending.registry}, ${pending.loadId}, ${pending.resource}, ${pending.trace}, ${pending.at}) on conflict do nothing`);
}

/** The oldest load that is not in the registry yet. */
export function nextPending(tx: Tx, registry: string): Promise<PendingLoad | undefined> {
  return tx.first<PendingLoad>(
    sql`select load_id, resource, trace from base_registries.pending_load where registry = ${registry} order by seq limit 1`,
  );
}

export async function removePending(tx: Tx, registry: string, loadId: string): Promise<void> {
  await tx.run(sql`delete from base_registries.pending_load where registry = ${registry} and load_id = ${loadId}`);
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
