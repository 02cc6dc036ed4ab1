import { sql, type Tx } from '@platform/database';
import type { Matter } from '../contract/index.ts';

/** One version of a matter with the decision file that goes with it. */
export type MatterVersion = { matter: Matter; decisionFile: string; decisionId: string };

type Row = { definition: Matter; decision_file: string; decision_id: string };

/** Keeps a version at its first sight; a version once kept never changes. */
export async function keepVersion(tx: Tx, version: MatterVersion, at: Date): Promise<void> {
  const { matter, decisionFile, decisionId } = version;
  await tx.run(sql`
    insert into matters.matter_version (matter, version, definition, decision_file, decision_id, first_seen_at)
    values (${matter.id}, ${matter.version}, ${JSON.stringify(matter)}, ${decisionFile}, ${decisionId}, ${at})
    on conflict (matter, version) do nothing`);
}

/** The list of matters in use; one that has left its pack stays, marked so. */
export async function putInUse(tx: Tx, matters: readonly Matter[], at: Date): Promise<void> {
  await tx.run(sql`update matters.matter set in_use = false where not (id = any(${matters.map(({ id }) => id)}))`);
  for (const [position, { id, version, title, organisation }] of matters.entries()) {
    await tx.run(sql`
      insert into matters.matter (id, version, title_zh, title_en, organisation, position, updated_at)
      values (${id}, ${version}, ${title.zh}, ${title.en}, ${organisation}, ${position}, ${at})
      on conflict (id) do update set version = excluded.version, title_zh = excluded.title_zh, title_en = excluded.title_en,
        organisation = excluded.organisation, position = excluded.position, in_use = true,
        updated_at = case when matter.version = excluded.version then matter.updated_at else excluded.updated_at end`);
  }
}

/** Every version that was ever in use. */
export async function allVersions(tx: Tx): Promise<MatterVersion[]> {
  const rows = await tx.rows<Row>(
    sql`select definition, decision_file, decision_id from matters.matter_version order by first_seen_at, matter`,
  );
  return rows.map((row) => ({ matter: row.definition, decisionFile: row.decision_file, decisionId: row.decision_id }));
}
