import { sql, type Tx } from '@platform/database';
import type { ItemDefinition } from '../contract/index.ts';

/** Items added to published resources, in the order in which they were added. */
export type AddedItem = { resource: string; item: ItemDefinition };

export async function listAddedItems(tx: Tx, only?: string): Promise<AddedItem[]> {
  const rows = await tx.rows<{ resource: string; definition: ItemDefinition }>(
    sql`select resource, definition from catalogue.added_item where ${only ?? null}::text is null or resource = ${only ?? null} order by no`,
  );
  return rows.map((row) => ({ resource: row.resource, item: row.definition }));
}

/** Adds an item; the one that is there when its name is taken. */
export async function insertAddedItem(
  tx: Tx,
  resource: string,
  item: ItemDefinition,
  at: Date,
  by: string,
): Promise<ItemDefinition> {
  await tx.run(sql`insert into catalogue.added_item (resource, name, definition, added_at, added_by)
    values (${resource}, ${item.name}, ${JSON.stringify(item)}::jsonb, ${at}, ${by}) on conflict (resource, name) do nothing`);
  const row = await tx.one<{ definition: ItemDefinition }>(
    sql`select definition from catalogue.added_item where resource = ${resource} and name = ${item.name}`,
  );
  await tx.run(sql`select pg_notify('yiwang_catalogue', ${resource})`);
  return row.definition;
}
