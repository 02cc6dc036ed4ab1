import { sql, type Tx } from '@platform/database';
import type { PlainDate } from '@platform/kernel';
import type { Pause } from '../domain/clock.ts';
import type { Procedure } from '../domain/procedures.ts';

/** A special procedure of a case. `until` is null while it goes on. */
export type Suspension = Pause & {
  id: string;
  kind: Procedure;
  documentId: string | null;
  /** The work of the process during which it runs; null where an officer began it. */
  taskId: string | null;
  expectedUntil: string;
  sealedReason: Buffer;
};

type Row = {
  id: string;
  kind: Procedure;
  document_id: string | null;
  task_id: string | null;
  from_at: Date;
  expected_until: string;
  ended_at: Date | null;
  sealed_reason: Buffer;
};

/** The special procedures of a case, the first one first. */
export async function suspensionsOf(tx: Tx, caseId: string): Promise<Suspension[]> {
  const rows = await tx.rows<Row>(sql`
    select id, kind, document_id, task_id, from_at, expected_until, ended_at, sealed_reason from cases.suspension
    where case_id = ${caseId} order by from_at, id`);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    documentId: row.document_id,
    taskId: row.task_id,
    from: row.from_at,
    until: row.ended_at,
    expectedUntil: row.expected_until,
    sealedReason: row.sealed_reason,
  }));
}

export async function insertSuspension(tx: Tx, caseId: string, one: Suspension): Promise<void> {
  await tx.run(sql`
    insert into cases.suspension (id, case_id, kind, document_id, task_id, from_at, expected_until, sealed_reason)
    values (${one.id}, ${caseId}, ${one.kind}, ${one.documentId}, ${one.taskId}, ${one.from}, ${one.expectedUntil}, ${one.sealedReason})`);
}

/** Cases whose special procedure goes on after the day that was told, and of whom nobody was told yet; held, those held by others come next time. */
export async function lockLongProcedures(
  tx: Tx,
  today: PlainDate,
  limit: number,
): Promise<{ case_id: string; organisation: string; limit_at: Date }[]> {
  // The end of the day, in Shanghai.
  const limitAt = sql`(s.expected_until + 1)::timestamp at time zone 'Asia/Shanghai'`;
  return tx.rows(sql`
    select s.case_id, c.organisation, ${limitAt} as limit_at from cases.suspension s join cases.case c on c.id = s.case_id
    where s.ended_at is null and s.expected_until < ${today}::date and not exists (
      select from cases.escalation e where e.case_id = s.case_id and e.light = 'procedure' and e.limit_at = ${limitAt})
    order by s.expected_until limit ${limit} for update of s skip locked`);
}

/** Ends the one that goes on. */
export async function endSuspension(tx: Tx, caseId: string, at: Date): Promise<void> {
  await tx.run(sql`update cases.suspension set ended_at = ${at} where case_id = ${caseId} and ended_at is null`);
}
