import { sql, type Tx } from '@platform/database';
import { definitionOf } from '../domain/catalogue.ts';
import type { CataloguedResource } from '../contract/index.ts';

/** A resource with the pack it comes from; null when it was compiled on the console. */
export type MirroredResource = { resource: CataloguedResource; pack: string | null };

/** Any fixed number: processes that start at once mirror one after another. */
const LOCK = 73_577_110;

/**
 * Brings the tables to what the catalogue in memory says; the number of resources that are new or have a new version.
 * @param whole whether `some` is all there is, so that others are marked as removed
 */
export async function mirrorResources(
  tx: Tx,
  some: readonly MirroredResource[],
  now: Date,
  whole: boolean,
): Promise<number> {
  await tx.run(sql`select pg_advisory_xact_lock(${LOCK})`);
  const ids = some.map((one) => one.resource.id);
  const kept = new Map(
    (
      await tx.rows<{ id: string; version: string; pack: string | null; provider: string }>(
        sql`select id, version, pack, provider from catalogue.resource where removed_at is null and id = any(${ids})`,
      )
    ).map((row) => [row.id, row]),
  );
  let changed = 0;
  for (const { resource, pack } of some) {
    const before = kept.get(resource.id);
    if (before?.version === resource.version && before.pack === pack && before.provider === resource.provider) continue;
    changed += 1;
    await writeResource(tx, resource, pack, now);
  }
  if (whole)
    await tx.run(sql`update catalogue.resource set removed_at = ${now} where removed_at is null and id <> all(${ids})`);
  return changed;
}

/** The entry is not in use any more; its figures and versions stay. */
export async function removeResource(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.run(sql`update catalogue.resource set removed_at = ${now} where id = ${id} and removed_at is null`);
}

async function writeResource(tx: Tx, resource: CataloguedResource, pack: string | null, now: Date): Promise<void> {
  await tx.run(sql`
    insert into catalogue.resource (id, version, pack, provider, changed_at)
    values (${resource.id}, ${resource.version}, ${pack}, ${resource.provider}, ${now})
    on conflict (id) do update set version = excluded.version, pack = excluded.pack, provider = excluded.provider,
      changed_at = excluded.changed_at, removed_at = null`);
  await tx.run(sql`insert into catalogue.resource_version (resource, version, definition, first_used_at)
    values (${resource.id}, ${resource.version}, ${JSON.stringify(definitionOf(resource))}, ${now}) on conflict do nothing`);
  await tx.run(sql`delete from catalogue.item where resource = ${resource.id}`);
  const items = resource.items.map((item, position) => ({
    ...item,
    position,
    required: item.required ?? false,
    personal: item.personal ?? true,
    grade: item.grade ?? resource.grade,
  }));
  await tx.run(sql`insert into catalogue.item (resource, name, position, title, type, required, personal, grade, mask)
    select ${resource.id}, name, position, title, type, required, personal, grade, mask
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
      as given (name text, position int, title jsonb, type text, required boolean, personal boolean, grade int, mask text)`);
}
