import { identifier, sql, type Sql, type Tx } from '@platform/database';
import { lakeColumn, storedType, type LakeName, type LakeType } from '@platform/lake';
import type { Cell, Filter, Measured } from '../domain/aggregate.ts';

const CASTS: Partial<Record<LakeType, Sql>> = {
  date: sql`date`,
  integer: sql`bigint`,
  number: sql`numeric`,
  timestamp: sql`timestamp`,
  boolean: sql`boolean`,
};
const OPERATORS: Record<Filter['match'], Sql> = { equal: sql`=`, from: sql`>=`, to: sql`<=` };

/** More kinds of people than this cannot be judged; a definition that divides so finely is of no use for counting. */
export const ATOMS_MOST = 20_000;

export type AtomRow = {
  holds: boolean[];
  by: (string | null)[];
  people: number;
  rows: number;
  sums: (string | null)[];
  filled: number[];
};

/**
 * Counts the people of a view by everything that these filters and dimensions look at, and by whether they have a value in each summed column.
 * A person with several rows counts where the first of them does. Sums are in millionths. At most {@link ATOMS_MOST} and one.
 */
export async function countAtoms(
  tx: Tx,
  on: {
    at: LakeName;
    /** Tells one person from another; undefined when each row is one. */
    person: string | undefined;
    key: readonly string[];
    filters: readonly (Filter & { type: string })[];
    dimensions: readonly string[];
    summed: readonly string[];
  },
): Promise<AtomRow[]> {
  const column = (name: string): Sql => sql`v.${lakeColumn(name)}`;
  const list = (parts: readonly Sql[], otherwise: Sql): Sql =>
    parts.length === 0 ? otherwise : sql`array[${sql.join(parts, ', ')}]`;
  const holds = on.filters.map(
    ({ field, match, value, type }): Sql =>
      sql`coalesce(${column(field)} ${OPERATORS[match]} ${value}::text::${CASTS[storedType(type)] ?? sql`text`}, false)`,
  );
  const by = on.dimensions.map((name): Sql => sql`${column(name)}::text`);
  const filled = on.summed.map((name): Sql => sql`(${column(name)} is not null)`);
  const first =
    on.person === undefined
      ? sql`true`
      : sql`row_number() over (partition by ${column(on.person)} order by ${sql.join(on.key.map(column), ', ')}) = 1`;
  const summedAs = (index: number) => identifier(`s${index}`);
  const sums = on.summed.map((name, index): Sql => sql`${column(name)}::numeric as ${summedAs(index)}`);
  const totals = on.summed.map((_, index): Sql => sql`(round(sum(r.${summedAs(index)}) * 1000000))::text`);
  const counts = on.summed.map((_, index): Sql => sql`count(r.${summedAs(index)})::int`);
  return tx.rows<AtomRow>(sql`
    select r.holds, r.by, count(*) filter (where r.first)::int as people, count(*)::int as rows,
      ${list(totals, sql`array[]::text[]`)} as sums, ${list(counts, sql`array[]::int[]`)} as filled
    from (
      select ${list(holds, sql`array[]::boolean[]`)} as holds, ${list(by, sql`array[]::text[]`)} as by,
        ${list(filled, sql`array[]::boolean[]`)} as has, ${sql.join([sql`${first} as first`, ...sums], ', ')}
      from ${on.at} v
    ) r
    group by r.holds, r.by, r.has
    limit ${ATOMS_MOST + 1}`);
}

/** What organisations ask about one after another, so that two queries side by side cannot each be judged without the other. */
export async function lockConsumer(tx: Tx, ground: string, consumer: string): Promise<void> {
  await tx.rows(
    sql`select pg_advisory_xact_lock(hashtextextended(${`interfaces.aggregate ${ground} ${consumer}`}, 0))`,
  );
}

export type AskedRow = {
  interface: string;
  at: Date;
  query: string;
  outcome: 'answered' | 'too-small' | 'refused';
  cells: Cell[];
  /** Of rows from before it was kept, null: what the interface measures now. */
  measured: Measured | null;
};

/** What an organisation asked since then of an interface, and of others that stand on the same ground, the oldest first. */
export function askedBefore(
  tx: Tx,
  of: { interface: string; ground: string; consumer: string; since: Date },
): Promise<AskedRow[]> {
  return tx.rows<AskedRow>(sql`
    select interface, at, query, outcome, cells, measured from interfaces.aggregate_query
    where (ground = ${of.ground} or (ground is null and interface = ${of.interface}))
      and consumer = ${of.consumer} and at >= ${of.since} order by at, id`);
}

export async function keepAsked(
  tx: Tx,
  row: AskedRow & { id: string; ground: string; consumer: string },
): Promise<void> {
  await tx.run(sql`
    insert into interfaces.aggregate_query (id, interface, ground, consumer, at, query, outcome, cells, measured)
    values (${row.id}, ${row.interface}, ${row.ground}, ${row.consumer}, ${row.at}, ${row.query}, ${row.outcome},
      ${JSON.stringify(row.cells)}::jsonb, ${JSON.stringify(row.measured)}::jsonb)`);
}

/** Forgets queries that no period reaches back to any more. */
export async function purgeAsked(tx: Tx, before: Date): Promise<number> {
  return tx.run(sql`delete from interfaces.aggregate_query where at < ${before}`);
}
