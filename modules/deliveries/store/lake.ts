import { identifier, sql, type Sql, type Tx } from '@platform/database';
import { lakeColumn, lakeView, rawTable, storedType, type LakeView } from '@platform/lake';
import type { CataloguedResource, ItemDefinition } from '@modules/catalogue/contract';
import type { Filter } from '../domain/filters.ts';
import type { Query, QuerySides } from '../domain/query.ts';
import { itemAt } from '../domain/query.ts';
import { subjectItems } from '../domain/outlook.ts';

/** The view of a resource's rows through which this module reads: the catalogued items and nothing beside them. */
export function givenView(resource: CataloguedResource): LakeView {
  const table = rawTable(resource);
  return lakeView({ name: `given_${table.name}`, table, columns: resource.items.map(({ name }) => name) });
}

/** A value of the input as the database compares it. */
function typed(value: string, item: Pick<ItemDefinition, 'type'>): Sql {
  switch (storedType(item.type)) {
    case 'date':
      return sql`${value}::date`;
    case 'integer':
      return sql`${value}::bigint`;
    case 'number':
      return sql`${value}::numeric`;
    case 'boolean':
      return sql`${value}::boolean`;
    case 'timestamp':
      return sql`${value}::timestamp`;
    default:
      return sql`${value}::text`;
  }
}

/** A condition that was checked against the item's type. */
function condition(column: Sql, filter: Pick<Filter, 'operator' | 'values'>, item: ItemDefinition): Sql {
  const value = (): Sql => typed(filter.values[0] as string, item);
  switch (filter.operator) {
    case 'equals':
      return sql`${column} = ${value()}`;
    case 'not-equals':
      return sql`${column} is distinct from ${value()}`;
    case 'one-of':
      return sql`${column} in (${sql.join(
        filter.values.map((one) => typed(one, item)),
        ', ',
      )})`;
    case 'from':
      return sql`${column} >= ${value()}`;
    case 'to':
      return sql`${column} <= ${value()}`;
    case 'starts-with':
      return sql`starts_with(${column}, ${filter.values[0]})`;
    case 'empty':
      return sql`${column} is null`;
    case 'not-empty':
      return sql`${column} is not null`;
  }
}

const ALIASES = { a: sql`a`, b: sql`b` } as const;
const columnOf = (alias: Sql, name: string): Sql => sql`${alias}.${lakeColumn(name)}`;
const itemOf = (resource: CataloguedResource, name: string): ItemDefinition =>
  resource.items.find((item) => item.name === name) as ItemDefinition;
const asTexts = (columns: readonly Sql[]): Sql =>
  sql.join(
    columns.map((column, index) => sql`${column}::text as ${identifier(`c${index}`)}`),
    ', ',
  );

type Texts = Record<string, string | null>;
const cellsOf = (row: Texts, from: number, to: number): (string | null)[] =>
  Array.from({ length: to - from }, (_, index) => row[`c${from + index}`] ?? null);

export type LakeRow = { readonly cells: (string | null)[]; readonly subjects: string[] };

/** Rows that are asked for at once; the next are on their way while these are written. */
const STEP = 4_000;

/**
 * Rows of a resource in the order of its key, in steps, all of one snapshot: `tx` must be a reading one. `subjects` are the identifiers of whom a row is
 * about, whether or not they are among the fields.
 */
export async function* readRows(
  tx: Tx,
  resource: CataloguedResource,
  fields: readonly string[],
  filters: readonly Filter[],
  most: number,
): AsyncGenerator<LakeRow> {
  const view = givenView(resource);
  const about = subjectItems(resource).map(({ name }) => name);
  const names = [...fields, ...about, ...resource.key];
  const keys = resource.key.map((name) => columnOf(ALIASES.a, name));
  const where = filters.map((filter) =>
    condition(columnOf(ALIASES.a, filter.field), filter, itemOf(resource, filter.field)),
  );
  const read = (after: (string | null)[] | undefined, step: number): Promise<Texts[]> => {
    const behind = after
      ? [
          sql`(${sql.join(keys, ', ')}) > (${sql.join(
            after.map((value, index) => typed(value as string, itemOf(resource, resource.key[index] as string))),
            ', ',
          )})`,
        ]
      : [];
    const all = [sql`true`, ...where, ...behind];
    return tx.rows<Texts>(
      sql`select ${asTexts(names.map((name) => columnOf(ALIASES.a, name)))} from ${view.at} as a where ${sql.join(all, ' and ')}
        order by ${sql.join(keys, ', ')} limit ${step}`,
    );
  };
  const stepOf = (left: number): number => Math.min(STEP, left);
  let coming: Promise<Texts[]> | undefined = read(undefined, stepOf(most));
  for (let left = most; coming; ) {
    const rows: Texts[] = await coming;
    left -= rows.length;
    const last = rows.length < STEP || left <= 0 ? undefined : rows[rows.length - 1];
    coming = last && read(cellsOf(last, fields.length + about.length, names.length), stepOf(left));
    // Whoever stops reading does not wait for it; its fault is thrown where it is awaited.
    coming?.catch(() => undefined);
    for (const row of rows) {
      yield {
        cells: cellsOf(row, 0, fields.length),
        subjects: cellsOf(row, fields.length, fields.length + about.length).filter((one) => one !== null),
      };
    }
  }
}

