import type pg from 'pg';
import { sourceErrors, type TableName } from '@platform/sources';
import type { CaptureDoor } from './open-capture.ts';
import { literal, quoted } from './session.ts';

const WAIT_MS = 120_000;

export const fullName = (table: TableName): string => `${quoted(table.schema)}.${quoted(table.table)}`;

/** Names of slots may hold only these. */
export function checkName(name: string): string {
  if (!/^[a-z0-9_]{1,63}$/.test(name)) throw new RangeError(`Not a name of a replication slot: ${name}`);
  return name;
}

type Published = { readonly publication: string; readonly own: boolean };

/**
 * The publication through which all these tables are told: our own, made or widened when we may; else one that the source's administrator made.
 * A table whose changes tell no key is never published: its updates would fail at the source.
 * @throws sources.not-allowed with what to run
 */
export async function ensurePublication(
  door: CaptureDoor,
  client: pg.Client,
  name: string,
  tables: readonly TableName[],
): Promise<Published> {
  for (const table of tables) {
    const { identity } = await door.shape(table);
    if (identity === 'none')
      throw sourceErrors.notAllowed({
        place: fullName(table),
        remedy: `ALTER TABLE ${fullName(table)} REPLICA IDENTITY FULL;`,
      });
  }
  const published = await tablesOf(client, name);
  const missing = tables.filter((table) => !published?.has(fullName(table)));
  if (published && missing.length === 0) return { publication: name, own: true };
  try {
    const list = missing.map(fullName).join(', ');
    if (published) await client.query(`alter publication ${quoted(name)} add table ${list}`);
    else if (missing.length === 0)
      await client.query(`create publication ${quoted(name)} with (publish_via_partition_root = true)`);
    else
      await client.query(
        `create publication ${quoted(name)} for table ${list} with (publish_via_partition_root = true)`,
      );
  } catch (error) {
    const other = await foreignPublication(client, tables);
    if (other !== undefined) return { publication: other, own: false };
    const all = tables.map(fullName).join(', ');
    const remedy = published
      ? `ALTER PUBLICATION ${quoted(name)} ADD TABLE ${missing.map(fullName).join(', ')};`
      : `CREATE PUBLICATION ${quoted(name)} FOR TABLE ${all} WITH (publish_via_partition_root = true);`;
    throw sourceErrors.notAllowed({ place: door.place, remedy }, { cause: error });
  }
  await waitForOlder(door, client);
  return { publication: name, own: true };
}

/** The publication to read from, once prepared. */
export async function findPublication(
  client: pg.Client,
  name: string,
  tables: readonly TableName[],
): Promise<string | undefined> {
  const published = await tablesOf(client, name);
  if (published && tables.every((table) => published.has(fullName(table)))) return name;
  return foreignPublication(client, tables);
}

async function tablesOf(client: pg.Client, name: string): Promise<Set<string> | undefined> {
  const { rows: there } = await client.query(`select from pg_publication where pubname = ${literal(name)}`);
  if (there.length === 0) return undefined;
  const { rows } = await client.query<{ schema: string; table: string }>(
    `select n.nspname as schema, c.relname as table from pg_publication p join pg_publication_rel r on r.prpubid = p.oid
     join pg_class c on c.oid = r.prrelid join pg_namespace n on n.oid = c.relnamespace where p.pubname = ${literal(name)}`,
  );
  return new Set(rows.map(fullName));
}

/** One that tells all changes of all these tables. */
async function foreignPublication(client: pg.Client, tables: readonly TableName[]): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string; schema: string; table: string }>(
    `select p.pubname as name, t.schemaname as schema, t.tablename as table from pg_publication p join pg_publication_tables t on t.pubname = p.pubname
     where p.pubinsert and p.pubupdate and p.pubdelete and p.pubtruncate order by 1`,
  );
  const byName = new Map<string, Set<string>>();
  for (const row of rows) byName.set(row.name, (byName.get(row.name) ?? new Set()).add(fullName(row)));
  for (const [name, has] of byName) if (tables.every((table) => has.has(fullName(table)))) return name;
  return undefined;
}

/**
 * What a transaction wrote before its table was published is not told, even when it commits afterwards, and a snapshot begun meanwhile does not see
 * it either. So nothing is read before all transactions that run now have ended.
 */
async function waitForOlder(door: CaptureDoor, client: pg.Client): Promise<void> {
  const now = async (): Promise<{ xmin: string; xmax: string }> => {
    const { rows } = await client.query<{ xmin: string; xmax: string }>(
      `select pg_snapshot_xmin(s)::text as xmin, pg_snapshot_xmax(s)::text as xmax from pg_current_snapshot() s`,
    );
    return rows[0] as { xmin: string; xmax: string };
  };
  const { xmax } = await now();
  for (const until = Date.now() + WAIT_MS; BigInt((await now()).xmin) < BigInt(xmax); ) {
    if (Date.now() > until)
      throw sourceErrors.failed({
        place: door.place,
        reason:
          '有长时间未结束的写事务，请先结束它（查 pg_stat_activity.backend_xid） / a writing transaction stays open; end it first (see pg_stat_activity.backend_xid)',
      });
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

/** The slot, made when there is none. @returns where it stands, and whether it was made now */
export async function ensureSlot(client: pg.Client, name: string): Promise<{ position: string; fresh: boolean }> {
  const { rows } = await client.query<{ position: string | null }>(
    `select confirmed_flush_lsn::text as position from pg_replication_slots where slot_name = ${literal(name)} and plugin = 'pgoutput'`,
  );
  const there = rows[0]?.position;
  if (there) return { position: there, fresh: false };
  const made = await client.query<{ position: string }>(
    `select lsn::text as position from pg_create_logical_replication_slot(${literal(name)}, 'pgoutput')`,
  );
  return { position: (made.rows[0] as { position: string }).position, fresh: true };
}
