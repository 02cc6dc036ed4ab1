import type { Finding, TableShape } from '@platform/sources';
import { called, kindOf } from './columns.ts';
import type { Link } from './connect.ts';
import type { Server } from './catalogue.ts';
import { captureGrants } from './errors.ts';
import { decoderOf } from './binlog/charsets.ts';

type Wanted = {
  variable: string;
  /** Values with which capture works. */
  good: readonly string[];
  code: string;
  zh: string;
  en: string;
  remedy: string;
};

const WANTED: readonly Wanted[] = [
  {
    variable: 'log_bin',
    good: ['ON', '1'],
    code: 'source-mysql.log-off',
    zh: '服务器没有写二进制日志，无法采集变更。改后须重启服务器。',
    en: 'The server writes no binary log, so changes cannot be captured. It has to be restarted after the change.',
    remedy:
      '[mariadbd]\nlog_bin\nserver_id = 1\nbinlog_format = ROW\nbinlog_row_image = FULL\nbinlog_row_metadata = FULL',
  },
  {
    variable: 'binlog_format',
    good: ['ROW'],
    code: 'source-mysql.not-row-format',
    zh: '日志按语句记录，看不出改了哪些行。已连接的会话须重连后才生效。',
    en: 'The log keeps statements, which do not tell which rows changed. Sessions that are open have to connect anew.',
    remedy: `SET GLOBAL binlog_format = 'ROW'`,
  },
  {
    variable: 'binlog_row_image',
    good: ['FULL', ''],
    code: 'source-mysql.partial-row-image',
    zh: '日志中的行不完整。已连接的会话须重连后才生效。',
    en: 'Rows in the log are not complete. Sessions that are open have to connect anew.',
    remedy: `SET GLOBAL binlog_row_image = 'FULL'`,
  },
  {
    variable: 'binlog_row_metadata',
    good: ['FULL'],
    code: 'source-mysql.no-column-names',
    zh: '日志中没有列名和类型，表结构一变就可能错列，故不采集。',
    en: 'The log does not name columns: values could land in wrong columns once a table is changed, so we do not capture.',
    remedy: `SET GLOBAL binlog_row_metadata = 'FULL'`,
  },
  {
    variable: 'log_bin_compress',
    good: ['OFF', '0', ''],
    code: 'source-mysql.compressed-log',
    zh: '日志是压缩的，本平台不能读。',
    en: 'The log is compressed, which we cannot read.',
    remedy: 'SET GLOBAL log_bin_compress = OFF',
  },
  {
    variable: 'binlog_transaction_compression',
    good: ['OFF', '0', ''],
    code: 'source-mysql.compressed-log',
    zh: '日志中的事务是压缩的，本平台不能读。',
    en: 'Transactions in the log are compressed, which we cannot read.',
    remedy: 'SET GLOBAL binlog_transaction_compression = OFF',
  },
  {
    variable: 'binlog_row_value_options',
    good: [''],
    code: 'source-mysql.partial-json',
    zh: '日志只记 JSON 的改动部分，本平台不能读。',
    en: 'The log keeps only parts of changed JSON, which we cannot read.',
    remedy: `SET GLOBAL binlog_row_value_options = ''`,
  },
];

