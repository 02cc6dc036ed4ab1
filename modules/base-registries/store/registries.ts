import { sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeStage } from '@platform/lake';
import type { RegistryPlan } from '../domain/plan.ts';

export type RegistryState = {
  id: string;
  version: string;
  records: bigint;
  filled: Record<string, number>;
  built_at: Date;
};

export async function registryStates(tx: Tx): Promise<Map<string, RegistryState>> {
  const rows = await tx.rows<RegistryState>(
    sql`select id, version, records, filled, built_at from base_registries.registry`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export function findState(tx: Tx, id: string): Promise<RegistryState | undefined> {
  return tx.first<RegistryState>(
    sql`select id, version, records, filled, built_at from base_registries.registry where id = ${id}`,
  );
}

/** Records, and of each field how many have a value. */
export type RegistryCounts = { records: number; filled: Record<string, number> };

/** Counts the registry, or those of its records that a stage holds as well. */
export async function countRegistry(tx: Tx, plan: RegistryPlan, stage?: LakeStage): Promise<RegistryCounts> {
  const counts = sql.join(
    plan.fields.map((field) => sql`count(r.${lakeColumn(field.name)})`),
    ', ',
  );
  const key = lakeColumn(plan.definition.key);
  const only = stage ? sql` join ${stage.at} s on s.${key} = r.${key}` : sql``;
  const { records, filled } = await tx.one<{ records: bigint; filled: string[] }>(sql`
    select count(*) as records, array[${plan.fields.length > 0 ? counts : sql`0::bigint`}]::text[] as filled
    from ${plan.table.at} r${only} where r._removed_at is null`);
  return {
    records: Number(records),
    filled: Object.fromEntries(plan.fields.map((field, index) => [field.name, Number(filled[index])])),
  };
}

/** What is counted after a build of some records: the figures before, moved by how those records' own figures moved. */
export function movedCounts(whole: RegistryCounts, before: RegistryCounts, after: RegistryCounts): RegistryCounts {
  const names = Object.keys(after.filled);
  return {
    records: whole.records + after.records - before.records,
    filled: Object.fromEntries(
      names.map((name) => [name, (whole.filled[name] ?? 0) + (after.filled[name] ?? 0) - (before.filled[name] ?? 0)]),
    ),
  };
}

export async function saveState(tx: Tx, plan: RegistryPlan, counts: RegistryCounts, at: Date): Promise<void> {
  await tx.run(sql`insert into base_registries.registry (id, version, records, filled, built_at)
    values (${plan.definition.id}, ${plan.version}, ${counts.records}, ${JSON.stringify(counts.filled)}::jsonb, ${at})
    on conflict (id) do update set version = excluded.version, records = excluded.records, filled = excluded.filled, built_at = excluded.built_at`);
}

/** Has a registry built again in whole: something it relies on was not there all along. */
export async function forgetVersion(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update base_registries.registry set version = '' where id = ${id}`);
}
