import { sql, type Sql, type Tx } from '@platform/database';

type Scope = 'all' | readonly string[];

const within = (organisations: Scope): Sql =>
  organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`;

/** How many cases of these organisations run by each version of each matter. */
export async function countByVersion(
  tx: Tx,
  organisations: Scope,
): Promise<{ matter: string; version: string; running: number }[]> {
  return tx.rows(sql`
    select matter, version, count(*)::int as running from cases.process where ${within(organisations)} group by 1, 2 order by 1, 2`);
}

/** Cases of a matter that run by a version, in the order of their ids, after one of them. */
export async function casesByVersion(
  tx: Tx,
  organisations: Scope,
  { matter, version }: { matter: string; version: string },
  limit: number,
  after: string | undefined,
): Promise<{ id: string; caseNo: string }[]> {
  const rows = await tx.rows<{ id: string; case_no: string }>(sql`
    select c.id, c.case_no from (
      select case_id from cases.process where matter = ${matter} and version = ${version} and ${within(organisations)}
        and ${after === undefined ? sql`true` : sql`case_id > ${after}::uuid`}
      order by case_id limit ${limit}) p join cases.case c on c.id = p.case_id
    order by c.id`);
  return rows.map((row) => ({ id: row.id, caseNo: row.case_no }));
}
