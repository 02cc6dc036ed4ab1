import { sql, type Sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeStage, type LakeTable } from '@platform/lake';

/** Columns of a stage: the items and the row's hash, which is absent for a row that was set aside but whose key is known. */
export function stageColumns(table: LakeTable): string[] {
  return table.columns.map((column) => column.name).filter((name) => name === '_row_hash' || !name.startsWith('_'));
}

/** How many rows of this source a snapshot would remove, and how many there are. */
export async function deletionsOf(
  tx: Tx,
  table: LakeTable,
  stage: LakeStage,
  sourceId: string,
): Promise<{ before: number; deletions: number }> {
  // A sub-select in WHERE becomes an anti-join; in FILTER it would be looked up row by row.
  const row = await tx.one<{ before: bigint; deletions: bigint }>(sql`
    select (select count(*) from ${table.at} r where r._source = ${sourceId}) as before,
      (select count(*) from ${table.at} r where r._source = ${sourceId}
        and not exists (select from ${stage.at} s where ${sameKey(table)})) as deletions`);
  return { before: Number(row.before), deletions: Number(row.deletions) };
}

/** Makes the raw table what the snapshot says: rows new, changed by their hash, and gone. */
export async function mergeSnapshot(
  tx: Tx,
  table: LakeTable,
  stage: LakeStage,
  load: { id: string; sourceId: string; at: Date },
): Promise<{ inserted: number; updated: number; deleted: number }> {
  const items = stageColumns(table).filter((name) => name !== '_row_hash');
  const names = sql.join(
    items.map((name) => sql`${lakeColumn(name)}`),
    ', ',
  );
  const changes = sql.join(
    items.map((name) => sql`${lakeColumn(name)} = excluded.${lakeColumn(name)}`),
    ', ',
  );
  const key = sql.join(
    table.key.map((name) => sql`${lakeColumn(name)}`),
    ', ',
  );
  const deleted = await tx.run(sql`
    delete from ${table.at} r where r._source = ${load.sourceId} and not exists (select from ${stage.at} s where ${sameKey(table)})`);
  const { inserted, updated } = await tx.one<{ inserted: bigint; updated: bigint }>(sql`
    with merged as (
      insert into ${table.at} as r (${names}, _row_hash, _source, _load, _at)
      select ${names}, _row_hash, ${load.sourceId}, ${load.id}, ${load.at} from ${stage.at} where _row_hash is not null
      on conflict (${key}) do update set ${changes}, _row_hash = excluded._row_hash, _source = excluded._source, _load = excluded._load, _at = excluded._at
      where (r._row_hash, r._source) is distinct from (excluded._row_hash, excluded._source)
      returning (xmax = 0) as fresh)
    select count(*) filter (where fresh) as inserted, count(*) filter (where not fresh) as updated from merged`);
  return { inserted: Number(inserted), updated: Number(updated), deleted };
}

export async function analyseStage(tx: Tx, stage: LakeStage): Promise<void> {
  await tx.run(sql`analyze ${stage.at}`);
}

function sameKey(table: LakeTable): Sql {
  return sql.join(
    table.key.map((name) => sql`s.${lakeColumn(name)} = r.${lakeColumn(name)}`),
    ' and ',
  );
}
