import type { Resource } from '@platform/packs';
import { kitErrors } from './errors.ts';

// What a department installs in a front database (前置库) it fills: a table a catalogue resource, and a journal that triggers keep, so that
// changes and deletions can be read by the journal's number alone, with no more than the right to SELECT.

export type Dialect = 'postgres' | 'mysql';

/** Key columns a journal has room for. */
const MOST_KEYS = 4;
const JOURNAL = 'yw_journal';

type Item = Resource['items'][number];

/** One file of the kit. */
export type KitFile = { readonly name: string; readonly content: string };

/**
 * The files of a kit for these resources. Statements in `install.sql` and `remove.sql` stand one after another, each ended by `;` at a line's end, and
 * none holds one inside, so that any client can run them.
 * @throws front-database.too-many-keys
 */
export function frontDatabaseKit(resources: readonly Resource[], dialect: Dialect): KitFile[] {
  for (const resource of resources)
    if (resource.key.length > MOST_KEYS) throw kitErrors.tooManyKeys({ resource: resource.id, most: MOST_KEYS });
  const sql = dialect === 'postgres' ? postgres : mysql;
  return [
    {
      name: 'install.sql',
      content: [heading(resources, dialect), ...sql.install(resources)].join('\n\n').concat('\n'),
    },
    { name: 'trim.sql', content: `${sql.trim}\n` },
    { name: 'remove.sql', content: sql.remove(resources).join('\n').concat('\n') },
    { name: 'README.md', content: guide(resources, dialect) },
  ];
}

/** `a-b` as the name of a table: `a_b`. */
export function tableOf(resource: Pick<Resource, 'id'>): string {
  return resource.id.replaceAll('-', '_');
}

/** The view through which a table's changes are read: number, what happened, whether the row is there, its key, its values now. */
export function changesView(table: string): string {
  return `yw_changes_${table}`;
}

function heading(resources: readonly Resource[], dialect: Dialect): string {
  return `-- 前置库建库脚本（${dialect === 'postgres' ? 'PostgreSQL 13 及以上' : 'MariaDB 10.4 / MySQL 8 及以上'}），由一网平台按目录生成：${resources.map((one) => one.title.zh).join('、')}
-- 业务系统只需读写下列业务表；yw_ 开头的对象由触发器维护，请勿改动。`;
}

const isKey = (resource: Resource, item: Item): boolean => resource.key.includes(item.name);
const literal = (text: string): string => `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
const commentOf = (item: Item): string => {
  const parts = [item.title.zh, ...(item.type === 'code' && item.codeTable ? [`代码表 ${item.codeTable}`] : [])];
  return parts.join('；');
};

const postgres = {
  install(resources: readonly Resource[]): string[] {
    const quote = (name: string): string => `"${name}"`;
    // In a comment's text a backslash is one character here.
    const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
    const keys = Array.from({ length: MOST_KEYS }, (_, index) => `k${index + 1}`);
    const shared = [
      `create table if not exists ${JOURNAL} (\n  seq bigint generated always as identity primary key,\n  tbl text not null,\n  op char(1) not null,\n  ${keys.map((key) => `${key} text`).join(',\n  ')},\n  changed_at timestamptz not null default clock_timestamp()\n);`,
      `comment on table ${JOURNAL} is '变更日志：由触发器维护，请勿改动';`,
      `create table if not exists yw_journal_floor (\n  only_one boolean primary key default true check (only_one),\n  floor bigint not null\n);`,
      `insert into yw_journal_floor (floor) values (0) on conflict do nothing;`,
    ];
    const each = resources.flatMap((resource) => {
      const table = tableOf(resource);
      const columns = resource.items.map(
        (item) => `  ${quote(item.name)} ${postgresType(item)}${isKey(resource, item) ? ' not null' : ''}`,
      );
      const list = resource.key.map(quote).join(', ');
      const places = resource.key.map((_, index) => `k${index + 1}`).join(', ');
      const of = (row: 'new' | 'old'): string => resource.key.map((name) => `${row}.${quote(name)}::text`).join(', ');
      const entry = (op: string, row: 'new' | 'old'): string =>
        `insert into ${JOURNAL} (tbl, op, ${places}) values (${text(table)}, '${op}', ${of(row)})`;
      const changed = resource.key.map((name) => `old.${quote(name)} is distinct from new.${quote(name)}`).join(' or ');
      const trigger = (name: string, when: string, body: string, level = 'row'): string[] => [
        // On one line, so that no `;` inside stands at a line's end.
        `create or replace function yw_${name}_${table}() returns trigger language plpgsql security definer set search_path from current as $yw$ begin ${body}; return null; end $yw$;`,
        `drop trigger if exists yw_${name} on ${quote(table)};`,
        `create trigger yw_${name} after ${when} on ${quote(table)} for each ${level} execute function yw_${name}_${table}();`,
      ];
      const values = resource.items.map((item) =>
        isKey(resource, item)
          ? `(j.k${resource.key.indexOf(item.name) + 1})::${postgresType(item)} as ${quote(item.name)}`
          : `t.${quote(item.name)}`,
      );
      const join = resource.key
        .map((name, index) => {
          const item = resource.items.find((one) => one.name === name) as Item;
          return `t.${quote(name)} = (j.k${index + 1})::${postgresType(item)}`;
        })
        .join(' and ');
      return [
        `create table if not exists ${quote(table)} (\n${columns.join(',\n')},\n  primary key (${list})\n);`,
        `comment on table ${quote(table)} is ${text(resource.title.zh)};`,
        ...resource.items.map(
          (item) => `comment on column ${quote(table)}.${quote(item.name)} is ${text(commentOf(item))};`,
        ),
        ...trigger('put', 'insert or update', entry('U', 'new')),
        ...trigger('gone', 'delete', entry('D', 'old')),
        ...trigger('moved', 'update', `if ${changed} then ${entry('D', 'old')}; end if`),
        ...trigger('emptied', 'truncate', `insert into ${JOURNAL} (tbl, op) values (${text(table)}, 'T')`, 'statement'),
        `create or replace view ${quote(changesView(table))} as select j.seq, j.op, (t.${quote(resource.key[0] as string)} is not null)::int as there, ${values.join(', ')} from ${JOURNAL} j left join ${quote(table)} t on ${join} where j.tbl = ${text(table)};`,
      ];
    });
    return [...shared, ...each];
  },
  trim: `-- 定期执行（例如每天一次）：删除 30 天前的变更日志。归集中断超过 30 天时，平台会改做一次全量。
