import {
  sourceErrors,
  type ColumnShape,
  type ColumnType,
  type TableName,
  type TableShape,
  type TableSummary,
} from '@platform/sources';

/** Runs one statement and gives its rows, values as text. */
export type Query = <R extends object>(text: string, values?: readonly unknown[]) => Promise<R[]>;

const TYPES: Record<string, ColumnType> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  numeric: 'numeric',
  float4: 'float',
  float8: 'float',
  bool: 'boolean',
  date: 'date',
  time: 'time',
  timetz: 'time',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  bytea: 'bytes',
  json: 'json',
  jsonb: 'json',
  uuid: 'uuid',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  name: 'text',
  citext: 'text',
};

/** Tables, views and foreign tables that people may mean; partitions stand for themselves only through their parent. */
export async function listTables(query: Query): Promise<TableSummary[]> {
  const rows = await query<{ schema: string; table: string; relkind: string; rows: string; comment: string | null }>(
    `select n.nspname as schema, c.relname as table, c.relkind, obj_description(c.oid, 'pg_class') as comment,
       case when c.relkind = 'p' then (select coalesce(sum(greatest(p.reltuples, 0)), -1) from pg_partition_tree(c.oid) t join pg_class p on p.oid = t.relid)
         else c.reltuples end::bigint as rows
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and c.relpersistence <> 't'
       and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
     order by 1, 2`,
  );
  return rows.map(({ schema, table, relkind, rows: estimate, comment }) => ({
    schema,
    table,
    kind: relkind === 'v' || relkind === 'm' ? 'view' : 'table',
    // Never analysed, or a view: nothing is known.
    ...(relkind === 'v' || Number(estimate) < 0 ? {} : { estimatedRows: Number(estimate) }),
    ...(comment === null ? {} : { comment }),
  }));
}

/** What cutting a table into chunks needs to know besides its shape. */
export type Storage = {
  readonly oid: string;
  readonly relkind: string;
  readonly blocks: number;
  readonly file: string;
};

type TableRow = {
  oid: string;
  relkind: string;
  relreplident: 'd' | 'n' | 'f' | 'i';
  reltuples: string;
  bytes: string;
  blocks: string;
  file: string | null;
  comment: string | null;
};

/** @throws sources.table-missing */
export async function readTable(query: Query, name: TableName): Promise<TableRow> {
  const [table] = await query<TableRow>(
    `select c.oid, c.relkind, c.relreplident, obj_description(c.oid, 'pg_class') as comment, pg_relation_filenode(c.oid) as file,
       case when c.relkind = 'p' then (select coalesce(sum(greatest(p.reltuples, 0)), -1) from pg_partition_tree(c.oid) t join pg_class p on p.oid = t.relid)
         else c.reltuples end::bigint as reltuples,
       case when c.relkind = 'p' then (select coalesce(sum(pg_relation_size(t.relid)), 0) from pg_partition_tree(c.oid) t)
         when c.relkind in ('r', 'm') then pg_relation_size(c.oid) else 0 end as bytes,
       case when c.relkind in ('r', 'm') then pg_relation_size(c.oid) / current_setting('block_size')::int else 0 end as blocks
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')`,
    [name.schema, name.table],
  );
  if (!table) throw sourceErrors.tableMissing({ table: `${name.schema}.${name.table}` });
  return table;
}

export async function storageOf(query: Query, name: TableName): Promise<Storage> {
  const { oid, relkind, blocks, file } = await readTable(query, name);
  return { oid, relkind, blocks: Number(blocks), file: file ?? '' };
}

/** @throws sources.table-missing */
export async function shapeOf(query: Query, name: TableName): Promise<TableShape> {
  const table = await readTable(query, name);
  const columns = await query<{
    name: string;
    native: string;
    type: string;
    kind: string;
    nullable: string;
    comment: string | null;
  }>(
    `select a.attname as name, format_type(a.atttypid, a.atttypmod) as native, coalesce(b.typname, t.typname) as type,
       not (a.attnotnull or t.typnotnull) as nullable, col_description(a.attrelid, a.attnum) as comment
     from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_type b on b.oid = t.typbasetype and t.typtype = 'd'
     where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table.oid],
  );
  // The replica identity's index is unique, not partial, and of columns that are never null; else the primary key.
  const indexes = await query<{ primary: string; column: string }>(
    `select i.indisprimary as primary, a.attname as column from pg_index i
     cross join unnest(i.indkey) with ordinality k(attnum, place) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = $1 and (i.indisprimary or i.indisreplident) and i.indisvalid and k.place <= i.indnkeyatts
     order by i.indisprimary desc, i.indexrelid, k.place`,
    [table.oid],
  );
  const primary = indexes.filter((one) => one.primary === 't').map((one) => one.column);
  const replica = indexes.filter((one) => one.primary !== 't').map((one) => one.column);
  // Changes tell the replica identity's columns, so that is the key when both are there and differ.
  const key = table.relreplident === 'i' && replica.length > 0 ? replica : primary.length > 0 ? primary : replica;
  const identity =
    table.relreplident === 'f'
      ? 'full'
      : (table.relreplident === 'd' && primary.length > 0) || (table.relreplident === 'i' && key.length > 0)
        ? 'key'
        : 'none';
  const rows = Number(table.reltuples);
  return {
    schema: name.schema,
    table: name.table,
    columns: columns.map(
      (column): ColumnShape => ({
        name: column.name,
        type: TYPES[column.type] ?? 'other',
        nativeType: column.native,
        nullable: column.nullable === 't',
        ...(column.comment === null ? {} : { comment: column.comment }),
      }),
    ),
    key,
    identity,
    ...(rows < 0 || table.relkind === 'v' ? {} : { estimatedRows: rows }),
    ...(table.relkind === 'v' || table.relkind === 'f' ? {} : { estimatedBytes: Number(table.bytes) }),
    ...(table.comment === null ? {} : { comment: table.comment }),
  };
}
