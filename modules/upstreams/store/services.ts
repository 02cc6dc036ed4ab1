import { sql, type Tx } from '@platform/database';
import type { UpstreamService } from '@platform/packs';

export type ServiceRow = {
  id: string;
  platform: string;
  origin: 'pack' | 'grant';
  definition: UpstreamService;
  present: boolean;
  addedAt: Date;
  pausedAt: Date | null;
  pausedBy: string | null;
  pauseReason: string | null;
};

const SERVICE = sql`id, platform, origin, definition, present, added_at as "addedAt", paused_at as "pausedAt", paused_by as "pausedBy", pause_reason as "pauseReason"`;

/** Told to every process, so that all know at once what may be called. */
export async function tellServices(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_notify('yiwang_upstreams', '')`);
}

export function readServices(tx: Tx): Promise<ServiceRow[]> {
  return tx.rows<ServiceRow>(sql`select ${SERVICE} from upstreams.service order by id`);
}

/** Services of the packs as they are now; those that no pack names any more stay for their calls. */
export async function savePackServices(
  tx: Tx,
  services: readonly { platform: string; definition: UpstreamService }[],
  at: Date,
): Promise<void> {
  const ids = services.map(({ definition }) => definition.id);
  await tx.run(sql`insert into upstreams.service (id, platform, origin, definition, added_at)
    select id, platform, 'pack', definition::jsonb, ${at} from unnest(${ids}::text[], ${services.map(({ platform }) => platform)}::text[],
      ${services.map(({ definition }) => JSON.stringify(definition))}::text[]) as given (id, platform, definition)
    on conflict (id) do update set platform = excluded.platform, origin = 'pack', definition = excluded.definition, present = true`);
  await tx.run(
    sql`update upstreams.service set present = false where origin = 'pack' and present and not id = any(${ids}::text[])`,
  );
}

/** A service that a grant from above brought; known already, it stays as it is. @returns whether it is new */
export async function addGrantedService(
  tx: Tx,
  platform: string,
  definition: UpstreamService,
  at: Date,
): Promise<boolean> {
  const made = await tx.run(sql`insert into upstreams.service (id, platform, origin, definition, added_at)
    values (${definition.id}, ${platform}, 'grant', ${JSON.stringify(definition)}::jsonb, ${at}) on conflict (id) do nothing`);
  return made === 1;
}

export async function lockService(tx: Tx, id: string): Promise<ServiceRow | undefined> {
  return tx.first<ServiceRow>(sql`select ${SERVICE} from upstreams.service where id = ${id} for no key update`);
}

export async function setPaused(
  tx: Tx,
  id: string,
  paused: { at: Date; by: string; reason: string } | undefined,
): Promise<void> {
  await tx.run(sql`update upstreams.service set paused_at = ${paused?.at ?? null}, paused_by = ${paused?.by ?? null},
    pause_reason = ${paused?.reason ?? null} where id = ${id}`);
}

export type CredentialsRow = {
  platform: string;
  url: string;
  caller: string;
  secret: Buffer;
  setAt: Date;
  setBy: string;
};

export function readCredentials(tx: Tx): Promise<CredentialsRow[]> {
  return tx.rows<CredentialsRow>(
    sql`select platform, url, caller, secret, set_at as "setAt", set_by as "setBy" from upstreams.credentials`,
  );
}

export async function saveCredentials(tx: Tx, row: CredentialsRow): Promise<void> {
  await tx.run(sql`insert into upstreams.credentials (platform, url, caller, secret, set_at, set_by)
    values (${row.platform}, ${row.url}, ${row.caller}, ${row.secret}, ${row.setAt}, ${row.setBy})
    on conflict (platform) do update set url = excluded.url, caller = excluded.caller, secret = excluded.secret,
      set_at = excluded.set_at, set_by = excluded.set_by`);
}

export async function dropCredentials(tx: Tx, platform: string): Promise<boolean> {
  return (await tx.run(sql`delete from upstreams.credentials where platform = ${platform}`)) === 1;
}
