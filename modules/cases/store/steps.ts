import { sql, type Tx } from '@platform/database';

/** One line of a case's history. */
export type StepRecord = {
  id: string;
  caseId: string;
  kind: string;
  at: Date;
  byKind: string;
  byOrganisation: string | null;
  byAccount: string | null;
  sealedNote: Buffer | null;
};

type Row = {
  id: string;
  case_id: string;
  kind: string;
  at: Date;
  by_kind: string;
  by_organisation: string | null;
  by_account: string | null;
  sealed_note: Buffer | null;
};

/** Appends to a locked case's history. */
export async function insertStep(tx: Tx, step: StepRecord): Promise<void> {
  await tx.run(sql`
    insert into cases.step (id, case_id, position, kind, at, by_kind, by_organisation, by_account, sealed_note)
    select ${step.id}, ${step.caseId}, count(*)::int, ${step.kind}, ${step.at}, ${step.byKind}, ${step.byOrganisation}, ${step.byAccount}, ${step.sealedNote}
    from cases.step where case_id = ${step.caseId}`);
}

export async function stepsOfCase(tx: Tx, caseId: string): Promise<StepRecord[]> {
  const rows = await tx.rows<Row>(sql`select * from cases.step where case_id = ${caseId} order by position`);
  return rows.map((row) => ({
    id: row.id,
    caseId: row.case_id,
    kind: row.kind,
    at: row.at,
    byKind: row.by_kind,
    byOrganisation: row.by_organisation,
    byAccount: row.by_account,
    sealedNote: row.sealed_note,
  }));
}
