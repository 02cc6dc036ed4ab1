import { copyRows, sql, type Sql, type Tx } from '@platform/database';
import { EMPTY_STATE, movedState, rowHash, type FerryChange, type RowState } from '@platform/ferry';
import { lakeColumn, lakeTable, storedType, type Lake, type LakeTable } from '@platform/lake';
import type { ResourceDefinition } from '@modules/catalogue/contract';

const COUNT_PAGE = 5_000;

/** The name of a publication's table in the lake: whose it is and what, and a piece of its id, since one entry can be published in several parts. */
export function receivedName(peerId: string, resource: string, publicationId: string): string {
  const word = resource.replaceAll('-', '_').slice(0, 32);
  return `node_${peerId.slice(2)}_${word}_${publicationId.slice(-8)}`;
}

/** The table in which rows of another node lie, apart from all of this node's own. */
export function receivedTable(name: string, entry: ResourceDefinition): LakeTable {
  return lakeTable({
    name,
    key: entry.key,
    columns: [
      ...entry.items.map((item) => ({ name: item.name, type: storedType(item.type) })),
      { name: '_row_hash', type: 'text' },
      { name: '_at', type: 'timestamptz' },
    ],
  });
}

const columnsOf = (names: readonly string[], alias: Sql): Sql =>
  sql.join(
    names.map((name) => sql`${alias}${lakeColumn(name)}`),
    ', ',
  );

/** Takes changes into the table: of each key the last one counts. @returns the state afterwards */
export async function takeRows(
  deps: { lake: Lake },
  tx: Tx,
  table: LakeTable,
  given: { columns: readonly string[]; changes: readonly FerryChange[]; state: RowState; at: Date },
): Promise<RowState> {
  const last = new Map<string, FerryChange>();
  let emptied = false;
  for (const change of given.changes) {
    if (change.op === 't') {
      last.clear();
      emptied = true;
    } else last.set(JSON.stringify(change.key), change);
  }
  if (emptied) await tx.run(sql`delete from ${table.at}`);
  const state = emptied ? EMPTY_STATE : given.state;
  if (last.size === 0) return state;
  const columns = [...given.columns, '_row_hash', '_at'];
  const stage = await deps.lake.openStage(tx, table, columns);
  const places = table.key.map((name) => given.columns.indexOf(name));
  const come: Buffer[] = [];
  const at = given.at.toISOString();
  const rows = [...last.values()].map((change): (string | null)[] => {
    if (change.op === 'd' || !change.values) {
      const values: (string | null)[] = given.columns.map(() => null);
      places.forEach((place, index) => {
        values[place] = change.key[index] as string;
      });
      return [...values, null, at];
    }
    const hash = rowHash(change.key, change.values);
    come.push(hash);
    return [...change.values, hash.toString('hex'), at].map((value) => value ?? null);
  });
  await copyRows(tx, stage.target, rows);
  const same = sql.join(
    table.key.map((name) => sql`t.${lakeColumn(name)} = s.${lakeColumn(name)}`),
    ' and ',
  );
  const gone = await tx.rows<{ hash: string | null }>(
    sql`delete from ${table.at} t using ${stage.at} s where ${same} returning t._row_hash as hash`,
  );
  await tx.run(
    sql`insert into ${table.at} (${columnsOf(columns, sql``)}) select ${columnsOf(columns, sql`s.`)} from ${stage.at} s where s._row_hash is not null`,
  );
  const hashes = gone.flatMap(({ hash }) => (hash ? [Buffer.from(hash, 'hex')] : []));
  return movedState(state, hashes, come);
}

/** Counts the rows as they truly are, page by page, and mends the hashes kept beside them. */
export async function countRows(tx: Tx, table: LakeTable, columns: readonly string[]): Promise<RowState> {
  let state = EMPTY_STATE;
  let after: readonly string[] | undefined;
  const keys = columnsOf(table.key, sql``);
  const keyTexts = sql.join(
    table.key.map((name) => sql`${lakeColumn(name)}::text`),
    ', ',
  );
  const texts = sql.join(
    columns.map((name) => sql`${lakeColumn(name)}::text`),
    ', ',
  );
  for (;;) {
    // Rows of a page by their place in the store: cheaper than by key, and rewritten rows only move behind.
    const behind: Sql = after === undefined ? sql`true` : sql`(${keys}) > (${castAll(table, after)})`;
    const rows = await tx.rows<{ key: string[]; row: (string | null)[]; hash: string | null }>(
      sql`select array[${keyTexts}] as key, array[${texts}] as row, _row_hash as hash from ${table.at} where ${behind} order by ${keys} limit ${COUNT_PAGE}`,
    );
    const wrong: { key: string[]; hash: string }[] = [];
    const come = rows.map(({ key, row, hash }) => {
      const now = rowHash(key, row);
      if (now.toString('hex') !== hash) wrong.push({ key, hash: now.toString('hex') });
      return now;
    });
    state = movedState(state, [], come);
    for (const { key, hash } of wrong)
      await tx.run(sql`update ${table.at} set _row_hash = ${hash} where (${keys}) = (${castAll(table, key)})`);
    const last = rows.at(-1);
    if (!last || rows.length < COUNT_PAGE) return state;
    after = last.key;
  }
}

export async function emptyTable(tx: Tx, table: LakeTable): Promise<void> {
  await tx.run(sql`delete from ${table.at}`);
}

const CASTS: Readonly<Record<string, Sql>> = {
  text: sql`text`,
  date: sql`date`,
  integer: sql`bigint`,
  boolean: sql`boolean`,
  number: sql`numeric`,
  timestamp: sql`timestamp without time zone`,
};

function castAll(table: LakeTable, key: readonly string[]): Sql {
  return sql.join(
    table.key.map((name, place) => {
      const type = table.columns.find((column) => column.name === name)?.type ?? 'text';
      return sql`${key[place]}::text::${CASTS[type] ?? sql`text`}`;
    }),
    ', ',
  );
}
