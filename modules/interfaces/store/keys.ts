import { sql, type Tx } from '@platform/database';

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

/** Whether the key was there to revoke. */
export async function revokeKey(tx: Tx, application: string, keyId: string, at: Date): Promise<boolean> {
  return (
    (await tx.run(
      sql`update interfaces.application_key set revoked_at = coalesce(revoked_at, ${at}) where key_id = ${keyId} and application = ${application}`,
    )) === 1
  );
}

/** A request's one use under a key. */
export type Use = { readonly keyId: string; readonly nonce: string };

/**
 * Takes these nonces; the positions of those that were used before. In the order of their index, so that two batches never wait for each other.
 */
export async function takeNonces(tx: Tx, uses: readonly Use[], at: Date): Promise<ReadonlySet<number>> {
  const places = new Map<string, number>();
  const used = new Set<number>();
  uses.forEach((use, place) => {
    const name = `${use.keyId} ${use.nonce}`;
    if (places.has(name)) used.add(place);
    else places.set(name, place);
  });
  const names = [...places.keys()].sort();
  const of = names.map((name) => uses[places.get(name) as number] as Use);
  const taken = await tx.rows<{ key_id: string; nonce: string }>(sql`
    insert into interfaces.nonce (key_id, nonce, at) select n.key_id, n.nonce, ${at}::timestamptz
    from unnest(${of.map(({ keyId }) => keyId)}::text[], ${of.map(({ nonce }) => nonce)}::text[]) as n (key_id, nonce)
    on conflict do nothing returning key_id, nonce`);
  if (taken.length === names.length) return used;
  for (const { key_id, nonce } of taken) places.delete(`${key_id} ${nonce}`);
  for (const place of places.values()) used.add(place);
  return used;
}

/** Those of these keys that are revoked by now: what was verified with them a moment ago is refused all the same. */
export async function revokedOf(tx: Tx, keyIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ key_id: string }>(
    sql`select key_id from interfaces.application_key where key_id = any(${[...keyIds]}::text[]) and revoked_at is not null`,
  );
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
  return tx.run(sql`delete from interfaces.nonce where at < ${before}`);
}
