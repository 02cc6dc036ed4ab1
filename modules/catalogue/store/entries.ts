import { sql, type Tx } from '@platform/database';
import type { Published } from '../domain/catalogue.ts';
import type { Entry } from '../domain/entry.ts';
import type { ResourceDefinition } from '../contract/index.ts';

type Row = {
  id: string;
  provider: string;
  published: ResourceDefinition | null;
  base: ResourceDefinition | null;
  published_no: number;
  published_at: Date | null;
  retired_at: Date | null;
  retired_reason: string | null;
  working: Entry['working'];
  working_state: Entry['workingState'];
  cause: Entry['cause'];
  compilers: string[];
  submitted_at: Date | null;
  review_due: string | null;
  update_due: string | null;
  checked_by: string | null;
  returned_reason: string | null;
  returned_at: Date | null;
  version: number;
};

const entryOf = (row: Row): Entry => ({
  id: row.id,
  provider: row.provider,
  published: row.published,
  base: row.base,
  publishedNo: row.published_no,
  publishedAt: row.published_at,
  retiredAt: row.retired_at,
  retiredReason: row.retired_reason,
  working: row.working,
  workingState: row.working_state,
  cause: row.cause,
  compilers: row.compilers,
  submittedAt: row.submitted_at,
  reviewDue: row.review_due,
  updateDue: row.update_due,
  checkedBy: row.checked_by,
  returnedReason: row.returned_reason,
  returnedAt: row.returned_at,
  version: row.version,
});

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** What the console has published: all, or of one resource. */
export async function listPublished(tx: Tx, only?: string): Promise<Published[]> {
  const rows = await tx.rows<{
    id: string;
    published: ResourceDefinition;
    base: ResourceDefinition | null;
    published_no: number;
    published_at: Date;
  }>(
    sql`select id, published, base, published_no, published_at from catalogue.entry
      where published is not null and retired_at is null and (${only ?? null}::text is null or id = ${only ?? null})`,
  );
  return rows.map((row) => ({
    id: row.id,
    definition: row.published,
    base: row.base ?? undefined,
    no: row.published_no,
    at: row.published_at,
  }));
}

export async function findEntry(tx: Tx, id: string): Promise<Entry | undefined> {
  const row = await tx.first<Row>(sql`select * from catalogue.entry where id = ${id}`);
  return row && entryOf(row);
}

/** The entry, kept from others until the transaction ends. */
export async function lockEntry(tx: Tx, id: string): Promise<Entry | undefined> {
  const row = await tx.first<Row>(sql`select * from catalogue.entry where id = ${id} for update`);
  return row && entryOf(row);
}

/** Ids like `base` that are or ever were in use, so that no new entry takes over an old one's rows. */
export async function takenIds(tx: Tx, base: string): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{
    id: string;
  }>(sql`select id from catalogue.entry where id = ${base} or id like ${`${base}-%`}
    union select id from catalogue.resource where id = ${base} or id like ${`${base}-%`}`);
  return new Set(rows.map((row) => row.id));
}

/** The entry of a department that bears a title, published or being compiled. */
export async function findSameTitle(tx: Tx, provider: string, title: string): Promise<string | undefined> {
  const row = await tx.first<{ id: string }>(
    sql`select id from catalogue.entry where provider = ${provider} and retired_at is null
      and coalesce(working, published) -> 'title' ->> 'zh' = ${title} order by id limit 1`,
  );
  return row?.id;
}

type EntryFilter = {
  state?: string | undefined;
  /** Ids of these only: what a search found, or whose provider is in scope. */
  providers?: readonly string[] | undefined;
  /** Whose unpublished work may be seen; all when absent. */
  workOf?: readonly string[] | undefined;
  q?: string | undefined;
  after?: string | undefined;
  limit: number;
};

/** Entries in order of ids. What is being worked on is in the list only for those who may see it. */
export async function listEntries(tx: Tx, filter: EntryFilter): Promise<Entry[]> {
  const where = [sql`true`];
  if (filter.after !== undefined) where.push(sql`id > ${filter.after}`);
  if (filter.providers) where.push(sql`provider = any(${[...filter.providers]})`);
  if (filter.workOf)
    where.push(sql`(provider = any(${[...filter.workOf]}) or (published is not null and working_state is null))`);
  if (filter.state === 'work') where.push(sql`working_state is not null`);
  else if (filter.state === 'retired') where.push(sql`working_state is null and retired_at is not null`);
  else if (filter.state === 'published')
    where.push(sql`working_state is null and retired_at is null and published is not null`);
  else if (filter.state !== undefined) where.push(sql`working_state = ${filter.state}`);
  if (filter.q)
    where.push(
      sql`position(lower(${filter.q}) in lower(concat_ws(' ', id, coalesce(working, published) -> 'title' ->> 'zh', coalesce(working, published) -> 'title' ->> 'en'))) > 0`,
    );
  const rows = await tx.rows<Row>(
    sql`select * from catalogue.entry where ${sql.join(where, ' and ')} order by id limit ${filter.limit}`,
  );
  return rows.map(entryOf);
}

