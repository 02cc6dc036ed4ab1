import { sql, type Sql } from '@platform/database';
import { lakeColumn } from '@platform/lake';
import type { ReadTransaction, RegistryRecord, RegistryValue } from '../contract/index.ts';
import type { RegistryPlan } from '../domain/plan.ts';

type Mark = { r: string; l: string; t: string };

/**
 * Where the values of the last record came from, whose sources had to be read, by registry. Most records have theirs from one load: the
 * database compares byte by byte and sends such sources no second time. Nothing but speed hangs on which they are.
 */
const lastSources = new WeakMap<RegistryPlan, string>();

/** Records by their keys, through the view, so that any role the view is granted to may ask; of each all fields, or `only` these. */
export async function findRecords(
  tx: ReadTransaction,
  plan: RegistryPlan,
  keys: readonly string[],
  providerOf: (resource: string) => string,
  only?: readonly string[],
): Promise<Map<string, RegistryRecord>> {
  const key = lakeColumn(plan.definition.key);
  const fields = only ? plan.fields.filter(({ name }) => only.includes(name)) : plan.fields;
  const values = fields.map((field): Sql => sql`${lakeColumn(field.name)}::text`);
  const last = lastSources.get(plan) ?? null;
  const rows = await tx.rows<{ key: string; values: (string | null)[]; sources: string | null }>(sql`
    select ${key} as key, to_json(array[${values.length > 0 ? sql.join(values, ', ') : sql`null::text`}]) as values,
      case when record_image_eq(row(_sources), row(${last}::jsonb)) then null else _sources::text end as sources
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
      sources = fields.map(({ name }) => {
        const mark = marks[name];
        return mark && { resource: mark.r, organisation: providerOf(mark.r), loadId: mark.l, at: instant(mark.t) };
      });
      known.set(text, sources);
    }
    return sources;
  };
  return new Map(
    rows.map((row) => {
      const found: Record<string, RegistryValue> = {};
      const told = row.sources ?? (last as string);
      if (row.sources !== null) lastSources.set(plan, row.sources);
      const sources = sourcesOf(told);
      fields.forEach((field, index) => {
        const value = row.values[index] ?? null;
        const source = sources[index];
        found[field.name] = value === null || !source ? { value } : { value, source };
      });
      found[plan.definition.key] = { value: row.key };
      return [row.key, { key: row.key, fields: found }];
    }),
  );
}
