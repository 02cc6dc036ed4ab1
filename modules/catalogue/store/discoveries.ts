import { sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeView } from '@platform/lake';
import type { Marking, SensitiveKind } from '../domain/sensitive.ts';

type DiscoveryState = 'open' | 'agreed' | 'accepted' | 'dismissed';
export type Discovery = {
  id: string;
  resource: string;
  item: string;
  kind: SensitiveKind;
  sampled: number;
  matched: number;
  stated: Marking;
  proposed: Marking;
  state: DiscoveryState;
  found_at: Date;
  seen_at: Date;
  decided_at: Date | null;
  decided_organisation: string | null;
  reason: string | null;
};

const COLUMNS = sql`id, resource, item, kind, sampled, matched, stated, proposed, state, found_at, seen_at, decided_at, decided_organisation, reason`;

/** Findings, newest first. */
export function listDiscoveries(
  tx: Tx,
  filter: {
    state?: string | undefined;
    resources?: readonly string[] | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<Discovery[]> {
  const where = [sql`true`];
  if (filter.state) where.push(sql`state = ${filter.state}`);
  if (filter.resources) where.push(sql`resource = any(${[...filter.resources]})`);
  if (filter.before) where.push(sql`id < ${filter.before}`);
  return tx.rows<Discovery>(
    sql`select ${COLUMNS} from catalogue.discovery where ${sql.join(where, ' and ')} order by id desc limit ${filter.limit}`,
  );
}

/** How many stand where, of these resources; all when absent. */
export async function countDiscoveries(tx: Tx, resources?: readonly string[]): Promise<Record<DiscoveryState, number>> {
  const rows = await tx.rows<{ state: DiscoveryState; count: number }>(
    sql`select state, count(*)::int as count from catalogue.discovery
      where ${resources ? [...resources] : null}::text[] is null or resource = any(${resources ? [...resources] : null}) group by state`,
  );
  const counts = { open: 0, agreed: 0, accepted: 0, dismissed: 0 };
  for (const row of rows) counts[row.state] = row.count;
  return counts;
}

export function lockDiscovery(tx: Tx, id: string): Promise<Discovery | undefined> {
  return tx.first<Discovery>(sql`select ${COLUMNS} from catalogue.discovery where id = ${id} for update`);
}

export function discoveriesOf(tx: Tx, resource: string): Promise<Discovery[]> {
  return tx.rows<Discovery>(sql`select ${COLUMNS} from catalogue.discovery where resource = ${resource} for update`);
}

export async function writeDiscovery(tx: Tx, one: Discovery): Promise<void> {
  await tx.run(sql`insert into catalogue.discovery as kept (id, resource, item, kind, sampled, matched, stated, proposed, state, found_at, seen_at)
    values (${one.id}, ${one.resource}, ${one.item}, ${one.kind}, ${one.sampled}, ${one.matched}, ${JSON.stringify(one.stated)}::jsonb,
      ${JSON.stringify(one.proposed)}::jsonb, ${one.state}, ${one.found_at}, ${one.seen_at})
    on conflict (resource, item, kind) do update set sampled = excluded.sampled, matched = excluded.matched, stated = excluded.stated,
      proposed = excluded.proposed, state = excluded.state, seen_at = excluded.seen_at`);
}

export async function decideDiscovery(
  tx: Tx,
  id: string,
  decision: {
    state: 'accepted' | 'dismissed';
    at: Date;
    by: string;
    organisation: string | null;
    reason: string | null;
  },
): Promise<void> {
  await tx.run(sql`update catalogue.discovery set state = ${decision.state}, decided_at = ${decision.at}, decided_by = ${decision.by},
    decided_organisation = ${decision.organisation}, reason = ${decision.reason} where id = ${id}`);
}

export async function noteSampling(tx: Tx, resource: string, version: string, rows: number, at: Date): Promise<void> {
  await tx.run(sql`insert into catalogue.sampling (resource, version, sampled_at, rows) values (${resource}, ${version}, ${at}, ${rows})
    on conflict (resource) do update set version = excluded.version, sampled_at = excluded.sampled_at, rows = excluded.rows`);
}

export function findSampling(
  tx: Tx,
  resource: string,
): Promise<{ version: string; sampled_at: Date; rows: number } | undefined> {
  return tx.first(sql`select version, sampled_at, rows from catalogue.sampling where resource = ${resource}`);
}

/** Rows of a raw table from all over it, as text; looked at by the caller and forgotten. @param share of the rows to consider, 0..1 */
export async function sampleRows(
  tx: Tx,
  view: LakeView,
  share: number,
  limit: number,
): Promise<Record<string, string | null>[]> {
  await tx.run(sql`set local statement_timeout = '20s'`);
  const columns = view.columns.map((name) => sql`${lakeColumn(name)}::text`);
  return tx.rows(sql`select ${sql.join(columns, ', ')} from ${view.at} where random() < ${share} limit ${limit}`);
}
