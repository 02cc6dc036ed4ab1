import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';

export type IslandField = 'service' | 'enforcement' | 'grassroots' | 'other';

/** A request that local data come back from a vertical system (数据回流); days of Shanghai. */
export type ReturnFlow = { what: LocalText; askedAt: string; cameAt?: string; missing?: LocalText };

export type IslandRow = {
  id: string;
  system: LocalText;
  organisation: string;
  field: IslandField;
  connection_id: string | null;
  planned_for: string | null;
  since: Date | null;
  vertical: boolean;
  takes: LocalText | null;
  returns: ReturnFlow[];
  note: string | null;
  version: number;
  /** Lines in use of its connection, and those among them that run. */
  lines: number;
  running: number;
};

const COLUMNS = sql`i.id, i.system, i.organisation, i.field, i.connection_id, i.planned_for, i.since, i.vertical, i.takes, i.returns, i.note, i.version,
  (select count(*)::int from exchange.line l where l.connection_id = i.connection_id and l.removed_at is null) as lines,
  (select count(*)::int from exchange.line l where l.connection_id = i.connection_id and l.removed_at is null
    and (l.state in ('snapshot', 'live') or l.applied_at is not null)) as running`;

export function listIslands(tx: Tx, organisations: readonly string[] | undefined): Promise<IslandRow[]> {
  const own = organisations ? sql`i.organisation = any(${[...organisations]})` : sql`true`;
  return tx.rows(
    sql`select ${COLUMNS} from exchange.island i where i.removed_at is null and ${own} order by i.organisation, i.system ->> 'zh'`,
  );
}

export function findIsland(tx: Tx, id: string): Promise<IslandRow | undefined> {
  return tx.first(sql`select ${COLUMNS} from exchange.island i where i.id = ${id} and i.removed_at is null`);
}

export type IslandGiven = {
  system: LocalText;
  organisation: string;
  field: IslandField;
  connectionId: string | null;
  plannedFor: string | null;
  vertical: boolean;
  takes: LocalText | null;
  returns: readonly ReturnFlow[];
  note: string | null;
};

/** Registers a system; false when this department has one of that name. */
export async function insertIsland(tx: Tx, id: string, island: IslandGiven, at: Date, by: string): Promise<boolean> {
  return (
    (await tx.run(sql`
      insert into exchange.island (id, system, organisation, field, connection_id, planned_for, vertical, takes, returns, note, created_at, created_by)
      values (${id}, ${JSON.stringify(island.system)}::jsonb, ${island.organisation}, ${island.field}, ${island.connectionId}, ${island.plannedFor}::date,
        ${island.vertical}, ${island.takes ? JSON.stringify(island.takes) : null}::jsonb, ${JSON.stringify(island.returns)}::jsonb, ${island.note}, ${at}, ${by})
      on conflict (organisation, (system ->> 'zh')) where removed_at is null do nothing`)) > 0
  );
}

/** Changes one whose version is still `version`; the new version, undefined when someone else was faster. */
export async function changeIsland(
  tx: Tx,
  id: string,
  version: number,
  island: IslandGiven,
): Promise<number | undefined> {
  const row = await tx.first<{ version: number }>(sql`
    update exchange.island set system = ${JSON.stringify(island.system)}::jsonb, organisation = ${island.organisation}, field = ${island.field},
      connection_id = ${island.connectionId}, planned_for = ${island.plannedFor}::date, vertical = ${island.vertical},
      takes = ${island.takes ? JSON.stringify(island.takes) : null}::jsonb, returns = ${JSON.stringify(island.returns)}::jsonb, note = ${island.note},
      version = version + 1
    where id = ${id} and version = ${version} and removed_at is null returning version`);
  return row?.version;
}

/** The system of a connection is in the register, and knows through which connection it is reached. */
export async function registerSystem(
  tx: Tx,
  system: { id: string; system: LocalText; organisation: string; connectionId: string; at: Date; by: string },
): Promise<void> {
  await tx.run(sql`
    insert into exchange.island as i (id, system, organisation, connection_id, created_at, created_by)
    values (${system.id}, ${JSON.stringify(system.system)}::jsonb, ${system.organisation}, ${system.connectionId}, ${system.at}, ${system.by})
    on conflict (organisation, (system ->> 'zh')) where removed_at is null do update set connection_id = excluded.connection_id
    where i.connection_id is distinct from excluded.connection_id
      and not exists (select from exchange.connection c where c.id = i.connection_id and c.removed_at is null)`);
}

/** Notes when systems were first connected: the first line of theirs runs. */
export async function noteConnected(tx: Tx, at: Date): Promise<void> {
  await tx.run(sql`update exchange.island i set since = coalesce((select min(coalesce(l.source_at, l.created_at)) from exchange.line l
      where l.connection_id = i.connection_id and l.applied_at is not null), ${at})
    where i.since is null and i.removed_at is null and exists (select from exchange.line l
      where l.connection_id = i.connection_id and l.removed_at is null and l.applied_at is not null)`);
}
