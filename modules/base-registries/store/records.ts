import { sql, type Sql } from '@platform/database';
import { lakeColumn } from '@platform/lake';
import type { ReadTransaction, RegistryRecord, RegistryValue } from '../contract/index.ts';
import type { RegistryPlan } from '../domain/plan.ts';

type Mark = { r: string; l: string; t: string };

/** Records by their keys, through the view, so that any role the view is granted to may ask. */
export async function findRecords(
  tx: ReadTransaction,
  plan: RegistryPlan,
  keys: readonly string[],
  providerOf: (resource: string) => string,
): Promise<Map<string, RegistryRecord>> {
  const key = lakeColumn(plan.definition.key);
  const values = plan.fields.map((field): Sql => sql`${lakeColumn(field.name)}::text`);
  const rows = await tx.rows<{ key: string; values: (string | null)[]; sources: string }>(sql`
    select ${key} as key, to_json(array[${values.length > 0 ? sql.join(values, ', ') : sql`null::text`}]) as values, _sources::text as sources
    from ${plan.view.at} where ${key} = any(${[...keys]})`);
  // Rows of one load bear the same instant.
  const instants = new Map<string, string>();
  const instant = (text: string): string => {
    let known = instants.get(text);
    if (known === undefined) instants.set(text, (known = new Date(text).toISOString()));
    return known;
  };
  // And most of them all the same sources.
  const known = new Map<string, (RegistryValue['source'] | undefined)[]>();
  const sourcesOf = (text: string): (RegistryValue['source'] | undefined)[] => {
    let sources = known.get(text);
    if (!sources) {
      const marks = JSON.parse(text) as Record<string, Mark>;
      sources = plan.fields.map(({ name }) => {
        const mark = marks[name];
        return mark && { resource: mark.r, organisation: providerOf(mark.r), loadId: mark.l, at: instant(mark.t) };
      });
      known.set(text, sources);
    }
    return sources;
  };
  return new Map(
    rows.map((row) => {
      const fields: Record<string, RegistryValue> = {};
      const sources = sourcesOf(row.sources);
      plan.fields.forEach((field, index) => {
        const value = row.values[index] ?? null;
        const source = sources[index];
        fields[field.name] = value === null || !source ? { value } : { value, source };
      });
      fields[plan.definition.key] = { value: row.key };
      return [row.key, { key: row.key, fields }];
    }),
  );
}