with gone as (delete from ${JOURNAL} where changed_at < now() - interval '30 days' returning seq)
update yw_journal_floor set floor = greatest(floor, (select coalesce(max(seq), 0) from gone));`,
  remove(resources: readonly Resource[]): string[] {
    return [
      '-- 只去掉平台的对象，业务表和数据保留。',
      ...resources.flatMap((resource) => {
        const table = tableOf(resource);
        const triggers = ['put', 'gone', 'moved', 'emptied'];
        return [
          `drop view if exists "${changesView(table)}";`,
          ...triggers.flatMap((name) => [
            `drop trigger if exists yw_${name} on "${table}";`,
            `drop function if exists yw_${name}_${table}();`,
          ]),
        ];
      }),
      `drop table if exists ${JOURNAL};`,
      'drop table if exists yw_journal_floor;',
    ];
  },
};

function postgresType(item: Item): string {
  switch (item.type) {
    case 'date':
      return 'date';
    case 'integer':
      return 'bigint';
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'numeric';
    case 'timestamp':
      return 'timestamp';
    case 'citizen-id':
    case 'credit-code':
      return 'varchar(18)';
    case 'code':
      return 'varchar(64)';
    default:
      return item.maxLength === undefined ? 'text' : `varchar(${item.maxLength})`;
  }
}

const mysql = {
  install(resources: readonly Resource[]): string[] {
    const quote = (name: string): string => `\`${name}\``;
    const keys = Array.from({ length: MOST_KEYS }, (_, index) => `k${index + 1} varchar(255)`);
    const options = 'engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin';
    const shared = [
      `create table if not exists ${JOURNAL} (\n  seq bigint not null auto_increment primary key,\n  tbl varchar(64) not null,\n  op char(1) not null,\n  ${keys.join(',\n  ')},\n  changed_at timestamp(6) not null default current_timestamp(6)\n) ${options} comment='变更日志：由触发器维护，请勿改动';`,
      `create table if not exists yw_journal_floor (only_one tinyint primary key, floor bigint not null) ${options};`,
      'insert ignore into yw_journal_floor (only_one, floor) values (1, 0);',
    ];
    const each = resources.flatMap((resource) => {
      const table = tableOf(resource);
      const columns = resource.items.map(
        (item) =>
          `  ${quote(item.name)} ${mysqlType(item, isKey(resource, item))}${isKey(resource, item) ? ' not null' : ' null'} comment ${literal(commentOf(item))}`,
      );
      const places = resource.key.map((_, index) => `k${index + 1}`).join(', ');
      const of = (row: 'NEW' | 'OLD'): string => resource.key.map((name) => `${row}.${quote(name)}`).join(', ');
      const same = resource.key.map((name) => `OLD.${quote(name)} <=> NEW.${quote(name)}`).join(' and ');
      const into = `insert into ${JOURNAL} (tbl, op, ${places})`;
      // Each body is one statement of one row: nothing to delimit, and no number of the journal is left out.
      const trigger = (name: string, when: string, body: string): string[] => [
        `drop trigger if exists yw_${name}_${table};`,
        `create trigger yw_${name}_${table} after ${when} on ${quote(table)} for each row ${body};`,
      ];
      const values = resource.items.map((item) =>
        isKey(resource, item)
          ? `${mysqlCast(`j.k${resource.key.indexOf(item.name) + 1}`, item)} as ${quote(item.name)}`
          : `t.${quote(item.name)}`,
      );
      const join = resource.key
        .map((name, index) => {
          const item = resource.items.find((one) => one.name === name) as Item;
          return `t.${quote(name)} = ${mysqlCast(`j.k${index + 1}`, item)}`;
        })
        .join(' and ');
      return [
        `create table if not exists ${quote(table)} (\n${columns.join(',\n')},\n  primary key (${resource.key.map(quote).join(', ')})\n) ${options} comment=${literal(resource.title.zh)};`,
        ...trigger('added', 'insert', `${into} values (${literal(table)}, 'U', ${of('NEW')})`),
        ...trigger('put', 'update', `${into} values (${literal(table)}, 'U', ${of('NEW')})`),
        ...trigger(
          'moved',
          'update',
          `${into} select ${literal(table)}, 'D', ${of('OLD')} from dual where not (${same})`,
        ),
        ...trigger('gone', 'delete', `${into} values (${literal(table)}, 'D', ${of('OLD')})`),
        `create or replace view ${quote(changesView(table))} as select j.seq, j.op, case when t.${quote(resource.key[0] as string)} is null then 0 else 1 end as there, ${values.join(', ')} from ${JOURNAL} j left join ${quote(table)} t on ${join} where j.tbl = ${literal(table)};`,
      ];
    });
    return [...shared, ...each];
  },
  trim: `-- 定期执行（例如每天一次）：删除 30 天前的变更日志。归集中断超过 30 天时，平台会改做一次全量。
update yw_journal_floor set floor = greatest(floor, (select coalesce(max(seq), 0) from ${JOURNAL} where changed_at < now() - interval 30 day));
delete from ${JOURNAL} where seq <= (select floor from yw_journal_floor);`,
  remove(resources: readonly Resource[]): string[] {
    return [
      '-- 只去掉平台的对象，业务表和数据保留。',
      ...resources.flatMap((resource) => {
        const table = tableOf(resource);
        return [
          `drop view if exists \`${changesView(table)}\`;`,
          ...['added', 'put', 'moved', 'gone'].map((name) => `drop trigger if exists yw_${name}_${table};`),
        ];
      }),
      `drop table if exists ${JOURNAL};`,
      'drop table if exists yw_journal_floor;',
    ];
  },
};

