import { sql, type Tx } from '@platform/database';
import { recordOf, type CaseRecord, type CaseRow } from './case-record.ts';

/** An extension asked for; `approved` is null while it waits. */
export type Extension = {
  id: string;
  days: number;
  asked_at: Date;
  asked_by: string;
  asked_organisation: string;
  /** The head of the government of the level decides, not that of the office. */
  by_government: boolean;
  sealed_reason: Buffer;
  decided_at: Date | null;
  decided_by: string | null;
  approved: boolean | null;
  sealed_answer: Buffer | null;
};

/** False where one waits or was approved already. */
export async function insertExtension(
  tx: Tx,
  caseId: string,
  one: Pick<
    Extension,
    'id' | 'days' | 'asked_at' | 'asked_by' | 'asked_organisation' | 'by_government' | 'sealed_reason'
  >,
): Promise<boolean> {
  const inserted = await tx.run(sql`
    insert into cases.extension (id, case_id, days, asked_at, asked_by, asked_organisation, by_government, sealed_reason)
    values (${one.id}, ${caseId}, ${one.days}, ${one.asked_at}, ${one.asked_by}, ${one.asked_organisation}, ${one.by_government}, ${one.sealed_reason})
    on conflict (case_id) where approved is not false do nothing`);
  return inserted === 1;
}

/** The last one asked for. */
export async function lastExtension(tx: Tx, caseId: string): Promise<Extension | undefined> {
  return tx.first<Extension>(
    sql`select * from cases.extension where case_id = ${caseId} order by asked_at desc, id desc limit 1`,
  );
}

export async function decideExtension(
  tx: Tx,
  id: string,
  { approved, by, at, answer }: { approved: boolean; by: string; at: Date; answer: Buffer | null },
): Promise<void> {
  await tx.run(sql`
    update cases.extension set approved = ${approved}, decided_by = ${by}, decided_at = ${at}, sealed_answer = ${answer}
    where id = ${id} and approved is null`);
}

export type AskedOfGovernment = {
  record: CaseRecord;
  asked: Pick<Extension, 'id' | 'days' | 'asked_at' | 'sealed_reason'>;
};

/** Of what goes on in these offices waits for the head of their government. */
const waits = (organisations: readonly string[]) => sql`
  from cases.extension e join cases.case c on c.id = e.case_id
  where e.approved is null and e.by_government and c.organisation = any(${[...organisations]}) and c.state in ('accepted', 'under-review')`;

/** The oldest first; one more than `limit` where there are more. */
export async function askedOfGovernment(
  tx: Tx,
  organisations: readonly string[],
  limit: number,
  after?: { at: string; id: string },
): Promise<AskedOfGovernment[]> {
  const beyond = after ? sql`(e.asked_at, e.id) > (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`;
  const rows = await tx.rows<
    CaseRow & { asked_id: string; asked_days: number; asked_at: Date; asked_reason: Buffer }
  >(sql`
    select c.*, e.id as asked_id, e.days as asked_days, e.asked_at, e.sealed_reason as asked_reason ${waits(organisations)}
      and ${beyond} order by e.asked_at, e.id limit ${limit + 1}`);
  return rows.map((row) => ({
    record: recordOf(row),
    asked: { id: row.asked_id, days: row.asked_days, asked_at: row.asked_at, sealed_reason: row.asked_reason },
  }));
}

export async function countAskedOfGovernment(tx: Tx, organisations: readonly string[]): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`select count(*)::int as count ${waits(organisations)}`);
  return count;
}
