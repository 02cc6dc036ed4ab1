import type {
  ColumnShape,
  Finding,
  SourceMode,
  SourceReport,
  TableName,
  TableShape,
  TableSummary,
} from '@platform/sources';
import { sourceErrors } from '@platform/sources';
import { called, columnType } from './columns.ts';
import type { Link } from './connect.ts';

// What the server tells of itself and its tables (information_schema only).

export type Server = { readonly mariadb: boolean; readonly version: string; readonly text: string };

export async function lookAtServer(link: Link): Promise<Server> {
  const [row] = await link.ask('select version() as version');
  const told = row?.['version'] ?? '';
  const mariadb = /mariadb/i.test(told);
  const version = /\d+\.\d+(\.\d+)?/.exec(told)?.[0] ?? told;
  return { mariadb, version, text: `${mariadb ? 'MariaDB' : 'MySQL'} ${version}` };
}

export async function report(link: Link, server: Server, capturable: readonly Finding[]): Promise<SourceReport> {
  const findings: Finding[] = [];
  const [limits] = await link.ask(
    'select @@global.max_allowed_packet as packet, @@global.lower_case_table_names as lower_names',
  );
  if (Number(limits?.['packet'] ?? 0) < 16 * 1024 * 1024)
    findings.push({
      code: 'source-mysql.small-packets',
      level: 'info',
      text: {
        zh: `服务器的 max_allowed_packet 为 ${limits?.['packet']} 字节，更长的值会被服务器拒绝读取。`,
        en: `The server’s max_allowed_packet is ${limits?.['packet']} bytes; it refuses to hand out longer values.`,
      },
      remedy: 'SET GLOBAL max_allowed_packet = 67108864',
    });
  if (!server.mariadb)
    findings.push({
      code: 'source-mysql.untested-server',
      level: 'warning',
      text: {
        zh: '该服务器是 MySQL；本连接器只在 MariaDB 10.11 上实测过，请先小范围试用并做对账。',
        en: 'This server is MySQL; the connector was run against MariaDB 10.11 only. Begin with little, and reconcile.',
      },
    });
  const modes: SourceMode[] = ['snapshot', 'cursor', 'capture'];
  return { server: server.text, findings: [...findings, ...capturable], modes };
}

export async function listTables(link: Link, database: string): Promise<TableSummary[]> {
  const rows = await link.ask(
    `select table_name as name, table_type as type, table_rows as estimate, table_comment as comment
       from information_schema.tables where table_schema = ? and table_type in ('BASE TABLE', 'VIEW') order by table_name`,
    [database],
  );
  return rows.map((row) => ({
    schema: database,
    table: row['name'] ?? '',
    kind: row['type'] === 'VIEW' ? 'view' : 'table',
    ...(row['estimate'] == null ? {} : { estimatedRows: Number(row['estimate']) }),
    ...(row['comment'] && row['type'] !== 'VIEW' ? { comment: row['comment'] } : {}),
  }));
}

/** @throws sources.table-missing */
export async function readShape(link: Link, { mariadb }: Server, table: TableName): Promise<TableShape> {
  const at = [table.schema, table.table];
  const [summary] = await link.ask(
    `select table_rows as estimate, data_length as bytes, table_comment as comment, table_type as type
       from information_schema.tables where table_schema = ? and table_name = ?`,
    at,
  );
  if (summary === undefined) throw sourceErrors.tableMissing({ table: called(table) });
  const columns = await link.ask(
    `select column_name as name, column_type as native, is_nullable as nullable, column_comment as comment
       from information_schema.columns where table_schema = ? and table_name = ? order by ordinal_position`,
    at,
  );
  const key = await link.ask(
    `select column_name as name from information_schema.statistics
      where table_schema = ? and table_name = ? and index_name = 'PRIMARY' order by seq_in_index`,
    at,
  );
  const json = mariadb ? await jsonColumns(link, table) : new Set<string>();
  return {
    schema: table.schema,
    table: table.table,
    columns: columns.map((column): ColumnShape => {
      const name = column['name'] ?? '';
      const told = column['native'] ?? '';
      const nativeType = json.has(name) && /^longtext/i.test(told) ? 'json' : told;
      return {
        name,
        type: columnType(nativeType),
        nativeType,
        nullable: column['nullable'] === 'YES',
        ...(column['comment'] ? { comment: column['comment'] } : {}),
      };
    }),
    key: key.map((row) => row['name'] ?? ''),
    identity: summary['type'] === 'VIEW' ? 'none' : 'full',
    ...(summary['estimate'] == null ? {} : { estimatedRows: Number(summary['estimate']) }),
    ...(summary['bytes'] == null ? {} : { estimatedBytes: Number(summary['bytes']) }),
    ...(summary['comment'] && summary['type'] !== 'VIEW' ? { comment: summary['comment'] } : {}),
  };
}

/** MariaDB's JSON is a longtext with a check of its own. */
async function jsonColumns(link: Link, table: TableName): Promise<Set<string>> {
  const rows = await link
    .ask(
      'select check_clause as clause from information_schema.check_constraints where constraint_schema = ? and table_name = ?',
      [table.schema, table.table],
    )
    .catch(() => []);
  const names = new Set<string>();
  for (const row of rows) {
    const name = /^json_valid\(`((?:[^`]|``)+)`\)$/i.exec(row['clause'] ?? '')?.[1];
    if (name !== undefined) names.add(name.replaceAll('``', '`'));
  }
  return names;
}
