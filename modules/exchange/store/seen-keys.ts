import { identifier, sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeStage, type LakeTable, type LakeType } from '@platform/lake';

// The keys that a run has seen at the source, in a table of the run's own (of this module's schema): logged, so that a crash cannot make them fewer,
// without an index, since it is only added to and read whole, and dropped when the run is over.

const nameOf = (runId: string): string => `seen_${runId.replaceAll('-', '')}`;
const seenAt = (runId: string) => identifier('exchange', nameOf(runId));

const columns = (table: LakeTable) =>
  sql.join(
    table.key.map((name) => sql`${lakeColumn(name)}`),
    ', ',
  );

/** Makes the table, or empties the one that an earlier attempt from the beginning left. */
export async function beginSeen(tx: Tx, table: LakeTable, runId: string): Promise<void> {
  await tx.run(sql`drop table if exists ${seenAt(runId)}`);
  // A copy of the key's columns without its rules: several chunks may tell of one key.
  await tx.run(sql`create table ${seenAt(runId)} as select ${columns(table)} from ${table.at} limit 0`);
}

export async function seenThere(tx: Tx, runId: string): Promise<boolean> {
  return (
    await tx.one<{ there: boolean }>(sql`select to_regclass(${`exchange.${nameOf(runId)}`}) is not null as there`)
  ).there;
}

export async function endSeen(tx: Tx, runId: string): Promise<void> {
  await tx.run(sql`drop table if exists ${seenAt(runId)}`);
}

/** Keys of a stage's rows. */
export async function noteSeen(tx: Tx, table: LakeTable, runId: string, stage: LakeStage): Promise<void> {
  await tx.run(sql`insert into ${seenAt(runId)} select ${columns(table)} from ${stage.at}`);
}

/** Keys of rows that were set aside: what the lake has under them is not gone from the source. */
export async function noteSeenKeys(
  tx: Tx,
  table: LakeTable,
  runId: string,
  keys: readonly (readonly string[])[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.run(sql`insert into ${seenAt(runId)} ${keyRows(table, keys)}`);
}

/** `select` of these keys with the types of the table's key columns. */
export function keyRows(table: LakeTable, keys: readonly (readonly string[])[]) {
  const typed = table.key.map((name, index) => {
    const type = table.columns.find((column) => column.name === name)?.type ?? 'text';
    const values = keys.map((key) => key[index] as string);
    // Types are few and known; a name made of text could not stand in a statement.
    const cast = {
      text: sql`${values}::text[]`,
      integer: sql`${values}::text[]::bigint[]`,
      date: sql`${values}::text[]::date[]`,
      boolean: sql`${values}::text[]::boolean[]`,
      number: sql`${values}::text[]::numeric[]`,
      timestamp: sql`${values}::text[]::timestamp[]`,
      timestamptz: sql`${values}::text[]::timestamptz[]`,
      uuid: sql`${values}::text[]::uuid[]`,
      jsonb: sql`${values}::text[]::jsonb[]`,
    } satisfies Record<LakeType, unknown>;
    return cast[type];
  });
  return sql`select * from unnest(${sql.join(typed, ', ')}) as wanted (${columns(table)})`;
}

/** Whether a row of `r` has the key of one of `s`. */
export const sameKey = (table: LakeTable) =>
  sql.join(
    table.key.map((name) => sql`s.${lakeColumn(name)} = r.${lakeColumn(name)}`),
    ' and ',
  );

/** Rows of the line that the source no longer has: neither seen by the run nor written since it began. */
export function goneCondition(table: LakeTable, runId: string, lineId: string, since: Date) {
  return sql`r._source = ${lineId} and r._at < ${since} and not exists (select from ${seenAt(runId)} s where ${sameKey(table)})`;
}

/** Keys of the stage that another chunk of this run has told already. */
export async function toldTwice(tx: Tx, table: LakeTable, runId: string, stage: LakeStage): Promise<string[][]> {
  const key = sql.join(
    table.key.map((name) => sql`r.${lakeColumn(name)}::text`),
    ', ',
  );
  const rows = await tx.rows<{ key: string[] }>(
    sql`select distinct array[${key}] as key from ${stage.at} r where exists (select from ${seenAt(runId)} s where ${sameKey(table)})`,
  );
  return rows.map((row) => row.key);
}

/** Keys of the stage that the table has already from this load. */
export async function toldByLoad(tx: Tx, table: LakeTable, load: string, stage: LakeStage): Promise<string[][]> {
  const key = sql.join(
    table.key.map((name) => sql`r.${lakeColumn(name)}::text`),
    ', ',
  );
  const rows = await tx.rows<{ key: string[] }>(
    sql`select array[${key}] as key from ${stage.at} r where exists (select from ${table.at} s where s._load = ${load} and ${sameKey(table)})`,
  );
  return rows.map((row) => row.key);
}
