import { sql, type Tx } from '@platform/database';
import type { PlainDate } from '@platform/kernel';
import type { UpstreamService } from '@platform/packs';

export type UpperGrant = {
  platform: string;
  upApplyId: string;
  upCataId: string;
  upResourceId: string;
  upwardId: string | null;
  service: string | null;
  state: 'in-force' | 'suspended' | 'ended';
  reason: string | null;
  purpose: string | null;
  from: PlainDate | null;
  until: PlainDate | null;
  callsPerDay: number | null;
  firstSeenAt: Date;
  changedAt: Date;
  adoptedAt: Date | null;
  adoptedBy: string | null;
};

const GRANT = sql`platform, up_apply_id as "upApplyId", up_cata_id as "upCataId", up_resource_id as "upResourceId", upward_id as "upwardId", service, state,
  reason, purpose, valid_from as "from", valid_until as "until", calls_per_day as "callsPerDay", first_seen_at as "firstSeenAt",
  changed_at as "changedAt", adopted_at as "adoptedAt", adopted_by as "adoptedBy"`;

/** All of them: a city has some hundreds. */
export function readGrants(tx: Tx): Promise<UpperGrant[]> {
  return tx.rows<UpperGrant>(
    sql`select ${GRANT} from upstreams.upper_grant order by first_seen_at desc, platform, up_apply_id`,
  );
}

/** A grant as the level above says it is. @returns whether anything changed */
export async function saveGrant(
  tx: Tx,
  one: Omit<UpperGrant, 'firstSeenAt' | 'changedAt' | 'adoptedAt' | 'adoptedBy'>,
  at: Date,
): Promise<boolean> {
  const changed =
    await tx.run(sql`insert into upstreams.upper_grant (platform, up_apply_id, up_cata_id, up_resource_id, upward_id, service, state, reason,
      purpose, valid_from, valid_until, calls_per_day, first_seen_at, changed_at)
    values (${one.platform}, ${one.upApplyId}, ${one.upCataId}, ${one.upResourceId}, ${one.upwardId}, ${one.service}, ${one.state}, ${one.reason},
      ${one.purpose}, ${one.from}, ${one.until}, ${one.callsPerDay}, ${at}, ${at})
    on conflict (platform, up_apply_id) do update set upward_id = coalesce(upstreams.upper_grant.upward_id, excluded.upward_id), service = excluded.service,
      state = excluded.state, reason = excluded.reason, valid_from = excluded.valid_from, valid_until = excluded.valid_until,
      calls_per_day = excluded.calls_per_day, changed_at = excluded.changed_at
    where (upstreams.upper_grant.upward_id, upstreams.upper_grant.state, upstreams.upper_grant.reason, upstreams.upper_grant.valid_from, upstreams.upper_grant.valid_until,
        upstreams.upper_grant.calls_per_day, upstreams.upper_grant.service)
      is distinct from (coalesce(upstreams.upper_grant.upward_id, excluded.upward_id), excluded.state, excluded.reason, excluded.valid_from, excluded.valid_until, excluded.calls_per_day, excluded.service)`);
  return changed === 1;
}

/** @returns false when it is not there, or was adopted before */
export async function adoptGrant(tx: Tx, platform: string, upApplyId: string, by: string, at: Date): Promise<boolean> {
  const adopted = await tx.run(sql`update upstreams.upper_grant set adopted_at = ${at}, adopted_by = ${by}
    where platform = ${platform} and up_apply_id = ${upApplyId} and upward_id is null and adopted_at is null`);
  return adopted === 1;
}

// The catalogue of the level above

/** A resource of the level above: what it would be as a service here. */
export type UpperResource = {
  platform: string;
  upResourceId: string;
  upCataId: string;
  definition: UpstreamService;
  seenAt: Date;
  goneAt: Date | null;
};
const RESOURCE = sql`platform, up_resource_id as "upResourceId", up_cata_id as "upCataId", definition, seen_at as "seenAt", gone_at as "goneAt"`;

export async function saveUpperResources(
  tx: Tx,
  platform: string,
  all: readonly Pick<UpperResource, 'upResourceId' | 'upCataId' | 'definition'>[],
  at: Date,
): Promise<void> {
  await tx.run(sql`insert into upstreams.upper_resource (platform, up_resource_id, up_cata_id, definition, seen_at)
    select ${platform}, resource, cata, definition::jsonb, ${at} from unnest(${all.map((one) => one.upResourceId)}::text[],
      ${all.map((one) => one.upCataId)}::text[], ${all.map((one) => JSON.stringify(one.definition))}::text[]) as given (resource, cata, definition)
    on conflict (platform, up_resource_id) do update set up_cata_id = excluded.up_cata_id, definition = excluded.definition,
      seen_at = excluded.seen_at, gone_at = null`);
  await tx.run(
    sql`update upstreams.upper_resource set gone_at = ${at} where platform = ${platform} and seen_at < ${at} and gone_at is null`,
  );
}

export function listUpperResources(
  tx: Tx,
  filter: { platform?: string | undefined; q?: string | undefined; after?: string | undefined; limit: number },
): Promise<UpperResource[]> {
  const like = filter.q ? `%${filter.q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%` : null;
  return tx.rows<UpperResource>(sql`select ${RESOURCE} from upstreams.upper_resource
    where gone_at is null and (${filter.platform ?? null}::text is null or platform = ${filter.platform ?? null})
      and (${like}::text is null or definition->'title'->>'zh' ilike ${like} or definition->'title'->>'en' ilike ${like} or definition->'provider'->>'zh' ilike ${like})
      and (${filter.after ?? null}::text is null or platform || ' ' || up_resource_id > ${filter.after ?? null})
    order by platform || ' ' || up_resource_id limit ${filter.limit}`);
}

export function findUpperResource(tx: Tx, platform: string, id: string): Promise<UpperResource | undefined> {
  return tx.first<UpperResource>(
    sql`select ${RESOURCE} from upstreams.upper_resource where platform = ${platform} and up_resource_id = ${id}`,
  );
}
