import { sql, type Tx } from '@platform/database';

export type ResourceFigures = { id: string; row_count: bigint; last_load_at: Date | null };

/** Ids of resources in use with their figures, in order of ids, those that hold every term. */
export function listResources(
  tx: Tx,
  search: { terms?: string[] | undefined; after?: string | undefined; limit: number },
): Promise<ResourceFigures[]> {
  const conditions = [sql`removed_at is null`];
  if (search.terms) conditions.push(sql`terms @> ${search.terms}`);
  if (search.after) conditions.push(sql`id > ${search.after}`);
  return tx.rows<ResourceFigures>(sql`select id, row_count, last_load_at from catalogue.resource
    where ${sql.join(conditions, ' and ')} order by id limit ${search.limit}`);
}

export function findFigures(tx: Tx, id: string): Promise<ResourceFigures | undefined> {
  return tx.first<ResourceFigures>(
    sql`select id, row_count, last_load_at from catalogue.resource where id = ${id} and removed_at is null`,
  );
}

export async function countLoad(tx: Tx, resource: string, change: number, at: Date): Promise<void> {
  await tx.run(
    sql`update catalogue.resource set row_count = row_count + ${change}, last_load_at = greatest(last_load_at, ${at}) where id = ${resource}`,
  );
}
