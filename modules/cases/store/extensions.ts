import { sql, type Tx } from '@platform/database';

/** An extension asked for; `approved` is null while it waits. */
export type Extension = {
  id: string;
  days: number;
  asked_at: Date;
  asked_by: string;
  asked_organisation: string;
  sealed_reason: Buffer;
  decided_at: Date | null;
  decided_by: string | null;
  approved: boolean | null;
};

/** False where one waits or was approved already. */
export async function insertExtension(
  tx: Tx,
  caseId: string,
  one: Pick<Extension, 'id' | 'days' | 'asked_at' | 'asked_by' | 'asked_organisation' | 'sealed_reason'>,
): Promise<boolean> {
  const inserted = await tx.run(sql`
    insert into cases.extension (id, case_id, days, asked_at, asked_by, asked_organisation, sealed_reason)
    values (${one.id}, ${caseId}, ${one.days}, ${one.asked_at}, ${one.asked_by}, ${one.asked_organisation}, ${one.sealed_reason})
    on conflict (case_id) where approved is not false do nothing`);
  return inserted === 1;
}

/** The last one asked for. */
export async function lastExtension(tx: Tx, caseId: string): Promise<Extension | undefined> {
  return tx.first<Extension>(
    sql`select * from cases.extension where case_id = ${caseId} order by asked_at desc, id desc limit 1`,
  );
}

export async function decideExtension(tx: Tx, id: string, approved: boolean, by: string, at: Date): Promise<void> {
  await tx.run(
    sql`update cases.extension set approved = ${approved}, decided_by = ${by}, decided_at = ${at} where id = ${id} and approved is null`,
  );
}
