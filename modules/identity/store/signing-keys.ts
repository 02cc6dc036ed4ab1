import { sql, type Tx } from '@platform/database';

export type SigningKeyRow = { kid: string; jwk: Buffer; created_at: Date };

/** All keys, the newest first; other processes wait until this transaction ends, so that only one makes a new key. */
export async function lockSigningKeys(tx: Tx): Promise<SigningKeyRow[]> {
  await tx.run(sql`lock table identity.signing_key in share row exclusive mode`);
  return tx.rows<SigningKeyRow>(
    sql`select kid, jwk, created_at from identity.signing_key order by created_at desc, kid`,
  );
}

export async function insertSigningKey(tx: Tx, key: SigningKeyRow): Promise<void> {
  await tx.run(
    sql`insert into identity.signing_key (kid, jwk, created_at) values (${key.kid}, ${key.jwk}, ${key.created_at})`,
  );
}

export async function deleteSigningKey(tx: Tx, kid: string): Promise<void> {
  await tx.run(sql`delete from identity.signing_key where kid = ${kid}`);
}
