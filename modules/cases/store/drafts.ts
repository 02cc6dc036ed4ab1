import { sql, type Tx } from '@platform/database';

/** Where a draft stands on all devices. */
export type DraftState = { revision: number; page: string | null; savedAt: Date };

export async function findDraftState(tx: Tx, caseId: string): Promise<DraftState | undefined> {
  const row = await tx.first<{ revision: number; page: string | null; saved_at: Date }>(
    sql`select revision, page, saved_at from cases.draft where case_id = ${caseId}`,
  );
  return row && { revision: row.revision, page: row.page, savedAt: row.saved_at };
}

/** Raises the revision of a draft whose case is locked; the new one. */
export async function raiseDraft(tx: Tx, caseId: string, page: string | null, at: Date): Promise<number> {
  const { revision } = await tx.one<{ revision: number }>(sql`
    insert into cases.draft (case_id, revision, page, saved_at) values (${caseId}, 1, ${page}, ${at})
    on conflict (case_id) do update set revision = draft.revision + 1, page = coalesce(excluded.page, draft.page), saved_at = excluded.saved_at
    returning revision`);
  return revision;
}
