import type { ColumnShape, TableName, TableShape, TableSummary } from '@platform/sources';
import { sourceErrors } from '@platform/sources';
import { called, columnType, nativeTypeOf } from './columns.ts';
import type { OracleConnection } from './driver.ts';

// What the dictionary (ALL_… views) tells of tables.

const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

async function rows(connection: OracleConnection, statement: string, binds: readonly unknown[]): Promise<unknown[][]> {
  return (await connection.execute(statement, binds, { maxRows: 0 })).rows ?? [];
}

export async function listTables(connection: OracleConnection, schema: string): Promise<TableSummary[]> {
  const told = await rows(
    connection,
    `select t.table_name, t.num_rows, c.comments, 'table' from all_tables t
       left join all_tab_comments c on c.owner = t.owner and c.table_name = t.table_name
      where t.owner = :1 and t.nested = 'NO' and t.secondary = 'N'
     union all
     select v.view_name, null, c.comments, 'view' from all_views v
       left join all_tab_comments c on c.owner = v.owner and c.table_name = v.view_name
      where v.owner = :2 order by 1`,
    [schema, schema],
  );
  return told.map(([table, estimate, comment, kind]) => ({
    schema,
    table: text(table),
    kind: kind === 'view' ? 'view' : 'table',
    ...(estimate === null || estimate === undefined ? {} : { estimatedRows: Number(estimate) }),
    ...(text(comment) === '' ? {} : { comment: text(comment) }),
  }));
}

/** @throws sources.table-missing */
export async function readShape(connection: OracleConnection, table: TableName): Promise<TableShape> {
  const at = [table.schema, table.table];
  const columns = await rows(
    connection,
    `select c.column_name, c.data_type, c.data_length, c.data_precision, c.data_scale, c.nullable, m.comments, c.char_length
       from all_tab_columns c
       left join all_col_comments m on m.owner = c.owner and m.table_name = c.table_name and m.column_name = c.column_name
      where c.owner = :1 and c.table_name = :2 order by c.column_id`,
    at,
  );
  if (columns.length === 0) throw sourceErrors.tableMissing({ table: called(table) });
  const key = await rows(
    connection,
    `select c.column_name from all_constraints k
       join all_cons_columns c on c.owner = k.owner and c.constraint_name = k.constraint_name
      where k.owner = :1 and k.table_name = :2 and k.constraint_type = 'P' order by c.position`,
    at,
  );
  const [summary] = await rows(
    connection,
    `select t.num_rows, t.num_rows * t.avg_row_len, c.comments from all_tables t
       left join all_tab_comments c on c.owner = t.owner and c.table_name = t.table_name
      where t.owner = :1 and t.table_name = :2`,
    at,
  );
  const [estimate, bytes, comment] = summary ?? [];
  return {
    schema: table.schema,
    table: table.table,
    columns: columns.map(([name, type, length, precision, scale, nullable, told, characters]): ColumnShape => {
      const native = nativeTypeOf({
        type: text(type),
        length: number(characters) || number(length),
        precision: number(precision),
        scale: number(scale),
      });
      return {
        name: text(name),
        type: columnType(native),
        nativeType: native,
        nullable: nullable === 'Y',
        ...(text(told) === '' ? {} : { comment: text(told) }),
      };
    }),
    key: key.map(([name]) => text(name)),
    // Nothing is captured yet.
    identity: 'none',
    ...(estimate === null || estimate === undefined ? {} : { estimatedRows: Number(estimate) }),
    ...(bytes === null || bytes === undefined ? {} : { estimatedBytes: Number(bytes) }),
    ...(text(comment) === '' ? {} : { comment: text(comment) }),
  };
}
