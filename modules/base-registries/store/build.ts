import { sql, type Sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeStage } from '@platform/lake';
import type { PlannedResource, RegistryPlan } from '../domain/plan.ts';

/** Columns of the stage a build fills: everything of the registry but what only the registry itself knows. */
export function freshColumns(plan: RegistryPlan): string[] {
  return [plan.definition.key, ...plan.fields.map((field) => field.name), '_sources', '_resources'];
}

/** A watched field whose value is another one now; `load` brought the new one, where there is one. */
export type ValueChange = {
  key: string;
  field: string;
  before: string | null;
  after: string | null;
  load: string | null;
};

/** What a build is about: all, or what some loads of one resource touched. */
export type Touched = { resource: string; loads: readonly string[] };

/** Up to so many keys are looked up one by one; more are found by reading the resources. */
const FEW_KEYS = 2_000;

const key = (plan: RegistryPlan) => lakeColumn(plan.definition.key);

/** The newest state of every key in question, from all resources, by the precedence of each field. */
export async function fillStage(
  tx: Tx,
  plan: RegistryPlan,
  stage: LakeStage,
  touched: Touched | undefined,
): Promise<void> {
  if (!touched) {
    // What they say is in the tables by now, and all of those is read.
    for (const { trail } of plan.resources) await tx.run(sql`delete from ${trail.at}`);
    await fill(tx, plan, stage, sql``, allKeys(plan), undefined);
  } else {
    const few = await fewKeys(tx, plan, touched);
    if (few) await fill(tx, plan, stage, sql``, sql`select unnest(${few}::text[]) as k`, few);
    else await fill(tx, plan, stage, takenKeys(plan, touched), touchedKeys(plan, touched), undefined);
  }
  await tx.run(sql`analyze ${stage.at}`);
}

/** @param few the keys, where they are few: each resource is then asked for them alone, by its index */
async function fill(
  tx: Tx,
  plan: RegistryPlan,
  stage: LakeStage,
  before: Sql,
  keys: Sql,
  few: readonly string[] | undefined,
): Promise<void> {
  const columns = sql.join(
    freshColumns(plan).map((name) => sql`${lakeColumn(name)}`),
    ', ',
  );
  const joins = plan.resources.map(
    (resource) => sql`left join ${rowsOf(resource, few)} on ${aliased(resource)}._key = k.k`,
  );
  const values = plan.fields.map((field) => {
    const offers = field.from.map(
      ({ resource, item }) => sql`${aliased(resourceOf(plan, resource))}.${lakeColumn(item)}`,
    );
    return sql`coalesce(${sql.join(offers, ', ')})`;
  });
  const present = plan.resources.map(
    (resource) => sql`case when ${aliased(resource)}._key is not null then ${resource.id}::text end`,
  );
  await tx.run(sql`${before}
    insert into ${stage.at} (${columns})
    select k.k, ${values.length > 0 ? sql`${sql.join(values, ', ')}, ` : sql``}${sourcesOf(plan)},
      to_jsonb(array_remove(array[${sql.join(present, ', ')}], null))
    from (${keys}) k ${spaced(joins)}`);
}

/** Every key that the registry or a resource has. */
function allKeys(plan: RegistryPlan): Sql {
  const registry = sql`select ${key(plan)} as k from ${plan.table.at} where _removed_at is null`;
  const all = plan.resources.map(
    (one) =>
      sql`select ${lakeColumn(one.keyItem)} as k from ${one.view.at} where ${lakeColumn(one.keyItem)} is not null`,
  );
  return all.reduce((left, right) => sql`${left} union ${right}`, registry);
}

/** Keys of the rows that these loads wrote last. A later load that wrote over them waits for its own build. */
function writtenKeys(plan: RegistryPlan, touched: Touched): Sql {
  const one = resourceOf(plan, touched.resource);
  const item = lakeColumn(one.keyItem);
  return sql`select ${item} as k from ${one.view.at} where _load = any(${[...touched.loads]}::uuid[]) and ${item} is not null`;
}

/** The keys, and the trail emptied of what it says, when there are few of them. */
async function fewKeys(tx: Tx, plan: RegistryPlan, touched: Touched): Promise<string[] | undefined> {
  const { trail } = resourceOf(plan, touched.resource);
  const { many } = await tx.one<{ many: boolean }>(sql`select
    (select count(*) from (select from (${writtenKeys(plan, touched)}) w limit ${FEW_KEYS + 1}) a) > ${FEW_KEYS}
    or (select count(*) from (select from ${trail.at} limit ${FEW_KEYS + 1}) b) > ${FEW_KEYS} as many`);
  if (many) return undefined;
  // One after the other: what is told between them is read with what it changed, or waits for the next build.
  const gone = await tx.rows<{ key: string }>(sql`delete from ${trail.at} returning key`);
  const written = await tx.rows<{ k: string }>(writtenKeys(plan, touched));
  return [...new Set([...gone.map((row) => row.key), ...written.map((row) => row.k)])];
}

/** Empties the trail in the very statement that reads the resources, so that nothing falls between. */
function takenKeys(plan: RegistryPlan, touched: Touched): Sql {
  return sql`with taken as (delete from ${resourceOf(plan, touched.resource).trail.at} returning key)`;
}

function touchedKeys(plan: RegistryPlan, touched: Touched): Sql {
  return sql`${writtenKeys(plan, touched)} union select key from taken`;
}

