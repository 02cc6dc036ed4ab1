import { sql, type Tx } from '@platform/database';
import type { Matter } from '../contract/index.ts';

/** One version of a matter with the decision file that goes with it. */
export type MatterVersion = {
  matter: Matter;
  decisionFile: string;
  decisionId: string;
  /** BPMN text; null in versions kept before there were processes. */
  processFile: string | null;
  /** The processes that it calls, by id; null where it calls none. */
  calledProcesses: Readonly<Record<string, string>> | null;
};

type Row = {
  definition: Matter;
  decision_file: string;
  decision_id: string;
  process_file: string | null;
  called_processes: Record<string, string> | null;
};

/** Keeps a version at its first sight; a version once kept never changes. */
export async function keepVersion(tx: Tx, version: MatterVersion, at: Date): Promise<void> {
  const { matter, decisionFile, decisionId, processFile, calledProcesses } = version;
  await tx.run(sql`
    insert into matters.matter_version (matter, version, definition, decision_file, decision_id, process_file, called_processes, first_seen_at)
    values (${matter.id}, ${matter.version}, ${JSON.stringify(matter)}, ${decisionFile}, ${decisionId}, ${processFile},
      ${calledProcesses && JSON.stringify(calledProcesses)}, ${at})
    on conflict (matter, version) do nothing`);
}

type InUse = { id: string; version: string; position: number; in_use: boolean };

/** The list of matters in use; one that has left its pack or was retired stays, marked so. Only what changed is written. */
export async function putInUse(tx: Tx, matters: readonly Matter[], at: Date): Promise<void> {
  await tx.run(
    sql`update matters.matter set in_use = false where in_use and not (id = any(${matters.map(({ id }) => id)}))`,
  );
  const known = new Map(
    (await tx.rows<InUse>(sql`select id, version, position, in_use from matters.matter`)).map((row) => [row.id, row]),
  );
  for (const [position, { id, version, title, organisation }] of matters.entries()) {
    const row = known.get(id);
    if (row?.in_use && row.version === version && row.position === position) continue;
    await tx.run(sql`
      insert into matters.matter (id, version, title_zh, title_en, organisation, position, updated_at)
      values (${id}, ${version}, ${title.zh}, ${title.en}, ${organisation}, ${position}, ${at})
      on conflict (id) do update set version = excluded.version, title_zh = excluded.title_zh, title_en = excluded.title_en,
        organisation = excluded.organisation, position = excluded.position, in_use = true,
        updated_at = case when matter.version = excluded.version then matter.updated_at else excluded.updated_at end`);
  }
}

/** The versions that are in use by the list. */
export async function versionsInUse(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string; version: string }>(sql`select id, version from matters.matter where in_use`);
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** When each version of one matter was first seen, the newest first. */
export async function versionDates(tx: Tx, matter: string): Promise<{ version: string; at: Date }[]> {
  return tx.rows(
    sql`select version, first_seen_at as at from matters.matter_version where matter = ${matter} order by first_seen_at desc, version`,
  );
}

/** The first version of each matter that was ever in use, and since when. */
export async function firstVersions(tx: Tx): Promise<{ matter: string; version: string; at: Date }[]> {
  return tx.rows(sql`
    select distinct on (matter) matter, version, first_seen_at as at from matters.matter_version
    order by matter, first_seen_at, version`);
}

/** The versions of these matters with the day each was first in use, matter by matter, the newest first. */
export async function datesOfVersions(
  tx: Tx,
  matters: readonly string[],
): Promise<{ matter: string; version: string; since: Date }[]> {
  return tx.rows(sql`
    select matter, version, first_seen_at as since from matters.matter_version where matter = any(${[...matters]})
    order by matter, first_seen_at desc, version`);
}

/** Versions that were ever in use, but for those known. */
export async function otherVersions(
  tx: Tx,
  known: (matter: string, version: string) => boolean,
): Promise<MatterVersion[]> {
  const keys = await tx.rows<{ matter: string; version: string }>(
    sql`select matter, version from matters.matter_version order by first_seen_at, matter`,
  );
  const wanted = keys.filter((key) => !known(key.matter, key.version));
  if (wanted.length === 0) return [];
  const rows = await tx.rows<Row>(
    sql`select definition, decision_file, decision_id, process_file, called_processes from matters.matter_version
      where matter = any(${[...new Set(wanted.map(({ matter }) => matter))]}) order by first_seen_at, matter`,
  );
  return rows
    .filter(({ definition }) => !known(definition.id, definition.version))
    .map((row) => ({
      // Versions kept before levels were: the level stands in the code.
      matter: { ...row.definition, useLevel: row.definition.useLevel ?? row.definition.codes.taskCode[18] ?? '3' },
      decisionFile: row.decision_file,
      decisionId: row.decision_id,
      processFile: row.process_file,
      calledProcesses: row.called_processes,
    }));
}
