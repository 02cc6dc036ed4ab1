import { hash } from 'node:crypto';
import { lockStream } from './changes.ts';
import { copyRows, sql, type Tx } from '@platform/database';
import { lakeColumn, type Lake, type LakeTable } from '@platform/lake';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import type { Line } from '../domain/line.ts';
import { stageColumns } from './merge.ts';

/** What came of one key: the row's new values in the order of the resource's items, or null where it goes. */
export type FinalRow = { readonly key: readonly string[]; readonly values: readonly (string | null)[] | null };

/** Where rows go, and under what. `emptied`: whatever the line has there goes first. */
export type TakeTarget = {
  lake: Lake;
  line: Line;
  resource: ResourceDefinition;
  table: LakeTable;
  batchId: string;
  at: Date;
  emptied: boolean;
};

/**
 * Writes final rows of keys (each at most once) into the raw table, and into the stream of a streamed line with what was there before.
 * @returns rows that are new, other, and gone
 */
export async function takeRows(
  tx: Tx,
  { lake, line, resource, table, batchId, at, emptied }: TakeTarget,
  finals: readonly FinalRow[],
  how: { position: string; sourceAt?: Date; trace: string },
): Promise<{ inserted: number; updated: number; deleted: number }> {
  let deleted = 0;
  if (line.streamed) await lockStream(tx);
  if (emptied) deleted += await tx.run(sql`delete from ${table.at} where _source = ${line.id}`);
  if (emptied && line.streamed)
    await tx.run(sql`insert into exchange.change (line_id, at, position, transaction, op, source_at)
      values (${line.id}, ${at}, ${how.position}, ${how.trace}, 't', ${how.sourceAt ?? at})`);
  if (finals.length === 0) return { inserted: 0, updated: 0, deleted };
  const columns = stageColumns(table);
  const items = columns.filter((name) => name !== '_row_hash');
  const order = resource.items.map((item) => item.name);
  const stage = await lake.openStage(tx, table, columns);
  // A row that goes is staged by its key alone: a hash is what tells the others.
  await copyRows(
    tx,
    stage.target,
    finals.map(({ key, values }) =>
      columns.map((column) => {
        if (column === '_row_hash') return values && hash('sha256', JSON.stringify(values), 'base64');
        if (values) return values[order.indexOf(column)] ?? null;
        return key[resource.key.indexOf(column)] ?? null;
      }),
    ),
  );
  const names = sql.join(
    items.map((name) => sql`${lakeColumn(name)}`),
    ', ',
  );
  const sets = sql.join(
    items.map((name) => sql`${lakeColumn(name)} = excluded.${lakeColumn(name)}`),
    ', ',
  );
  const keys = sql.join(
    table.key.map((name) => sql`${lakeColumn(name)}`),
    ', ',
  );
  const same = sql.join(
    table.key.map((name) => sql`s.${lakeColumn(name)} = r.${lakeColumn(name)}`),
    ' and ',
  );
  if (line.streamed) {
    // Not jsonb_build_object: a function takes 100 arguments at most, and a resource may have more items.
    const staged = (of: readonly string[]) =>
      sql`jsonb_object(${[...of]}::text[], array[${sql.join(
        of.map((name) => sql`s.${lakeColumn(name)}::text`),
        ', ',
      )}])`;
    const there = sql`jsonb_object(${[...items]}::text[], array[${sql.join(
      items.map((name) => sql`r.${lakeColumn(name)}::text`),
      ', ',
    )}])`;
    // Before the rows change, while what they were is still there.
    await tx.run(sql`
      insert into exchange.change (line_id, at, position, transaction, op, key, before, after, source_at)
      select ${line.id}, ${at}, ${how.position}, ${how.trace},
        case when s._row_hash is null then 'd' when r._source is null then 'c' else 'u' end,
        ${staged(table.key)},
        case when r._source is not null then ${there} end,
        case when s._row_hash is not null then ${staged(items)} end, ${how.sourceAt ?? at}
      from ${stage.at} s left join ${table.at} r on ${same}
      where (s._row_hash is not null or r._source = ${line.id}) and s._row_hash is distinct from r._row_hash`);
  }
  deleted += await tx.run(
    sql`delete from ${table.at} r using ${stage.at} s where ${same} and s._row_hash is null and r._source = ${line.id}`,
  );
  const { inserted, updated } = await tx.one<{ inserted: bigint; updated: bigint }>(sql`
    with merged as (
      insert into ${table.at} as r (${names}, _row_hash, _source, _load, _at)
      select ${names}, _row_hash, ${line.id}, ${batchId}, ${at} from ${stage.at} where _row_hash is not null
      on conflict (${keys}) do update set ${sets}, _row_hash = excluded._row_hash, _source = excluded._source, _load = excluded._load, _at = excluded._at
      where (r._row_hash, r._source) is distinct from (excluded._row_hash, excluded._source)
      returning (xmax = 0) as fresh)
    select count(*) filter (where fresh) as inserted, count(*) filter (where not fresh) as updated from merged`);
  // The stage ends with the transaction; a second line of one package needs its name before that.
  await tx.run(sql`drop table ${stage.at}`);
  return { inserted: Number(inserted), updated: Number(updated), deleted };
}
