import { sql, type Tx } from '@platform/database';

export type ReviewRow = {
  id: string;
  case_id: string;
  case_no: string;
  matter: string;
  organisation: string;
  subject: string;
  stars: number;
  comment: Buffer | null;
  at: Date;
};

/** False when the case has a review already. */
export async function insertReview(tx: Tx, row: ReviewRow): Promise<boolean> {
  return (
    (await tx.run(sql`insert into reviews.review (id, case_id, case_no, matter, organisation, subject, stars, comment, at)
      values (${row.id}, ${row.case_id}, ${row.case_no}, ${row.matter}, ${row.organisation}, ${row.subject}, ${row.stars}, ${row.comment}, ${row.at})
      on conflict (case_id) do nothing`)) === 1
  );
}

export async function findReview(tx: Tx, caseId: string): Promise<ReviewRow | undefined> {
  return tx.first<ReviewRow>(
    sql`select id, case_id, case_no, matter, organisation, subject, stars, comment, at from reviews.review where case_id = ${caseId}`,
  );
}

export async function countReviews(tx: Tx, from: Date, to: Date): Promise<{ given: number; good: number }> {
  return tx.one(
    sql`select count(*)::int as given, (count(*) filter (where stars >= 4))::int as good from reviews.review where at >= ${from} and at < ${to}`,
  );
}

export async function countByOrganisation(
  tx: Tx,
  from: Date,
  to: Date,
): Promise<{ organisation: string; value: number }[]> {
  return tx.rows(
    sql`select organisation, count(*)::int as value from reviews.review where at >= ${from} and at < ${to} group by 1 order by 2 desc`,
  );
}

export async function listReviews(
  tx: Tx,
  from: Date,
  to: Date,
  before: { at: string; id: string } | undefined,
  limit: number,
): Promise<Omit<ReviewRow, 'comment' | 'subject'>[]> {
  return tx.rows(sql`select id, case_id, case_no, matter, organisation, stars, at from reviews.review
    where at >= ${from} and at < ${to} and (${before?.at ?? null}::timestamptz is null or (at, id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by at desc, id desc limit ${limit}`);
}
