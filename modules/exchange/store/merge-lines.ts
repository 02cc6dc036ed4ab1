import { sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeStage, type LakeTable } from '@platform/lake';
import { goneCondition, keyRows, sameKey } from './seen-keys.ts';

const listed = (names: readonly string[]) =>
  sql.join(
    names.map((name) => sql`${lakeColumn(name)}`),
    ', ',
  );

/** Merges of lines and loads into one resource: lines side by side, a load alone (it holds the same lock exclusively). */
export async function shareResource(tx: Tx, resource: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock_shared(hashtextextended(${`exchange.resource:${resource}`}, 0))`);
}

/** Whether two rows of the stage have one key. */
export async function stageHasDoubles(tx: Tx, table: LakeTable, stage: LakeStage): Promise<boolean> {
  const row = await tx.one<{ doubles: boolean }>(
    sql`select exists (select from ${stage.at} group by ${listed(table.key)} having count(*) > 1) as doubles`,
  );
  return row.doubles;
}

/** Nothing of the stage is at the source any more. */
export async function emptyStage(tx: Tx, stage: LakeStage): Promise<void> {
  await tx.run(sql`delete from ${stage.at}`);
}

/** Takes rows of these keys out of the stage: the lake is newer. @returns rows taken out */
export async function leaveOut(
  tx: Tx,
  table: LakeTable,
  stage: LakeStage,
  keys: readonly (readonly string[])[],
): Promise<number> {
  if (keys.length === 0) return 0;
  return tx.run(sql`delete from ${stage.at} r using (${keyRows(table, keys)}) s where ${sameKey(table)}`);
}

/** Rows of the stage that are new, or differ from what the lake has, into the table. Rows that are the same stay as they are. */
export async function mergeStage(
  tx: Tx,
  table: LakeTable,
  stage: LakeStage,
  items: readonly string[],
  load: { id: string; sourceId: string; at: Date },
): Promise<{ inserted: number; updated: number }> {
  const names = listed(items);
  const changes = sql.join(
    items.map((name) => sql`${lakeColumn(name)} = excluded.${lakeColumn(name)}`),
    ', ',
  );
  const before = sql.join(
    items.map((name) => sql`r.${lakeColumn(name)}`),
    ', ',
  );
  const after = sql.join(
    items.map((name) => sql`excluded.${lakeColumn(name)}`),
    ', ',
  );
  const row = await tx.one<{ inserted: bigint; updated: bigint }>(sql`
    with merged as (
      insert into ${table.at} as r (${names}, _source, _load, _at)
      select ${names}, ${load.sourceId}, ${load.id}, ${load.at} from ${stage.at}
      on conflict (${listed(table.key)}) do update set ${changes}, _row_hash = null, _source = excluded._source, _load = excluded._load, _at = excluded._at
      where (${before}, r._source) is distinct from (${after}, excluded._source)
      returning (xmax = 0) as fresh)
    select count(*) filter (where fresh) as inserted, count(*) filter (where not fresh) as updated from merged`);
  return { inserted: Number(row.inserted), updated: Number(row.updated) };
}

/** How many rows of the line a run would remove, and how many there are. */
export async function goneRows(
  tx: Tx,
  table: LakeTable,
  run: { id: string; lineId: string; since: Date },
): Promise<{ before: number; gone: number }> {
  const row = await tx.one<{ before: bigint; gone: bigint }>(sql`
    select (select count(*) from ${table.at} r where r._source = ${run.lineId}) as before,
      (select count(*) from ${table.at} r where ${goneCondition(table, run.id, run.lineId, run.since)}) as gone`);
  return { before: Number(row.before), gone: Number(row.gone) };
}

export function removeGone(
  tx: Tx,
  table: LakeTable,
  run: { id: string; lineId: string; since: Date },
): Promise<number> {
  return tx.run(sql`delete from ${table.at} r where ${goneCondition(table, run.id, run.lineId, run.since)}`);
}

/**
 * Counts what the lake has of a line and notes it there. The line's row is taken first: changes that are being applied add to the count in their
 * own transaction, and one that commits between a count and its note would be forgotten.
 */
export async function recountRows(tx: Tx, table: LakeTable, lineId: string): Promise<void> {
  await tx.run(sql`select from exchange.line where id = ${lineId} for no key update`);
  await tx.run(sql`update exchange.line set rows_in_lake = (select count(*) from ${table.at} where _source = ${lineId})
    where id = ${lineId}`);
}

/** Of the stage's rows of one key the one that came last stays. */
export async function keepLast(tx: Tx, table: LakeTable, stage: LakeStage): Promise<void> {
  // A stage is only ever added to, so the place of a row tells when it came.
  await tx.run(sql`delete from ${stage.at} where ctid in (select at from (
    select ctid as at, row_number() over (partition by ${listed(table.key)} order by ctid desc) as place from ${stage.at}) placed where place > 1)`);
}

/** Which of these marks are in quarantine already for rows at this value of the cursor. */
export async function knownMarks(
  tx: Tx,
  lineId: string,
  position: string | null,
  marks: readonly string[],
): Promise<Set<string>> {
  if (marks.length === 0 || position === null) return new Set();
  const rows = await tx.rows<{ mark: string }>(sql`select distinct key_mark as mark from exchange.quarantined
    where line_id = ${lineId} and position = ${position} and key_mark = any(${[...marks]})`);
  return new Set(rows.map((row) => row.mark));
}
