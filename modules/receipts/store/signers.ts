import { sql, type Tx } from '@platform/database';

export type SignerRow = {
  id: string;
  application: string;
  organisation: string;
  public_key: string;
  certificate: Buffer;
  registered_at: Date;
  registered_by: string;
  ended_at: Date | null;
};

/** Registers a key in the place of the one before. */
export async function replaceSigner(tx: Tx, signer: Omit<SignerRow, 'ended_at'>): Promise<void> {
  await tx.run(
    sql`update receipts.signer set ended_at = ${signer.registered_at} where application = ${signer.application} and ended_at is null`,
  );
  await tx.run(sql`insert into receipts.signer (id, application, organisation, public_key, certificate, registered_at, registered_by)
    values (${signer.id}, ${signer.application}, ${signer.organisation}, ${signer.public_key}, ${signer.certificate}, ${signer.registered_at}, ${signer.registered_by})`);
}

export function findSigner(tx: Tx, application: string): Promise<SignerRow | undefined> {
  return tx.first<SignerRow>(
    sql`select * from receipts.signer where application = ${application} and ended_at is null`,
  );
}

export function listSigners(tx: Tx): Promise<SignerRow[]> {
  return tx.rows<SignerRow>(sql`select * from receipts.signer where ended_at is null order by application`);
}
