import { sql, type Tx } from '@platform/database';

/** One line of a case's history. */
export type StepRecord = {
  id: string;
  kind: string;
  at: Date;
  byKind: string;
  byOrganisation: string | null;
  byAccount: string | null;
  sealedNote: Buffer | null;
  /** The same in English, where it was not an officer who wrote it. */
  sealedNoteEn: Buffer | null;
};

type Row = {
  id: string;
  kind: string;
  at: Date;
  by_kind: string;
  by_organisation: string | null;
  by_account: string | null;
  sealed_note: Buffer | null;
  sealed_note_en: Buffer | null;
};

/** Appends to a locked case's history, in this order. */
export async function insertSteps(tx: Tx, caseId: string, steps: readonly StepRecord[]): Promise<void> {
  await tx.run(sql`
    insert into cases.step (id, case_id, position, kind, at, by_kind, by_organisation, by_account, sealed_note, sealed_note_en)
    select n.id, ${caseId}, before.steps + n.place - 1, n.kind, n.at, n.by_kind, n.by_organisation, n.by_account, n.sealed_note, n.sealed_note_en
    from unnest(${steps.map(({ id }) => id)}::uuid[], ${steps.map(({ kind }) => kind)}::text[], ${steps.map(({ at }) => at)}::timestamptz[],
      ${steps.map(({ byKind }) => byKind)}::text[], ${steps.map(({ byOrganisation }) => byOrganisation)}::text[],
      ${steps.map(({ byAccount }) => byAccount)}::text[], ${steps.map(({ sealedNote }) => sealedNote)}::bytea[],
      ${steps.map(({ sealedNoteEn }) => sealedNoteEn)}::bytea[])
      with ordinality as n (id, kind, at, by_kind, by_organisation, by_account, sealed_note, sealed_note_en, place),
      (select count(*)::int as steps from cases.step where case_id = ${caseId}) as before`);
}

export async function stepsOfCase(tx: Tx, caseId: string): Promise<StepRecord[]> {
  const rows = await tx.rows<Row>(
    sql`select id, kind, at, by_kind, by_organisation, by_account, sealed_note, sealed_note_en from cases.step where case_id = ${caseId} order by position`,
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    at: row.at,
    byKind: row.by_kind,
    byOrganisation: row.by_organisation,
    byAccount: row.by_account,
    sealedNote: row.sealed_note,
    sealedNoteEn: row.sealed_note_en,
  }));
}
