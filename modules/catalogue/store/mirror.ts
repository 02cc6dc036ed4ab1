import { sql, type Tx } from '@platform/database';
import type { CataloguedResource } from '../contract/index.ts';

/** A resource with what it is found by and the pack it comes from. */
export type MirroredResource = { resource: CataloguedResource; pack: string; terms: string[] };

/** Any fixed number: processes that start at once mirror one after another. */
const LOCK = 73_577_110;

/** Brings the tables to what the packs say; the number of resources that are new or have a new version. */
export async function mirrorResources(tx: Tx, all: readonly MirroredResource[], now: Date): Promise<number> {
  await tx.run(sql`select pg_advisory_xact_lock(${LOCK})`);
  let changed = 0;
  for (const { resource, pack, terms } of all) {
    const written = await tx.run(sql`
      insert into catalogue.resource as kept (id, version, pack, provider, terms, changed_at)
      values (${resource.id}, ${resource.version}, ${pack}, ${resource.provider}, ${terms}, ${now})
      on conflict (id) do update set version = excluded.version, pack = excluded.pack, provider = excluded.provider,
        terms = excluded.terms, changed_at = excluded.changed_at, removed_at = null
      where (kept.version, kept.pack, kept.terms) is distinct from (excluded.version, excluded.pack, excluded.terms) or kept.removed_at is not null`);
    if (written === 0) continue;
    changed += 1;
    const { version, ...definition } = resource;
    await tx.run(sql`insert into catalogue.resource_version (resource, version, definition, first_used_at)
      values (${resource.id}, ${version}, ${JSON.stringify(definition)}, ${now}) on conflict do nothing`);
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
  await tx.run(
    sql`update catalogue.resource set removed_at = ${now} where removed_at is null and id <> all(${all.map((one) => one.resource.id)})`,
  );
  return changed;
}
