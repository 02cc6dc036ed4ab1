import { sql, type Tx } from '@platform/database';
import type { PackDefinition } from '@platform/packs';

export type MirrorCount = { written: number; removed: number };

/** Any fixed number: processes that start at once mirror one after another. */
const LOCK = 73_577_101;

/**
 * Brings the tables to what the packs say: new and changed rows written, rows no longer named marked as removed.
 * Rows whose hash and pack version stand already are not touched, so a second start writes nothing.
 */
export async function mirrorPlaces(
  tx: Tx,
  places: {
    divisions: readonly PackDefinition<'divisions'>[];
    organisations: readonly PackDefinition<'organisations'>[];
  },
  now: Date,
): Promise<MirrorCount> {
  await tx.run(sql`select pg_advisory_xact_lock(${LOCK})`);
  const divisions = JSON.stringify(places.divisions.map((one) => ({ ...one.value, ...origin(one) })));
  const organisations = JSON.stringify(places.organisations.map((one) => ({ ...one.value, ...origin(one) })));
  const writtenDivisions = await tx.run(sql`
    insert into organisations.division as kept (code, name, level, parent, pack, pack_version, hash, changed_at)
    select code, name, level, parent, pack, "packVersion", hash, ${now}
    from jsonb_to_recordset(${divisions}::jsonb)
      as given (code text, name jsonb, level text, parent text, pack text, "packVersion" text, hash text)
    on conflict (code) do update set name = excluded.name, level = excluded.level, parent = excluded.parent, pack = excluded.pack,
      pack_version = excluded.pack_version, hash = excluded.hash, changed_at = excluded.changed_at, removed_at = null
    where (kept.hash, kept.pack, kept.pack_version) is distinct from (excluded.hash, excluded.pack, excluded.pack_version)
      or kept.removed_at is not null`);
  const writtenOrganisations = await tx.run(sql`
    insert into organisations.organisation as kept
      (id, credit_code, name, short, division, parent, kind, pack, pack_version, hash, changed_at)
    select id, "creditCode", name, short, division, parent, kind, pack, "packVersion", hash, ${now}
    from jsonb_to_recordset(${organisations}::jsonb) as given (id text, "creditCode" text, name jsonb, short jsonb, division text,
      parent text, kind text, pack text, "packVersion" text, hash text)
    on conflict (id) do update set credit_code = excluded.credit_code, name = excluded.name, short = excluded.short,
      division = excluded.division, parent = excluded.parent, kind = excluded.kind, pack = excluded.pack,
      pack_version = excluded.pack_version, hash = excluded.hash, changed_at = excluded.changed_at, removed_at = null
    where (kept.hash, kept.pack, kept.pack_version) is distinct from (excluded.hash, excluded.pack, excluded.pack_version)
      or kept.removed_at is not null`);
  const removedDivisions = await tx.run(sql`update organisations.division set removed_at = ${now}
    where removed_at is null and code <> all(${places.divisions.map((one) => one.id)})`);
  const removedOrganisations = await tx.run(sql`update organisations.organisation set removed_at = ${now}
    where removed_at is null and id <> all(${places.organisations.map((one) => one.id)})`);
  return { written: writtenDivisions + writtenOrganisations, removed: removedDivisions + removedOrganisations };
}

function origin({ pack, packVersion, hash }: PackDefinition): { pack: string; packVersion: string; hash: string } {
  return { pack, packVersion, hash };
}
