import { hash } from 'node:crypto';
import { sql, uuidArray, type Sql, type Tx } from '@platform/database';

export type KeyRow = {
  key_id: string;
  application: string;
  secret: Buffer;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
};

export async function insertKey(
  tx: Tx,
  key: { keyId: string; application: string; secret: Buffer; at: Date; by: string },
): Promise<void> {
  await tx.run(sql`insert into interfaces.application_key (key_id, application, secret, created_at, created_by)
    values (${key.keyId}, ${key.application}, ${key.secret}, ${key.at}, ${key.by})`);
}

export async function findKey(tx: Tx, keyId: string): Promise<KeyRow | undefined> {
  return tx.first<KeyRow>(
    sql`select key_id, application, secret, created_at, last_used_at, revoked_at from interfaces.application_key where key_id = ${keyId}`,
  );
}

export async function listKeys(tx: Tx): Promise<Omit<KeyRow, 'secret'>[]> {
  return tx.rows(
    sql`select key_id, application, created_at, last_used_at, revoked_at from interfaces.application_key order by application, created_at`,
  );
}

/** Keys in force that `by` made for an application. */
export async function listKeysBy(tx: Tx, application: string, by: string): Promise<string[]> {
  const rows = await tx.rows<{ key_id: string }>(
    sql`select key_id from interfaces.application_key where application = ${application} and created_by = ${by} and revoked_at is null`,
  );
  return rows.map((row) => row.key_id);
}

/** Whether the key was there to revoke. */
export async function revokeKey(tx: Tx, application: string, keyId: string, at: Date): Promise<boolean> {
  return (
    (await tx.run(
      sql`update interfaces.application_key set revoked_at = coalesce(revoked_at, ${at}) where key_id = ${keyId} and application = ${application}`,
    )) === 1
  );
}

/** A request's one use under a key: `time` is what it says of itself, in milliseconds since 1970, and its signature covers. */
export type Use = { readonly keyId: string; readonly time: number; readonly nonce: string };

/** The SQLSTATE of a nonce that was used before, told by {@link useUpNonces}. */
export const USED_BEFORE = '23505';

/**
 * The one use of a key, time and nonce, as a UUID: the time in its first 48 bits, 80 bits of a hash behind. A repeated request has the time of the first, for
 * its signature covers it; so these come to their index in the order of time, at its one end, and not each to a page of its own
 * (which after each checkpoint would go to the log whole).
 */
function useOf({ keyId, time, nonce }: Use): string {
  return time.toString(16).padStart(12, '0') + hash('sha256', `${keyId}\n${nonce}`, 'hex').slice(0, 20);
}

/**
 * Takes these nonces, of which none should have been used: should one be, the statement fails with {@link USED_BEFORE} and the transaction with
 * it; {@link takeNonces} then tells which. In the order of their index, so that two batches never wait for each other in a circle.
 * Tells as {@link revokedOf}.
 */
export async function useUpNonces(tx: Tx, uses: readonly Use[], at: Date): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ key_id: string }>(sql`
    with used as (insert into interfaces.nonce_use (use, at) select n.use, ${at}::timestamptz
      from unnest(${uuidArray(uses.map(useOf).sort())}::uuid[]) as n (use))
    ${revokedKeys(uses)}`);
  return new Set(rows.map((row) => row.key_id));
}

const revokedKeys = (uses: readonly Use[]): Sql =>
  sql`select key_id from interfaces.application_key where key_id = any(${[...new Set(uses.map(({ keyId }) => keyId))]}::text[]) and revoked_at is not null`;

/** Takes these nonces; the positions of those that were used before. In the same order. */
export async function takeNonces(tx: Tx, uses: readonly Use[], at: Date): Promise<ReadonlySet<number>> {
  const places = new Map<string, number>();
  const used = new Set<number>();
  uses.forEach((use, place) => {
    const name = useOf(use);
    if (places.has(name)) used.add(place);
    else places.set(name, place);
  });
  const names = [...places.keys()].sort();
  const taken = await tx.rows<{ use: string }>(sql`
    insert into interfaces.nonce_use (use, at) select n.use, ${at}::timestamptz from unnest(${uuidArray(names)}::uuid[]) as n (use)
    on conflict do nothing returning use`);
  if (taken.length === names.length) return used;
  for (const { use } of taken) places.delete(use.replaceAll('-', ''));
  for (const place of places.values()) used.add(place);
  return used;
}

/** Those keys of these that are revoked by now: what was verified with them a moment ago is refused all the same. */
export async function revokedOf(tx: Tx, uses: readonly Use[]): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ key_id: string }>(revokedKeys(uses));
  return new Set(rows.map((row) => row.key_id));
}

/** Notes when keys were used last. */
export async function noteUse(tx: Tx, keyIds: readonly string[], at: Date): Promise<void> {
  await tx.run(
    sql`update interfaces.application_key set last_used_at = ${at} where key_id = any(${[...keyIds]}::text[]) and (last_used_at is null or last_used_at < ${at})`,
  );
}

/** Forgets nonces whose time would no longer be accepted anyway. */
export async function purgeNonces(tx: Tx, before: Date): Promise<number> {
  return tx.run(sql`delete from interfaces.nonce_use where at < ${before}`);
}
