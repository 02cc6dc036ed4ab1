import { identifier, sql, type Sql, type Tx } from '@platform/database';
import { lakeColumn, type Lake, type LakeType } from '@platform/lake';
import { keyText, type ProofPlan, type ProofValues } from '../domain/proof-plan.ts';

/** Rows of the line in the lake, and about `most` of their keys taken at random (all when there are fewer). */
export async function sampleKeys(
  tx: Tx,
  plan: ProofPlan,
  lineId: string,
  most: number,
): Promise<{ rows: number; keys: string[] }> {
  const { rows } = await tx.one<{ rows: bigint }>(
    sql`select count(*) as rows from ${plan.view.at} where _source = ${lineId}`,
  );
  const share = Math.min(1, most / Math.max(1, Number(rows)));
  const columns = plan.columns.slice(0, plan.keyColumns).map((name) => sql`${lakeColumn(name)}::text`);
  const found = await tx.rows<{ key: string[] }>(
    sql`select array[${sql.join(columns, ', ')}] as key from ${plan.view.at} where _source = ${lineId} and random() < ${share}`,
  );
  return { rows: Number(rows), keys: found.map((row) => keyText(row.key)) };
}

const TAB = 0x09;
const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;

/** What is read of a line of text COPY: the bytes of the whole line without its end, and its key. */
export type LakeLine = (key: string, line: Uint8Array) => void;

/** All rows of the line in the lake, in no order, as of the transaction's snapshot. The bytes are only lent. */
export async function eachLakeLine(
  lake: Pick<Lake, 'readLines'>,
  tx: Tx,
  plan: ProofPlan,
  lineId: string,
  visit: LakeLine,
  onPiece: () => Promise<void>,
): Promise<void> {
  let rest: Buffer | undefined;
  for await (const piece of lake.readLines(tx, plan.view, plan.columns, lineId)) {
    const bytes: Buffer = rest ? Buffer.concat([rest, piece]) : piece;
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      visit(keyOfLine(bytes, from, end, plan.keyColumns), bytes.subarray(from, end));
      from = end + 1;
    }
    rest = from < bytes.length ? bytes.subarray(from) : undefined;
    await onPiece();
  }
}

/** The first `columns` values of a line as one text. */
function keyOfLine(bytes: Buffer, from: number, end: number, columns: number): string {
  let key = '';
  for (let column = 0, start = from; column < columns; column += 1) {
    let stop = start;
    let escaped = false;
    while (stop < end && bytes[stop] !== TAB) {
      if (bytes[stop] === BACKSLASH) escaped = true;
      stop += 1;
    }
    const text = bytes.toString('utf8', start, stop);
    key += `${column > 0 ? '\u0000' : ''}${escaped ? unescaped(text) : text}`;
    start = stop + 1;
  }
  return key;
}

const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' };

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, character: string) => ESCAPED[character] ?? character);
}

/** The lake's rows of these keys, whichever source they are of, by the key as one text. */
export async function lakeRowsOf(
  tx: Tx,
  plan: ProofPlan,
  keys: readonly (readonly string[])[],
): Promise<Map<string, { values: ProofValues; source: string }>> {
  const names = plan.columns.slice(0, plan.keyColumns);
  const lists = names.map((_, column) => sql`${keys.map((key) => key[column] ?? null)}::text[]`);
  const places = names.map((_, column) => identifier(`k${column}`));
  const same = names.map((name, column) => {
    const type = plan.table.columns.find((one) => one.name === name)?.type ?? 'text';
    return sql`v.${lakeColumn(name)} = k.${places[column]}${CASTS[type]}`;
  });
  const values = plan.items.map((name) => sql`v.${lakeColumn(name)}::text`);
  await tx.one(sql`select set_config('datestyle', 'ISO', true)`);
  // Without `offset 0` the planner would join, and a view that guards its rows is then read in whole.
  const rows = await tx.rows<{ n: bigint; values: (string | null)[]; source: string }>(sql`
    select k.n, array[${sql.join(values, ', ')}] as values, v._source as source
    from unnest(${sql.join(lists, ', ')}) with ordinality as k(${sql.join(
      places.map((place) => sql`${place}`),
      ', ',
    )}, n)
    cross join lateral (select * from ${plan.view.at} v where ${sql.join(same, ' and ')} offset 0) v`);
  return new Map(
    rows.map((row) => [
      keyText(keys[Number(row.n) - 1] as readonly string[]),
      { values: plan.canonical(row.values), source: row.source },
    ]),
  );
}

const CASTS: Readonly<Record<LakeType, Sql>> = {
  text: sql``,
  date: sql`::date`,
  integer: sql`::bigint`,
  boolean: sql`::boolean`,
  number: sql`::numeric`,
  timestamp: sql`::timestamp`,
  timestamptz: sql`::timestamptz`,
  uuid: sql`::uuid`,
  jsonb: sql`::jsonb`,
};