/** How long one statement of the caller's transaction may take. */
export async function limitTime(tx: Tx, seconds: number): Promise<void> {
  await tx.run(sql`select set_config('statement_timeout', ${String(seconds * 1000)}, true)`);
}

export type Answered = {
  rows: (string | null)[][];
  cut: boolean;
  /** Identifiers of whom the rows are about, by resource; of groups none. */
  subjects: { resource: string; ids: string[] }[];
  counts?: number[];
  tops?: (number | null)[][];
};

/** Runs a query that was checked against its grants, in a reading transaction: as parameters and declared names, never as text. */
export async function runQuery(tx: Tx, query: Query, sides: QuerySides): Promise<Answered> {
  const at = (of: 'a' | 'b', field: string): Sql => columnOf(ALIASES[of], field);
  const joined =
    query.join && sides.b
      ? sql`${query.join.kind === 'both' ? sql`join` : sql`left join`} ${givenView(sides.b.resource).at} as b
          on ${at('a', query.join.left)} = ${at('b', query.join.right)}`
      : sql``;
  const where = query.filters.map((filter) =>
    condition(at(filter.of, filter.field), filter, itemAt(sides, filter.of, filter.field) as ItemDefinition),
  );
  const from = sql`from ${givenView(sides.a.resource).at} as a ${joined} where ${sql.join([sql`true`, ...where], ' and ')}`;
  return query.mode === 'rows' ? listRows(tx, query, sides, from, at) : countGroups(tx, query, from, at);
}

type At = (of: 'a' | 'b', field: string) => Sql;

async function listRows(tx: Tx, query: Query, sides: QuerySides, from: Sql, at: At): Promise<Answered> {
  const about = (['a', 'b'] as const).flatMap((of) => {
    const side = sides[of];
    return side ? subjectItems(side.resource).map(({ name }) => ({ of, name, resource: side.resource.id })) : [];
  });
  const shown = query.fields.map(({ of, field }) => at(of, field));
  const keys = sides.a.resource.key.map((name) => at('a', name));
  const rows = await tx.rows<Texts>(
    sql`select ${asTexts([...shown, ...about.map(({ of, name }) => at(of, name))])} ${from} order by ${sql.join(keys, ', ')} limit ${query.limit + 1}`,
  );
  const kept = rows.slice(0, query.limit);
  const byResource = new Map<string, Set<string>>();
  about.forEach(({ resource }, index) => {
    const ids = byResource.get(resource) ?? new Set<string>();
    byResource.set(resource, ids);
    for (const row of kept) {
      const id = row[`c${shown.length + index}`];
      if (id) ids.add(id);
    }
  });
  return {
    rows: kept.map((row) => cellsOf(row, 0, shown.length)),
    cut: rows.length > query.limit,
    subjects: [...byResource].map(([resource, ids]) => ({ resource, ids: [...ids] })),
  };
}

const FIGURES = {
  'count-distinct': (column: Sql) => sql`count(distinct ${column})`,
  sum: (column: Sql) => sql`sum(${column})`,
  average: (column: Sql) => sql`round(avg(${column}), 4)`,
  least: (column: Sql) => sql`min(${column})`,
  most: (column: Sql) => sql`max(${column})`,
} as const;

async function countGroups(tx: Tx, query: Query, from: Sql, at: At): Promise<Answered> {
  const groups = query.groups.map(({ of, field, by }) =>
    by === undefined
      ? at(of, field)
      : by === 'year'
        ? sql`to_char(${at(of, field)}, 'YYYY')`
        : sql`to_char(${at(of, field)}, 'YYYY-MM')`,
  );
  const figures = query.figures.map(({ kind, of = 'a', field }) =>
    kind === 'count' || field === undefined ? sql`count(*)` : FIGURES[kind](at(of, field)),
  );
  const tops = query.figures.map(({ kind, of = 'a', field }) =>
    kind === 'sum' && field !== undefined ? sql`max(abs(${at(of, field)}))` : sql`null`,
  );
  const places = sql.join(ORDINALS.slice(0, groups.length), ', ');
  const ordered = groups.length === 0 ? sql`` : sql`group by ${places} order by ${places}`;
  const rows = await tx.rows<Texts>(
    sql`select ${asTexts([...groups, ...figures, sql`count(*)`, ...tops])} ${from} ${ordered} limit ${query.limit + 1}`,
  );
  const kept = rows.slice(0, query.limit);
  const width = groups.length + figures.length;
  return {
    rows: kept.map((row) => cellsOf(row, 0, width)),
    cut: rows.length > query.limit,
    subjects: [],
    counts: kept.map((row) => Number(row[`c${width}`])),
    tops: kept.map((row) =>
      cellsOf(row, width + 1, width + 1 + tops.length).map((one) => (one === null ? null : Number(one))),
    ),
  };
}

/** Columns of the answer by their place: a name could be that of an item. */
const ORDINALS = [sql`1`, sql`2`, sql`3`, sql`4`] as const;
