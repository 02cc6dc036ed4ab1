import { sql, type Tx } from '@platform/database';

export type OidcRow = { model: string; id_hash: Buffer; payload: Buffer; consumed_at: Date | null };

export type NewOidcRow = {
  model: string;
  idHash: Buffer;
  uidHash: Buffer | null;
  grantHash: Buffer | null;
  payload: Buffer;
  expiresAt: Date | null;
};

export async function upsertRecord(tx: Tx, row: NewOidcRow): Promise<void> {
  await tx.run(sql`
    insert into identity.oidc_record (model, id_hash, uid_hash, grant_hash, payload, expires_at)
    values (${row.model}, ${row.idHash}, ${row.uidHash}, ${row.grantHash}, ${row.payload}, ${row.expiresAt})
    on conflict (model, id_hash) do update set uid_hash = excluded.uid_hash, grant_hash = excluded.grant_hash,
      payload = excluded.payload, expires_at = excluded.expires_at`);
}

export function findRecord(tx: Tx, model: string, idHash: Buffer): Promise<OidcRow | undefined> {
  return tx.first<OidcRow>(
    sql`select model, id_hash, payload, consumed_at from identity.oidc_record where model = ${model} and id_hash = ${idHash}`,
  );
}

export function findRecordByUid(tx: Tx, model: string, uidHash: Buffer): Promise<OidcRow | undefined> {
  return tx.first<OidcRow>(
    sql`select model, id_hash, payload, consumed_at from identity.oidc_record where model = ${model} and uid_hash = ${uidHash}`,
  );
}

/** True for the first caller only: a code is good for one exchange, also when two arrive at once. */
export async function consumeRecord(tx: Tx, model: string, idHash: Buffer, now: Date): Promise<boolean> {
  const count = await tx.run(sql`update identity.oidc_record set consumed_at = ${now}
    where model = ${model} and id_hash = ${idHash} and consumed_at is null`);
  return count === 1;
}

export async function deleteRecord(tx: Tx, model: string, idHash: Buffer): Promise<void> {
  await tx.run(sql`delete from identity.oidc_record where model = ${model} and id_hash = ${idHash}`);
}

export async function deleteRecordsOfGrant(tx: Tx, grantHash: Buffer): Promise<void> {
  await tx.run(sql`delete from identity.oidc_record where grant_hash = ${grantHash}`);
}
