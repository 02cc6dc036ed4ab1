import type { ColumnShape, Finding, TableName, TableShape, TableSummary } from '@platform/sources';
import { sourceErrors } from '@platform/sources';
import { called, columnType, nativeTypeOf } from './columns.ts';

/** Runs a question with its parameters `@p0`, `@p1`, … */
export type Ask = (statement: string, binds?: readonly string[]) => Promise<unknown[][]>;

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

export type Server = {
  readonly version: string;
  readonly snapshotIsolation: boolean;
  readonly readCommittedSnapshot: boolean;
};

export async function lookAtServer(ask: Ask): Promise<Server> {
  const [row] = await ask(
    `select convert(nvarchar(128), serverproperty('ProductVersion')), d.snapshot_isolation_state, convert(int, d.is_read_committed_snapshot_on)
       from sys.databases d where d.name = db_name()`,
  );
  const [version, snapshot, committed] = row ?? [];
  return {
    version: text(version),
    snapshotIsolation: Number(snapshot) === 1,
    readCommittedSnapshot: Number(committed) === 1,
  };
}

export function findings(server: Server, database: string): Finding[] {
  const all: Finding[] = [
    {
      code: 'source-sqlserver.untested',
      level: 'warning',
      text: {
        zh: '本连接器没有在真实的 SQL Server 上试过，请先小范围试用并做对账。',
        en: 'This connector was never run against a real SQL Server: begin with little, and reconcile.',
      },
    },
  ];
  if (!server.snapshotIsolation && !server.readCommittedSnapshot)
    all.push({
      code: 'source-sqlserver.no-snapshots',
      level: 'warning',
      text: {
        zh: '数据库未开启行版本控制，读取时会与写入互相等待，且一个分块可能不是同一时刻的数据。',
        en: 'The database keeps no row versions: reading and writing wait for each other, and a chunk may not be as of one moment.',
      },
      remedy: `ALTER DATABASE [${database.replaceAll(']', ']]')}] SET ALLOW_SNAPSHOT_ISOLATION ON`,
    });
  return all;
}

export async function listTables(ask: Ask): Promise<TableSummary[]> {
  const rows = await ask(
    `select s.name, o.name, o.type, (select sum(p.rows) from sys.partitions p where p.object_id = o.object_id and p.index_id in (0, 1)),
            convert(nvarchar(4000), e.value)
       from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
       left join sys.extended_properties e on e.major_id = o.object_id and e.minor_id = 0 and e.class = 1 and e.name = 'MS_Description'
      where o.type in ('U', 'V') and o.is_ms_shipped = 0 order by s.name, o.name`,
  );
  return rows.map(([schema, table, type, estimate, comment]) => ({
    schema: text(schema),
    table: text(table),
    kind: text(type).trim() === 'V' ? 'view' : 'table',
    ...(estimate === null || estimate === undefined ? {} : { estimatedRows: Number(estimate) }),
    ...(text(comment) === '' ? {} : { comment: text(comment) }),
  }));
}

/** @throws sources.table-missing */
export async function readShape(ask: Ask, table: TableName): Promise<TableShape> {
  const at = [table.schema, table.table];
  const object = `o.name = @p1 and s.name = @p0`;
  const from = 'sys.objects o join sys.schemas s on s.schema_id = o.schema_id';
  const columns = await ask(
    `select c.name, coalesce(b.name, t.name), c.max_length, c.precision, c.scale, convert(int, c.is_nullable), convert(nvarchar(4000), e.value)
       from ${from} join sys.columns c on c.object_id = o.object_id
       join sys.types t on t.user_type_id = c.user_type_id
       left join sys.types b on b.user_type_id = t.system_type_id and t.is_user_defined = 1
       left join sys.extended_properties e on e.major_id = o.object_id and e.minor_id = c.column_id and e.class = 1 and e.name = 'MS_Description'
      where ${object} and o.type in ('U', 'V') order by c.column_id`,
    at,
  );
  if (columns.length === 0) throw sourceErrors.tableMissing({ table: called(table) });
  const key = await ask(
    `select c.name from ${from} join sys.indexes i on i.object_id = o.object_id and i.is_primary_key = 1
       join sys.index_columns k on k.object_id = i.object_id and k.index_id = i.index_id
       join sys.columns c on c.object_id = k.object_id and c.column_id = k.column_id
      where ${object} order by k.key_ordinal`,
    at,
  );
  const [summary] = await ask(
    `select (select sum(p.rows) from sys.partitions p where p.object_id = o.object_id and p.index_id in (0, 1)) from ${from} where ${object}`,
    at,
  );
  const estimate = summary?.[0];
  return {
    schema: table.schema,
    table: table.table,
    columns: columns.map(([name, type, length, precision, scale, nullable, comment]): ColumnShape => {
      const native = nativeTypeOf({
        type: text(type),
        length: Number(length),
        precision: Number(precision),
        scale: Number(scale),
      });
      return {
        name: text(name),
        type: columnType(native),
        nativeType: native,
        nullable: Number(nullable) === 1,
        ...(text(comment) === '' ? {} : { comment: text(comment) }),
      };
    }),
    key: key.map(([name]) => text(name)),
    // Nothing is captured yet.
    identity: 'none',
    ...(estimate === null || estimate === undefined ? {} : { estimatedRows: Number(estimate) }),
  };
}