/** The rows of one resource (of few keys only), one a key, with the mark that goes into the record beside each value taken from it. */
function rowsOf(resource: PlannedResource, few: readonly string[] | undefined): Sql {
  const item = lakeColumn(resource.keyItem);
  // The condition stands inside, beside the view: put outside, it would not reach the index behind a view that guards its rows.
  const only = few ? sql`${item} = any(${[...few]}::text[])` : sql`${item} is not null`;
  const items = resource.items.filter((name) => name !== resource.keyItem).map((name) => sql`, ${lakeColumn(name)}`);
  const keyToo = resource.items.includes(resource.keyItem) ? [sql`, ${item}`] : [];
  const columns = sql`${item} as _key${spaced([...keyToo, ...items])}, jsonb_build_object('r', ${resource.id}::text, 'l', _load, 't', _at) as _mark`;
  const order =
    resource.tieBreak &&
    sql.join(
      [item, ...resource.tieBreak.filter((name) => name !== resource.keyItem).map(lakeColumn)].map(
        (name) => sql`${name}`,
      ),
      ', ',
    );
  return resource.tieBreak
    ? sql`(select distinct on (${item}) ${columns} from ${resource.view.at} where ${only} order by ${item}, _at desc, ${order}) as ${aliased(resource)}`
    : sql`(select ${columns} from ${resource.view.at} where ${only}) as ${aliased(resource)}`;
}

/** Field → mark of the resource its value is taken from. Built in parts: a function of PostgreSQL takes 100 arguments at most. */
function sourcesOf(plan: RegistryPlan): Sql {
  const pairs = plan.fields.map((field) => {
    const offers = field.from.map(({ resource, item }) => {
      const from = aliased(resourceOf(plan, resource));
      return sql`when ${from}.${lakeColumn(item)} is not null then ${from}._mark`;
    });
    return sql`${field.name}::text, case ${spaced(offers)} end`;
  });
  const parts: Sql[] = [];
  for (let at = 0; at < pairs.length; at += 40)
    parts.push(sql`jsonb_build_object(${sql.join(pairs.slice(at, at + 40), ', ')})`);
  const all = parts.reduce((left, right) => sql`${left} || ${right}`, sql`'{}'::jsonb`);
  return sql`jsonb_strip_nulls(${all})`;
}

/** Watched fields of records that existed before and now have another value. */
export async function valueChanges(
  tx: Tx,
  plan: RegistryPlan,
  stage: LakeStage,
  onlyFilled: boolean,
): Promise<ValueChange[]> {
  if (plan.watched.length === 0) return [];
  const each = plan.watched.map(({ name }) => {
    const column = lakeColumn(name);
    return sql`select r.${key(plan)} as key, ${name}::text as field, r.${column}::text as before, s.${column}::text as after,
        s._sources->${name}::text->>'l' as load
      from ${plan.table.at} r join ${stage.at} s on s.${key(plan)} = r.${key(plan)}
      where r.${column} is distinct from s.${column}${onlyFilled ? sql` and r.${column} is not null` : sql``}`;
  });
  return tx.rows<ValueChange>(each.reduce((left, right) => sql`${left} union all ${right}`));
}

/** Brings the registry to what the stage says; a record that no source has any more is emptied and marked as removed. */
export async function applyStage(
  tx: Tx,
  plan: RegistryPlan,
  stage: LakeStage,
  at: Date,
): Promise<{ inserted: number; updated: number; removed: number }> {
  const names = freshColumns(plan);
  const rest = names.filter((name) => name !== plan.definition.key).map(lakeColumn);
  const columns = sql.join(
    names.map((name) => sql`${lakeColumn(name)}`),
    ', ',
  );
  const { removed } = await tx.one<{
    removed: bigint;
  }>(sql`select count(*) as removed from ${plan.table.at} r join ${stage.at} s
    on s.${key(plan)} = r.${key(plan)} where r._removed_at is null and s._resources = '[]'`);
  const changes = sql.join(
    rest.map((name) => sql`${name} = s.${name}`),
    ', ',
  );
  const before = sql.join(
    rest.map((name) => sql`r.${name}`),
    ', ',
  );
  const after = sql.join(
    rest.map((name) => sql`s.${name}`),
    ', ',
  );
  const touched = await tx.run(sql`
    update ${plan.table.at} r set ${changes}, _at = ${at}, _removed_at = case when s._resources = '[]' then coalesce(r._removed_at, ${at}) end
    from ${stage.at} s where s.${key(plan)} = r.${key(plan)} and (${before}) is distinct from (${after})`);
  const inserted = await tx.run(sql`
    insert into ${plan.table.at} (${columns}, _at) select ${columns}, ${at} from ${stage.at} where _resources <> '[]' on conflict do nothing`);
  return { inserted, updated: touched - Number(removed), removed: Number(removed) };
}

function resourceOf(plan: RegistryPlan, id: string): PlannedResource {
  const found = plan.resources.find((resource) => resource.id === id);
  if (!found) throw new RangeError(`${plan.definition.id} is not built from ${id}`);
  return found;
}

const aliased = (resource: PlannedResource) => lakeColumn(resource.alias);

/** Parts one after another, each with a blank before it. */
function spaced(parts: readonly Sql[]): Sql {
  return parts.reduce((left, right) => sql`${left} ${right}`, sql``);
}