function mysqlType(item: Item, key: boolean): string {
  switch (item.type) {
    case 'date':
      return 'date';
    case 'integer':
      return 'bigint';
    case 'boolean':
      return 'tinyint(1)';
    case 'number':
      return 'decimal(38,10)';
    case 'timestamp':
      return 'datetime(6)';
    case 'citizen-id':
    case 'credit-code':
      return 'varchar(18)';
    case 'code':
      return 'varchar(64)';
    default:
      if (key) return `varchar(${Math.min(item.maxLength ?? 255, 255)})`;
      return item.maxLength === undefined || item.maxLength > 4_000 ? 'longtext' : `varchar(${item.maxLength})`;
  }
}

/** A journal's key in the type of its column, so that the table's index serves the join. */
function mysqlCast(text: string, item: Item): string {
  switch (item.type) {
    case 'date':
      return `cast(${text} as date)`;
    case 'integer':
    case 'boolean':
      return `cast(${text} as signed)`;
    case 'number':
      return `cast(${text} as decimal(38,10))`;
    case 'timestamp':
      return `cast(${text} as datetime(6))`;
    default:
      return text;
  }
}

function guide(resources: readonly Resource[], dialect: Dialect): string {
  const tables = resources.map(
    (one) => `| \`${tableOf(one)}\` | ${one.title.zh} | ${one.key.map((key) => `\`${key}\``).join('、')} |`,
  );
  const grant =
    dialect === 'postgres'
      ? `create user yiwang_reader password '…';\ngrant usage on schema 前置库模式 to yiwang_reader;\ngrant select on all tables in schema 前置库模式 to yiwang_reader;`
      : `create user yiwang_reader identified by '…';\ngrant select, show view on 前置库.* to yiwang_reader;`;
  return `# 前置库安装说明

1. 在前置库中执行 \`install.sql\`（可重复执行，不会清空数据）。
2. 业务系统把数据写入下列业务表；新增、修改、删除都会自动记入变更日志。
${dialect === 'mysql' ? '   不要用 TRUNCATE 清空表（MariaDB/MySQL 的触发器看不到它），请用 DELETE。\n' : ''}3. 建一个只读账号交给数据主管部门，不需要复制（replication）等任何特殊权限：

\`\`\`sql
${grant}
\`\`\`

4. 定期执行 \`trim.sql\`，防止变更日志无限增长。停用时执行 \`remove.sql\`，业务表和数据保留。

| 表 | 内容 | 主键 |
|---|---|---|
${tables.join('\n')}

在平台上新建连接时，类型选“前置库（${dialect === 'postgres' ? 'PostgreSQL' : 'MariaDB / MySQL'}，变更日志）”，同步方式选“变更捕获”。
`;
}
