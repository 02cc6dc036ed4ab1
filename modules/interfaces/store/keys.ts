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

/** Takes the nonce for this key; false when it was used before. The key's last use is noted at most once a minute. */
export async function takeNonce(tx: Tx, keyId: string, nonce: string, at: Date): Promise<boolean> {
  const taken = await tx.run(
    sql`insert into interfaces.nonce (key_id, nonce, at) values (${keyId}, ${nonce}, ${at}) on conflict do nothing`,
  );
  await tx.run(sql`update interfaces.application_key set last_used_at = ${at}
    where key_id = ${keyId} and (last_used_at is null or last_used_at < ${new Date(at.getTime() - 60_000)})`);
  return taken === 1;
}

/** Forgets nonces whose time would no longer be accepted anyway. */
export async function purgeNonces(tx: Tx, before: Date): Promise<number> {
  return tx.run(sql`delete from interfaces.nonce where at < ${before}`);
}
