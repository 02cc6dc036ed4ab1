import { sql, type Tx } from '@platform/database';
import { lakeColumn } from '@platform/lake';
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

/** Counts the records and the values of each field, and keeps the figures; the number of records. */
export async function saveState(tx: Tx, plan: RegistryPlan, at: Date): Promise<number> {
  const counts = sql.join(
    plan.fields.map((field) => sql`count(${lakeColumn(field.name)})`),
    ', ',
  );
  const { records, filled } = await tx.one<{ records: bigint; filled: string[] }>(sql`
    select count(*) as records, array[${plan.fields.length > 0 ? counts : sql`0::bigint`}]::text[] as filled from ${plan.table.at} where _removed_at is null`);
  const byField = Object.fromEntries(plan.fields.map((field, index) => [field.name, Number(filled[index])]));
  await tx.run(sql`insert into base_registries.registry (id, version, records, filled, built_at)
    values (${plan.definition.id}, ${plan.version}, ${records}, ${JSON.stringify(byField)}::jsonb, ${at})
    on conflict (id) do update set version = excluded.version, records = excluded.records, filled = excluded.filled, built_at = excluded.built_at`);
  return Number(records);
}
