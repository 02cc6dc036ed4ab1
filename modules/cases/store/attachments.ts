import { sql, type Tx } from '@platform/database';
import { UNDECIDED } from '../domain/case.ts';

export type AttachmentState = 'receiving' | 'stored' | 'removed' | 'replaced';
/** A file of a case. */
export type AttachmentRecord = {
  id: string;
  caseId: string;
  place: string;
  material: string;
  state: AttachmentState;
  size: number;
  sealedName: Buffer;
  file: string | null;
  mime: string | null;
  scannedBy: string | null;
  scanResult: string | null;
  createdAt: Date;
  handedInAt: Date | null;
};

type Row = {
  id: string;
  case_id: string;
  place: string;
  material: string;
  state: AttachmentState;
  size: bigint;
  sealed_name: Buffer;
  file: string | null;
  mime: string | null;
  scanned_by: string | null;
  scan_result: string | null;
  created_at: Date;
  handed_in_at: Date | null;
};
const recordOf = (row: Row): AttachmentRecord => ({
  id: row.id,
  caseId: row.case_id,
  place: row.place,
  material: row.material,
  state: row.state,
  size: Number(row.size),
  sealedName: row.sealed_name,
  file: row.file,
  mime: row.mime,
  scannedBy: row.scanned_by,
  scanResult: row.scan_result,
  createdAt: row.created_at,
  handedInAt: row.handed_in_at,
});

export async function insertAttachment(tx: Tx, one: AttachmentRecord): Promise<void> {
  await tx.run(sql`insert into cases.attachment (id, case_id, place, material, state, size, sealed_name, created_at)
    values (${one.id}, ${one.caseId}, ${one.place}, ${one.material}, ${one.state}, ${one.size}, ${one.sealedName}, ${one.createdAt})`);
}

/** Files of a case that count: on their way or stored, the first first. */
export async function attachmentsOf(tx: Tx, caseId: string): Promise<AttachmentRecord[]> {
  const rows = await tx.rows<Row>(
    sql`select * from cases.attachment where case_id = ${caseId} and state in ('receiving', 'stored') order by created_at, id`,
  );
  return rows.map(recordOf);
}

export async function findAttachment(tx: Tx, caseId: string, id: string): Promise<AttachmentRecord | undefined> {
  const row = await tx.first<Row>(sql`select * from cases.attachment where case_id = ${caseId} and id = ${id}`);
  return row && recordOf(row);
}

/** Notes what the whole file was found to be; false when it is no longer on its way. */
export async function storeAttachment(
  tx: Tx,
  id: string,
  stored: { file: string; mime: string; scannedBy: string; scanResult: string; at: Date },
): Promise<boolean> {
  const { file, mime, scannedBy, scanResult, at } = stored;
  const done = await tx.run(sql`update cases.attachment set state = 'stored', file = ${file}, mime = ${mime},
    scanned_by = ${scannedBy}, scan_result = ${scanResult}, stored_at = ${at} where id = ${id} and state = 'receiving'`);
  return done === 1;
}

/** Takes files out of a case. What was handed in once is kept as replaced; the rest goes with the next clearing. */
export async function dropAttachments(tx: Tx, caseId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.run(sql`update cases.attachment set state = case when handed_in_at is null then 'removed' else 'replaced' end
    where case_id = ${caseId} and id = any(${[...ids]}) and state in ('receiving', 'stored')`);
}

/** The named files are handed in; the others of the case no longer count. False when one of them is no longer there. */
export async function handInAttachments(tx: Tx, caseId: string, ids: readonly string[], at: Date): Promise<boolean> {
  const found = await tx.run(sql`update cases.attachment set handed_in_at = coalesce(handed_in_at, ${at})
    where case_id = ${caseId} and id = any(${[...ids]}) and state = 'stored'`);
  await tx.run(sql`update cases.attachment set state = case when handed_in_at is null then 'removed' else 'replaced' end
    where case_id = ${caseId} and not (id = any(${[...ids]})) and state in ('receiving', 'stored')`);
  return found === new Set(ids).size;
}

/** Files of drafts that nobody touched since `draftsBefore`, or that ended before they were handed in, no longer count; how many. */
export async function dropAbandoned(tx: Tx, draftsBefore: Date): Promise<number> {
  return tx.run(sql`update cases.attachment as a set state = 'removed' from cases.case as c
    where c.id = a.case_id and a.state in ('receiving', 'stored') and a.handed_in_at is null
      and ((c.state = 'draft' and c.updated_at < ${draftsBefore}) or c.state = any(${[...UNDECIDED]}))`);
}

/** Files whose content is to go: taken out, or on their way since before `receivingBefore`. */
export async function attachmentsToClear(tx: Tx, receivingBefore: Date, limit: number): Promise<AttachmentRecord[]> {
  const rows = await tx.rows<Row>(sql`select * from cases.attachment where state = 'removed'
    or (state = 'receiving' and created_at < ${receivingBefore}) order by created_at limit ${limit}`);
  return rows.map(recordOf);
}

export async function forgetAttachment(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`delete from cases.attachment where id = ${id} and state in ('removed', 'receiving')`);
}
