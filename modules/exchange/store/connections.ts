import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { Finding } from '@platform/sources';
import type { Connection, ConnectionLimits, Fault } from '../domain/line.ts';

/** The last look at a source. */
export type ConnectionReport = {
  at: string;
  server?: string;
  findings: readonly Finding[];
  error?: { code: string; text: LocalText };
};

/** A connection with what lists show of it. */
export type ConnectionRow = Connection & {
  readonly report: ConnectionReport | null;
  readonly createdAt: Date;
  readonly createdBy: string;
};

type Row = {
  id: string;
  title: LocalText;
  organisation: string;
  system: LocalText;
  kind: string;
  settings: unknown;
  secret: Buffer | null;
  origin: 'pack' | 'console';
  state: 'active' | 'paused';
  limits: ConnectionLimits;
  report: ConnectionReport | null;
  created_at: Date;
  created_by: string;
  version: number;
};

const COLUMNS = sql`id, title, organisation, system, kind, settings, secret, origin, state, limits, report, created_at, created_by, version`;

function connectionOf(row: Row): ConnectionRow {
  const { created_at, created_by, ...rest } = row;
  return { ...rest, createdAt: created_at, createdBy: created_by };
}

/** What the sealer binds a connection's secret to. */
export function secretContext(connectionId: string): string {
  return `exchange.connection:${connectionId}`;
}

/** Connections in use, by id. */
export async function listConnections(tx: Tx): Promise<ConnectionRow[]> {
  const rows = await tx.rows<Row>(sql`select ${COLUMNS} from exchange.connection where removed_at is null order by id`);
  return rows.map(connectionOf);
}

/** The connection if it is in use. */
export async function findConnection(tx: Tx, id: string): Promise<ConnectionRow | undefined> {
  const row = await tx.first<Row>(
    sql`select ${COLUMNS} from exchange.connection where id = ${id} and removed_at is null`,
  );
  return row && connectionOf(row);
}

export async function insertConnection(
  tx: Tx,
  connection: Omit<Connection, 'version' | 'state'> & { at: Date; by: string },
): Promise<void> {
  await tx.run(sql`
    insert into exchange.connection (id, title, organisation, system, kind, settings, secret, origin, limits, created_at, created_by)
    values (${connection.id}, ${JSON.stringify(connection.title)}::jsonb, ${connection.organisation}, ${JSON.stringify(connection.system)}::jsonb,
      ${connection.kind}, ${JSON.stringify(connection.settings)}::jsonb, ${connection.secret}, ${connection.origin},
      ${JSON.stringify(connection.limits)}::jsonb, ${connection.at}, ${connection.by})`);
  await wakeRail(tx);
}

/**
 * Changes a connection whose version is still `version`; the new version, undefined when someone else was faster.
 * A `secret` left out stays as it is.
 */
export async function changeConnection(
  tx: Tx,
  id: string,
  version: number,
  changes: {
    title?: LocalText | undefined;
    system?: LocalText | undefined;
    organisation?: string | undefined;
    settings?: unknown;
    secret?: Buffer | null | undefined;
    limits?: ConnectionLimits | undefined;
  },
): Promise<number | undefined> {
  const set = [sql`version = version + 1`];
  if (changes.title) set.push(sql`title = ${JSON.stringify(changes.title)}::jsonb`);
  if (changes.system) set.push(sql`system = ${JSON.stringify(changes.system)}::jsonb`);
  if (changes.organisation !== undefined) set.push(sql`organisation = ${changes.organisation}`);
  if (changes.settings !== undefined) set.push(sql`settings = ${JSON.stringify(changes.settings)}::jsonb`);
  if (changes.secret !== undefined) set.push(sql`secret = ${changes.secret}`);
  if (changes.limits) set.push(sql`limits = ${JSON.stringify(changes.limits)}::jsonb`);
  const row = await tx.first<{ version: number }>(sql`update exchange.connection set ${sql.join(set, ', ')}
    where id = ${id} and version = ${version} and removed_at is null returning version`);
  await wakeRail(tx);
  return row?.version;
}

