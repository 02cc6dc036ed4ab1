import { sql, type Tx } from '@platform/database';

/** A remark of an officer. `field`: JSON Pointer into the form; without field and attachment it is on the case. */
export type CommentRecord = {
  id: string;
  caseId: string;
  replyTo: string | null;
  field: string | null;
  attachment: string | null;
  at: Date;
  byAccount: string;
  byOrganisation: string;
  sealedText: Buffer;
  withdrawnAt: Date | null;
  resolvedAt: Date | null;
  resolvedAccount: string | null;
  resolvedOrganisation: string | null;
  /** Accounts named in it. */
  mentioned: string[];
};

type Row = {
  id: string;
  case_id: string;
  reply_to: string | null;
  field: string | null;
  attachment: string | null;
  at: Date;
  by_account: string;
  by_organisation: string;
  sealed_text: Buffer;
  withdrawn_at: Date | null;
  resolved_at: Date | null;
  resolved_account: string | null;
  resolved_organisation: string | null;
  mentioned: string[];
};
const recordOf = (row: Row): CommentRecord => ({
  id: row.id,
  caseId: row.case_id,
  replyTo: row.reply_to,
  field: row.field,
  attachment: row.attachment,
  at: row.at,
  byAccount: row.by_account,
  byOrganisation: row.by_organisation,
  sealedText: row.sealed_text,
  withdrawnAt: row.withdrawn_at,
  resolvedAt: row.resolved_at,
  resolvedAccount: row.resolved_account,
  resolvedOrganisation: row.resolved_organisation,
  mentioned: row.mentioned,
});

export type NewComment = Omit<CommentRecord, 'withdrawnAt' | 'resolvedAt' | 'resolvedAccount' | 'resolvedOrganisation'>;

/** Writes a remark and whom it names. */
export async function insertComment(tx: Tx, one: NewComment): Promise<void> {
  await tx.run(sql`
    with written as (
      insert into cases.comment (id, case_id, reply_to, field, attachment, at, by_account, by_organisation, sealed_text)
      values (${one.id}, ${one.caseId}, ${one.replyTo}, ${one.field}, ${one.attachment}, ${one.at}, ${one.byAccount}, ${one.byOrganisation}, ${one.sealedText})
      returning id, case_id, at)
    insert into cases.mention (comment_id, account, case_id, at)
    select w.id, account, w.case_id, w.at from written w, unnest(${[...one.mentioned]}::text[]) as account`);
}

const WITH_MENTIONED = sql`
  select c.*, array(select account from cases.mention where comment_id = c.id order by account) as mentioned from cases.comment c`;

/** Remarks of a case, the first first. */
export async function commentsOfCase(tx: Tx, caseId: string): Promise<CommentRecord[]> {
  const rows = await tx.rows<Row>(sql`${WITH_MENTIONED} where c.case_id = ${caseId} order by c.at, c.id`);
  return rows.map(recordOf);
}

/** One remark, held until the transaction ends. */
export async function lockComment(tx: Tx, id: string): Promise<CommentRecord | undefined> {
  const row = await tx.first<Row>(sql`${WITH_MENTIONED} where c.id = ${id} for update of c`);
  return row && recordOf(row);
}

export async function withdrawComment(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(sql`update cases.comment set withdrawn_at = ${at} where id = ${id}`);
}

/** Marks what a remark began as dealt with, or (`by` undefined) as open again. */
export async function resolveComment(
  tx: Tx,
  id: string,
  by: { at: Date; account: string; organisation: string } | undefined,
): Promise<void> {
  await tx.run(sql`
    update cases.comment set resolved_at = ${by?.at ?? null}, resolved_account = ${by?.account ?? null},
      resolved_organisation = ${by?.organisation ?? null} where id = ${id}`);
}

export type MentionRow = {
  comment_id: string;
  case_id: string;
  at: Date;
  seen_at: Date | null;
  by_account: string;
  by_organisation: string;
  case_no: string;
  matter: string;
  matter_version: string;
};

/** Where an account was named, the last first; one more than `limit` where there are more. What was taken back names nobody. */
export async function mentionsOf(
  tx: Tx,
  account: string,
  limit: number,
  after?: { at: string; id: string },
): Promise<MentionRow[]> {
  const beyond = after ? sql`(m.at, m.comment_id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`;
  return tx.rows<MentionRow>(sql`
    select m.comment_id, m.case_id, m.at, m.seen_at, o.by_account, o.by_organisation, c.case_no, c.matter, c.matter_version
    from cases.mention m join cases.comment o on o.id = m.comment_id join cases.case c on c.id = m.case_id
    where m.account = ${account} and o.withdrawn_at is null and ${beyond}
    order by m.at desc, m.comment_id desc limit ${limit + 1}`);
}

export async function countUnseenMentions(tx: Tx, account: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)::int as count from cases.mention m join cases.comment o on o.id = m.comment_id
    where m.account = ${account} and m.seen_at is null and o.withdrawn_at is null`);
  return count;
}

/** The account looked at the remarks of this case. */
export async function seeMentions(tx: Tx, account: string, caseId: string, at: Date): Promise<number> {
  return tx.run(
    sql`update cases.mention set seen_at = ${at} where account = ${account} and case_id = ${caseId} and seen_at is null`,
  );
}

/** Organisations that have or had work of a case. */
export async function organisationsAtWork(tx: Tx, caseId: string): Promise<string[]> {
  const rows = await tx.rows<{ organisation: string }>(
    sql`select distinct organisation from cases.task where case_id = ${caseId}`,
  );
  return rows.map(({ organisation }) => organisation);
}
