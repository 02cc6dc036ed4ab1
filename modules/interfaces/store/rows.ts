import { identifier, sql, type Sql, type Tx } from '@platform/database';
import { lakeColumn, storedType, type LakeName, type LakeType } from '@platform/lake';

/** A column that a look-up compares with, and how. */
export type Condition = { readonly column: string; readonly type: string; readonly match: 'equal' | 'from' | 'to' };

/** What a set of look-ups has in common: where, by what, and what is read. */
export type Lookup = {
  readonly at: LakeName;
  readonly conditions: readonly Condition[];
  /** In the order in which rows come; they tell one row from another. */
  readonly key: readonly { readonly column: string; readonly type: string }[];
  readonly columns: readonly string[];
  /** Whether each look-up goes on behind a row, by its key. */
  readonly after: boolean;
};

/** One look-up: a value a condition, and a value a key column where it goes on. */
export type Asked = { readonly values: readonly string[]; readonly after: readonly string[]; readonly limit: number };

export type LookedUp = { n: number; values: (string | null)[]; key: string[]; at: Date };

const CASTS: Partial<Record<LakeType, Sql>> = {
  date: sql`date`,
  integer: sql`bigint`,
  number: sql`numeric`,
  timestamp: sql`timestamp`,
  boolean: sql`boolean`,
};
const castOf = (type: string): Sql => CASTS[storedType(type)] ?? sql`text`;
const OPERATORS: Record<Condition['match'], Sql> = { equal: sql`=`, from: sql`>=`, to: sql`<=` };
const argument = (index: number) => identifier(`p${index}`);

/** The rows of many look-ups of one kind in one statement, each look-up's in the order of the key. `n` is the look-up's place. */
export async function lookUp(tx: Tx, lookup: Lookup, asked: readonly Asked[]): Promise<LookedUp[]> {
  const { conditions, key } = lookup;
  const compared = conditions.map(({ column, type, match }, index): Sql => {
    return sql`v.${lakeColumn(column)} ${OPERATORS[match]} c.${argument(index)}::${castOf(type)}`;
  });
  const keys = key.map(({ column }): Sql => sql`v.${lakeColumn(column)}`);
  if (lookup.after) {
    const behind = key.map(({ type }, index): Sql => sql`c.${argument(conditions.length + index)}::${castOf(type)}`);
    compared.push(sql`(${sql.join(keys, ', ')}) > (${sql.join(behind, ', ')})`);
  }
  const given = conditions.length + (lookup.after ? key.length : 0);
  const lists = Array.from({ length: given }, (_, index): Sql => {
    const values = asked.map((one) => [...one.values, ...one.after][index] ?? null);
    return sql`${values}::text[]`;
  });
  const ordered = keys.map((column, index): Sql => sql`${column} as ${identifier(`k${index}`)}`);
  const places = key.map((_, index): Sql => sql`r.${identifier(`k${index}`)}`);
  const names = Array.from({ length: given }, (_, index): Sql => sql`${argument(index)}`);
  const texts = (columns: readonly string[]): Sql =>
    columns.length === 0
      ? sql`array[]::text[]`
      : sql`array[${sql.join(
          columns.map((column): Sql => sql`v.${lakeColumn(column)}::text`),
          ', ',
        )}]`;
  return tx.rows<LookedUp>(sql`
    select c.n, r.values, r.key, r.at
    from unnest(${sql.join([sql`${asked.map((_, index) => index)}::int[]`, sql`${asked.map(({ limit }) => limit)}::int[]`, ...lists], ', ')})
      as c(${sql.join([sql`n`, sql`most`, ...names], ', ')})
    cross join lateral (
      select ${texts(lookup.columns)} as values, ${texts(key.map(({ column }) => column))} as key, v._at as at, ${sql.join(ordered, ', ')}
      from ${lookup.at} v
      where ${compared.length > 0 ? sql.join(compared, ' and ') : sql`true`}
      order by ${sql.join(keys, ', ')}
      limit c.most
    ) r
    order by ${sql.join([sql`c.n`, ...places], ', ')}`);
}