/** What stands in the way of following the server's log for these tables. Empty when nothing does. */
export async function findObstacles(
  link: Link,
  server: Server,
  account: string,
  tables: readonly TableShape[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const block = (code: string, zh: string, en: string, remedy?: string): void => {
    findings.push({ code, level: 'blocking', text: { zh, en }, ...(remedy === undefined ? {} : { remedy }) });
  };
  const rows = await link.ask(
    `show global variables where variable_name in (${WANTED.map(() => '?').join(', ')}, 'gtid_mode', 'server_id')`,
    WANTED.map(({ variable }) => variable),
  );
  const variables = new Map(rows.map((row) => [(row['Variable_name'] ?? '').toLowerCase(), row['Value'] ?? '']));
  for (const { variable, good, code, zh, en, remedy } of WANTED) {
    const value = variables.get(variable);
    if (value === undefined ? variable === 'binlog_row_metadata' : !good.includes(value.toUpperCase()))
      block(code, zh, en, remedy);
  }
  if (!server.mariadb && variables.get('gtid_mode') !== 'ON')
    block(
      'source-mysql.no-gtid',
      'MySQL 须开启 GTID，快照与变更才能无缝衔接。',
      'MySQL has to have GTIDs on, so that snapshots and changes can be joined without a gap.',
      'SET GLOBAL enforce_gtid_consistency = ON;\nSET GLOBAL gtid_mode = OFF_PERMISSIVE;\nSET GLOBAL gtid_mode = ON_PERMISSIVE;\nSET GLOBAL gtid_mode = ON',
    );
  if (variables.get('server_id') === '0')
    block(
      'source-mysql.no-server-id',
      '服务器没有 server_id。',
      'The server has no server_id.',
      'SET GLOBAL server_id = 1',
    );
  await link
    .ask('show binary logs')
    .catch(() =>
      block(
        'source-mysql.no-log-rights',
        '账号没有读取二进制日志的权限。',
        'The account may not read the binary log.',
        captureGrants(account),
      ),
    );
  const grants = await link.ask('show grants').catch(() => []);
  const granted = grants.map((row) => Object.values(row)[0] ?? '').join('\n');
  if (!/REPLICATION (SLAVE|REPLICA)(?! ADMIN)|ALL PRIVILEGES ON \*\.\*/i.test(granted))
    if (!findings.some(({ code }) => code === 'source-mysql.no-log-rights'))
      block(
        'source-mysql.no-log-rights',
        '账号没有 REPLICATION SLAVE 权限。',
        'The account lacks REPLICATION SLAVE.',
        captureGrants(account),
      );
  for (const table of tables) findings.push(...(await tableObstacles(link, server, table)));
  return findings;
}

async function tableObstacles(link: Link, server: Server, table: TableShape): Promise<Finding[]> {
  const name = called(table);
  const at = [table.schema, table.table];
  const findings: Finding[] = [];
  if (table.identity === 'none')
    findings.push({
      code: 'source-mysql.view',
      level: 'blocking',
      text: {
        zh: `${name} 是视图，日志中没有它的变更。请采集其底层表，或按周期快照。`,
        en: `${name} is a view; the log has no changes of it. Capture its tables, or read it by schedule.`,
      },
    });
  const [engine] = await link.ask(
    'select engine, create_options as options from information_schema.tables where table_schema = ? and table_name = ?',
    at,
  );
  if (engine?.['engine'] != null && !/innodb|rocksdb|tokudb/i.test(engine['engine']))
    findings.push({
      code: 'source-mysql.no-transactions',
      level: 'blocking',
      text: {
        zh: `${name} 的存储引擎 ${engine['engine']} 不支持事务，无法取得一致快照。`,
        en: `${name} is stored by ${engine['engine']}, which has no transactions, so no consistent snapshot can be had.`,
      },
      remedy: `ALTER TABLE \`${table.schema}\`.\`${table.table}\` ENGINE=InnoDB`,
    });
  for (const column of table.columns) {
    const unreadable =
      /compressed/i.test(column.nativeType) ||
      (!server.mariadb && column.nativeType === 'json') ||
      /^vector/i.test(column.nativeType);
    if (unreadable)
      findings.push({
        code: 'source-mysql.unreadable-column',
        level: 'blocking',
        text: {
          zh: `${name} 的列 ${column.name}（${column.nativeType}）在日志中的形式本平台尚不能读。请不选该列，或按周期快照。`,
          en: `The log’s form of ${name}.${column.name} (${column.nativeType}) cannot be read yet. Leave the column out, or read the table by schedule.`,
        },
      });
  }
  const charsets = await link.ask(
    `select column_name as name, character_set_name as charset from information_schema.columns
      where table_schema = ? and table_name = ? and character_set_name is not null`,
    at,
  );
  for (const row of charsets)
    if (decoderOf(row['charset'] ?? '') === undefined && kindOf(row['charset'] ?? '') !== 'json')
      findings.push({
        code: 'source-mysql.unknown-charset',
        level: 'blocking',
        text: {
          zh: `${name} 的列 ${row['name']} 用字符集 ${row['charset']}，本平台不能解码日志中的值。`,
          en: `${name}.${row['name']} is in the character set ${row['charset']}, which we cannot decode in the log.`,
        },
      });
  const cascades = await link.ask(
    `select constraint_name as name from information_schema.referential_constraints
      where constraint_schema = ? and table_name = ? and (delete_rule in ('CASCADE', 'SET NULL') or update_rule in ('CASCADE', 'SET NULL'))`,
    at,
  );
  if (cascades.length > 0)
    findings.push({
      code: 'source-mysql.cascades',
      level: 'warning',
      text: {
        zh: `${name} 的外键会级联修改它的行，而服务器不把级联写入日志。请定期对账，差异可一键修复。`,
        en: `A foreign key cascades into ${name}, and the server does not log cascades. Reconcile it regularly; differences are mended by one click.`,
      },
    });
  return findings;
}
