import { sql, type Tx } from '@platform/database';

export type ResourceFigures = { id: string; row_count: bigint; first_load_at: Date | null; last_load_at: Date | null };

/** Figures of these resources, as far as they are in use. */
export async function figuresOf(tx: Tx, ids: readonly string[]): Promise<Map<string, ResourceFigures>> {
  const rows = await tx.rows<ResourceFigures>(
    sql`select id, row_count, first_load_at, last_load_at from catalogue.resource where removed_at is null and id = any(${[...ids]})`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function findFigures(tx: Tx, id: string): Promise<ResourceFigures | undefined> {
  return (await figuresOf(tx, [id])).get(id);
}

export async function countLoad(tx: Tx, resource: string, change: number, at: Date): Promise<void> {
  await tx.run(
    sql`update catalogue.resource set row_count = row_count + ${change}, last_load_at = greatest(last_load_at, ${at}),
      first_load_at = coalesce(first_load_at, ${at}) where id = ${resource}`,
  );
}