/** A connection that was removed comes back with what is stored of it; nothing when it is in use or was never there. */
export async function reviveConnection(tx: Tx, id: string): Promise<void> {
  await tx.run(
    sql`update exchange.connection set removed_at = null, version = version + 1 where id = ${id} and removed_at is not null`,
  );
}

export async function setConnectionState(tx: Tx, id: string, state: 'active' | 'paused'): Promise<void> {
  await tx.run(
    sql`update exchange.connection set state = ${state}, version = version + 1 where id = ${id} and state <> ${state}`,
  );
  await wakeRail(tx);
}

/**
 * Takes a connection and its lines out of use; rows taken in, history and quarantine stay. Its secret stays until the source was told
 * to forget us ({@link forgetCapture}).
 */
export async function removeConnection(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(
    sql`update exchange.connection set removed_at = ${at}, version = version + 1 where id = ${id} and removed_at is null`,
  );
  await tx.run(
    sql`update exchange.line set removed_at = ${at}, version = version + 1 where connection_id = ${id} and removed_at is null`,
  );
  await wakeRail(tx);
}

/** A connection, also one that was removed, with how many captured lines of it run or will. */
export async function findAnyConnection(
  tx: Tx,
  id: string,
): Promise<{ connection: ConnectionRow; removed: boolean; captured: number; captureName: string | null } | undefined> {
  const row = await tx.first<Row & { removed: boolean; captured: number; capture_name: string | null }>(sql`
    select ${COLUMNS}, removed_at is not null as removed,
      (select count(*)::int from exchange.line l where l.connection_id = ${id} and l.mode = 'capture' and l.removed_at is null
        and l.state not in ('paused', 'held')) as captured,
      (select name from exchange.capture where connection_id = ${id}) as capture_name
    from exchange.connection where id = ${id}`);
  if (!row) return undefined;
  const { removed, captured, capture_name, ...rest } = row;
  return { connection: connectionOf(rest), removed, captured, captureName: capture_name };
}

/** The source has forgotten us: no place in its log is ours any more, and a removed connection needs no secret. */
export async function forgetCapture(tx: Tx, connectionId: string): Promise<void> {
  await tx.run(sql`delete from exchange.capture where connection_id = ${connectionId}`);
  await tx.run(sql`update exchange.connection set secret = null where id = ${connectionId} and removed_at is not null`);
}

export async function saveReport(tx: Tx, id: string, report: ConnectionReport): Promise<void> {
  await tx.run(sql`update exchange.connection set report = ${JSON.stringify(report)}::jsonb where id = ${id}`);
}

/** Where a capture stands, as lists show it. */
export type CaptureFacts = {
  connectionId: string;
  position: string | null;
  state: 'idle' | 'running' | 'backing-off' | 'stopped';
  receivedAt: Date | null;
  appliedAt: Date | null;
  retainedBytes: number | null;
  retainedSeconds: number | null;
  fault: Fault | null;
};

export async function listCaptureFacts(tx: Tx): Promise<Map<string, CaptureFacts>> {
  const rows = await tx.rows<{
    connection_id: string;
    position: string | null;
    state: CaptureFacts['state'];
    received_at: Date | null;
    applied_at: Date | null;
    retained_bytes: bigint | null;
    retained_seconds: number | null;
    fault: Fault | null;
  }>(
    sql`select connection_id, position, state, received_at, applied_at, retained_bytes, retained_seconds, fault from exchange.capture`,
  );
  return new Map(
    rows.map((row) => [
      row.connection_id,
      {
        connectionId: row.connection_id,
        position: row.position,
        state: row.state,
        receivedAt: row.received_at,
        appliedAt: row.applied_at,
        retainedBytes: row.retained_bytes === null ? null : Number(row.retained_bytes),
        retainedSeconds: row.retained_seconds,
        fault: row.fault,
      },
    ]),
  );
}

/** Wakes the process that runs the rail when the transaction commits; it also looks by itself each second. */
export async function wakeRail(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_notify('yiwang_rail', '')`);
}

const PACK_LINES = 73_577_120;

/** Processes that start at once bring the packs' lines in one after another. */
export async function lockPackLines(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(${PACK_LINES})`);
}