/** How many entries stand where, of these providers. */
export async function countWork(tx: Tx, providers?: readonly string[]): Promise<Record<string, number>> {
  const rows = await tx.rows<{ state: string; count: number }>(
    sql`select working_state as state, count(*)::int as count from catalogue.entry
      where working_state is not null and (${providers ? [...providers] : null}::text[] is null or provider = any(${providers ? [...providers] : null})) group by 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

/** Writes a new entry. @returns false when the id is taken */
export async function insertEntry(tx: Tx, entry: Entry, at: Date): Promise<boolean> {
  const written = await tx.run(
    sql`insert into catalogue.entry (id, provider, changed_at, version) values (${entry.id}, ${entry.provider}, ${at}, 0) on conflict (id) do nothing`,
  );
  if (written === 0) return false;
  await updateEntry(tx, entry, at);
  return true;
}

export async function updateEntry(tx: Tx, entry: Entry, at: Date): Promise<void> {
  await tx.run(sql`update catalogue.entry set provider = ${entry.provider}, published = ${json(entry.published)}::jsonb, base = ${json(entry.base)}::jsonb,
    published_no = ${entry.publishedNo}, published_at = ${entry.publishedAt}, retired_at = ${entry.retiredAt}, retired_reason = ${entry.retiredReason},
    working = ${json(entry.working)}::jsonb, working_state = ${entry.workingState}, cause = ${json(entry.cause)}::jsonb,
    compilers = ${entry.compilers}, submitted_at = ${entry.submittedAt}, review_due = ${entry.reviewDue}, update_due = ${entry.updateDue},
    checked_by = ${entry.checkedBy}, returned_reason = ${entry.returnedReason}, returned_at = ${entry.returnedAt},
    version = version + 1, changed_at = ${at} where id = ${entry.id}`);
}

export async function deleteEntry(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`delete from catalogue.entry where id = ${id} and published is null`);
}

/** Tells every process, when the transaction commits, that this resource has to be read again. */
export async function tellChanged(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`select pg_notify('yiwang_catalogue', ${id})`);
}

export type Publication = {
  entry: string;
  no: number;
  version: string;
  definition: ResourceDefinition;
  cause: Entry['cause'];
  compilers: string[];
  publishedBy: string;
  publishedOrganisation: string | null;
  publishedAt: Date;
  submittedAt: Date | null;
  reviewDue: string | null;
  updateDue: string | null;
};

export async function insertPublication(tx: Tx, one: Publication): Promise<void> {
  await tx.run(sql`insert into catalogue.publication (entry, no, version, definition, cause, compilers, published_by, published_organisation,
      published_at, submitted_at, review_due, update_due)
    values (${one.entry}, ${one.no}, ${one.version}, ${JSON.stringify(one.definition)}::jsonb, ${json(one.cause)}::jsonb, ${one.compilers},
      ${one.publishedBy}, ${one.publishedOrganisation}, ${one.publishedAt}, ${one.submittedAt}, ${one.reviewDue}, ${one.updateDue})`);
}

type VersionRow = {
  version: string;
  definition: Omit<ResourceDefinition, never>;
  first_used_at: Date;
  no: number | null;
  cause: Entry['cause'];
  published_organisation: string | null;
};

/** Every version of a resource that was ever in use, oldest first, with the publication that made it where there is one. */
export function listVersions(tx: Tx, resource: string): Promise<VersionRow[]> {
  return tx.rows<VersionRow>(sql`select v.version, v.definition, v.first_used_at, p.no, p.cause, p.published_organisation
    from catalogue.resource_version v
    left join lateral (select no, cause, published_organisation from catalogue.publication p
      where p.entry = v.resource and p.version = v.version order by no limit 1) p on true
    where v.resource = ${resource} order by v.first_used_at, p.no nulls first, v.version`);
}
