import { sql, type Tx } from '@platform/database';

export type Change = {
  id: string;
  licenceId: string;
  kind: string;
  at: Date;
  byKind: string;
  byOrganisation: string | null;
  byAccount: string | null;
  sealedReason: Buffer | null;
};

/** Appends to a locked licence's history. */
export async function insertChange(tx: Tx, change: Change): Promise<void> {
  await tx.run(sql`
    insert into licences.change (id, licence_id, position, kind, at, by_kind, by_organisation, by_account, sealed_reason)
    select ${change.id}, ${change.licenceId}, count(*)::int, ${change.kind}, ${change.at}, ${change.byKind}, ${change.byOrganisation},
      ${change.byAccount}, ${change.sealedReason}
    from licences.change where licence_id = ${change.licenceId}`);
}

export const changesOf = (tx: Tx, licenceId: string): Promise<Change[]> =>
  tx.rows<Change>(sql`
    select id, licence_id as "licenceId", kind, at, by_kind as "byKind", by_organisation as "byOrganisation", by_account as "byAccount",
      sealed_reason as "sealedReason"
    from licences.change where licence_id = ${licenceId} order by position`);
