import { sql, type Tx } from '@platform/database';
import type { LocalText, PlainDate } from '@platform/kernel';
import type { InterfaceBody } from '../domain/definition.ts';

export const DEFINITIONS_CHANNEL = 'yiwang_interfaces';

export type DefinitionRow = {
  id: string;
  version: string;
  state: 'draft' | 'published' | 'retired';
  origin: 'pack' | 'console';
  provider: string;
  body: InterfaceBody;
  revision: number;
  changed_at: Date;
  changed_by: string;
  published_at: Date | null;
  published_by: string | null;
  changes: LocalText[];
  retires_on: PlainDate | null;
  retire_reason: string | null;
};

const COLUMNS = sql`id, version, state, origin, provider, body, revision, changed_at, changed_by, published_at, published_by, changes, retires_on, retire_reason`;

/** All definitions with their versions, of packs and console, drafts too. */
export function listDefinitions(tx: Tx): Promise<DefinitionRow[]> {
  return tx.rows<DefinitionRow>(
    sql`select ${COLUMNS} from interfaces.definition order by id, published_at nulls first`,
  );
}

export function findDraft(tx: Tx, id: string): Promise<DefinitionRow | undefined> {
  return tx.first<DefinitionRow>(
    sql`select ${COLUMNS} from interfaces.definition where id = ${id} and state = 'draft' for update`,
  );
}

/** Keeps a version that a pack gives now, unless it is there already; whether it is new. */
export async function keepPackVersion(
  tx: Tx,
  row: { id: string; version: string; provider: string; body: InterfaceBody; at: Date; pack: string },
): Promise<boolean> {
  const kept = await tx.run(sql`
    insert into interfaces.definition (id, version, state, origin, provider, body, changed_at, changed_by, published_at, published_by)
    values (${row.id}, ${row.version}, 'published', 'pack', ${row.provider}, ${JSON.stringify(row.body)}::jsonb, ${row.at}, ${row.pack}, ${row.at}, ${row.pack})
    on conflict (id, version) do nothing`);
  return kept === 1;
}

/** False when the id is taken. */
export async function insertDraft(
  tx: Tx,
  row: { id: string; version: string; provider: string; body: InterfaceBody; at: Date; by: string },
): Promise<boolean> {
  const made = await tx.run(sql`
    insert into interfaces.definition (id, version, state, origin, provider, body, changed_at, changed_by)
    values (${row.id}, ${row.version}, 'draft', 'console', ${row.provider}, ${JSON.stringify(row.body)}::jsonb, ${row.at}, ${row.by})
    on conflict do nothing`);
  return made === 1;
}

/** False when someone else changed the draft since `revision`. */
export async function changeDraft(
  tx: Tx,
  row: { id: string; revision: number; provider: string; body: InterfaceBody; at: Date; by: string },
): Promise<boolean> {
  const changed = await tx.run(sql`
    update interfaces.definition set body = ${JSON.stringify(row.body)}::jsonb, provider = ${row.provider}, revision = revision + 1, changed_at = ${row.at}, changed_by = ${row.by}
    where id = ${row.id} and state = 'draft' and revision = ${row.revision}`);
  return changed === 1;
}

export async function publishDraft(
  tx: Tx,
  row: { id: string; version: string; changes: readonly LocalText[]; at: Date; by: string },
): Promise<void> {
  await tx.run(sql`
    update interfaces.definition set state = 'published', version = ${row.version}, changes = ${JSON.stringify(row.changes)}::jsonb,
      published_at = ${row.at}, published_by = ${row.by}
    where id = ${row.id} and state = 'draft'`);
}

export async function dropDraft(tx: Tx, id: string): Promise<boolean> {
  return (await tx.run(sql`delete from interfaces.definition where id = ${id} and state = 'draft'`)) === 1;
}

/** Gives notice for these versions; how many there were to give it for. */
export async function retireVersions(
  tx: Tx,
  row: { id: string; versions: readonly string[]; on: PlainDate; reason: string; at: Date; by: string },
): Promise<number> {
  return tx.run(sql`
    update interfaces.definition set state = 'retired', retires_on = ${row.on}::date, retire_reason = ${row.reason}, changed_at = ${row.at}, changed_by = ${row.by}
    where id = ${row.id} and version = any(${[...row.versions]}) and state in ('published', 'retired')`);
}

/** Has every process read its definitions anew, once this transaction is kept. */
export async function tellDefinitionsChanged(tx: Tx): Promise<void> {
  await tx.rows(sql`select pg_notify(${DEFINITIONS_CHANNEL}, '')`);
}
