import { sql, type Sql, type Tx } from '@platform/database';

type Scope = 'all' | readonly string[];

const within = (organisations: Scope): Sql =>
  organisations === 'all' ? sql`true` : sql`c.organisation = any(${[...organisations]})`;

/** How many cases of these organisations run by each version of each matter. */
export async function countByVersion(
  tx: Tx,
  organisations: Scope,
): Promise<{ matter: string; version: string; running: number }[]> {
  return tx.rows(sql`
    select c.matter, coalesce(c.process_version, c.matter_version) as version, count(*)::int as running
    from cases.process p join cases.case c on c.id = p.case_id where ${within(organisations)} group by 1, 2 order by 1, 2`);
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
    select c.id, c.case_no from cases.process p join cases.case c on c.id = p.case_id
    where c.matter = ${matter} and coalesce(c.process_version, c.matter_version) = ${version} and ${within(organisations)}
      and ${after === undefined ? sql`true` : sql`c.id > ${after}::uuid`}
    order by c.id limit ${limit}`);
  return rows.map((row) => ({ id: row.id, caseNo: row.case_no }));
}
