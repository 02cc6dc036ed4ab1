import { sql, type Sql, type Tx } from '@platform/database';
import type { StoredGrant } from './grants.ts';

export type GrantFilter = {
  parties: readonly string[] | undefined;
  consumers?: readonly string[] | undefined;
  providers?: readonly string[] | undefined;
  state?: string | undefined;
  delivery?: string | undefined;
  resource?: string | undefined;
  words?: string | undefined;
  named?:
    | { resources: readonly string[]; organisations: readonly string[]; applications: readonly string[] }
    | undefined;
};

/** Stored grants, the newest first. */
export function listStoredGrants(
  tx: Tx,
  filter: GrantFilter,
  page: { after: readonly (string | number)[] | undefined; limit: number },
): Promise<StoredGrant[]> {
  const { parties, consumers, providers, state, delivery, resource, words, named } = filter;
  const conditions: Sql[] = [sql`true`];
  if (parties) conditions.push(sql`(organisation = any(${[...parties]}) or provider = any(${[...parties]}))`);
  if (consumers) conditions.push(sql`organisation = any(${[...consumers]})`);
  if (providers) conditions.push(sql`provider = any(${[...providers]})`);
  if (state) conditions.push(sql`state = ${state}`);
  if (delivery) conditions.push(sql`delivery = ${delivery}`);
  if (resource) conditions.push(sql`resource = ${resource}`);
  if (words && named)
    conditions.push(sql`(resource = any(${[...named.resources]}) or organisation = any(${[...named.organisations]})
      or provider = any(${[...named.organisations]}) or application = any(${[...named.applications]}) or interface = ${words})`);
  const { after } = page;
  if (after) conditions.push(sql`(given_at, id) < (${new Date(String(after[0]))}, ${String(after[1])}::uuid)`);
  return tx.rows<StoredGrant>(sql`select id, request_id, resource, provider, delivery, interface, application, organisation, fields, purposes,
      legal_basis, from_date, until_date, rows_per_day, calls_per_day, delayed_notice_days, state, revision, given_at, state_at, reason
    from sharing.grant where ${sql.join(conditions, ' and ')} order by given_at desc, id desc limit ${page.limit}`);
}
