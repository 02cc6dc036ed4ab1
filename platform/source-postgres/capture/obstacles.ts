import type { Finding, TableShape } from '@platform/sources';
import type { CaptureDoor } from './open-capture.ts';
import { fullName } from './prepare.ts';
import { quoted } from './session.ts';

type Server = {
  wal_level: string;
  max_slots: string;
  slots: string;
  max_senders: string;
  senders: string;
  may_replicate: string;
  user: string;
  database: string;
  may_create: string;
  recovering: string;
};

/** What stands in the way of capturing these tables, each with the statement that removes it. */
export async function findObstacles(door: CaptureDoor, tables: readonly TableShape[]): Promise<Finding[]> {
  const [server] = await door.query<Server>(
    `select current_setting('wal_level') as wal_level, current_setting('max_replication_slots') as max_slots,
       (select count(*) from pg_replication_slots) as slots, current_setting('max_wal_senders') as max_senders,
       (select count(*) from pg_stat_replication) as senders, r.rolreplication or r.rolsuper as may_replicate,
       current_user as user, current_database() as database, has_database_privilege(current_database(), 'CREATE') as may_create,
       pg_is_in_recovery() as recovering
     from pg_roles r where r.rolname = current_user`,
  );
  const found: Finding[] = [];
  if (!server) return found;
  const blocking = (code: string, zh: string, en: string, remedy: string): void => {
    found.push({ code, level: 'blocking', text: { zh, en }, remedy });
  };
  if (server.recovering === 't')
    blocking(
      'standby',
      '这是备库，不能为它建发布。请连接主库。',
      'This is a standby; a publication cannot be made here. Connect to the primary.',
      '-- 连接主库 / connect to the primary',
    );
  if (server.wal_level !== 'logical')
    blocking(
      'wal-level',
      `来源的日志级别是 ${server.wal_level}，不含变更内容。请改为 logical 并重启来源数据库。`,
      `The source’s wal_level is ${server.wal_level}, which holds no changes. Set it to logical and restart the source.`,
      `ALTER SYSTEM SET wal_level = 'logical';\n-- 然后重启数据库 / then restart the server`,
    );
  if (server.may_replicate !== 't')
    blocking(
      'replication-right',
      `账号 ${server.user} 没有复制权限。`,
      `The account ${server.user} may not replicate.`,
      `ALTER ROLE ${quoted(server.user)} REPLICATION;`,
    );
  const more = (used: string, most: string): number => Math.max(Number(used) + 1, Number(most)) + 4;
  if (Number(server.slots) >= Number(server.max_slots))
    blocking(
      'no-slot-left',
      `来源的 ${server.max_slots} 个复制槽都已占用。请放宽上限，或删去不再使用的槽。`,
      `All ${server.max_slots} replication slots of the source are in use. Raise the limit, or drop slots that nobody uses.`,
      `ALTER SYSTEM SET max_replication_slots = ${more(server.slots, server.max_slots)};\n-- 然后重启数据库；或 / then restart; or: SELECT slot_name FROM pg_replication_slots WHERE NOT active;`,
    );
  if (Number(server.senders) >= Number(server.max_senders))
    blocking(
      'no-sender-left',
      `来源的 ${server.max_senders} 个日志发送进程都已占用。请放宽上限。`,
      `All ${server.max_senders} log senders of the source are in use. Raise the limit.`,
      `ALTER SYSTEM SET max_wal_senders = ${more(server.senders, server.max_senders)};\n-- 然后重启数据库 / then restart the server`,
    );
  for (const table of tables) {
    if (table.identity !== 'none') continue;
    const name = fullName(table);
    blocking(
      'no-identity',
      `表 ${table.schema}.${table.table} 没有主键，变更中认不出是哪一行；直接发布还会使来源的更新失败。请加主键，或让它的变更带出整行。`,
      `The table ${table.schema}.${table.table} has no primary key, so changes do not tell which row they are of, and publishing it would make its updates fail. Give it a key, or have changes tell the whole row.`,
      table.key.length > 0
        ? `ALTER TABLE ${name} REPLICA IDENTITY DEFAULT;`
        : `ALTER TABLE ${name} REPLICA IDENTITY FULL;`,
    );
  }
  const owned = await ownership(door, tables);
  if (owned.unpublished.length > 0 && (server.may_create !== 't' || owned.foreign))
    blocking(
      'publication',
      `账号 ${server.user} 不能为这些表建发布（须为表的属主并可在库中建对象）。请由管理员建好发布，名称不限。`,
      `The account ${server.user} may not publish these tables (it would have to own them and to create in the database). Have the administrator make the publication; any name will do.`,
      `CREATE PUBLICATION "yiwang" FOR TABLE ${owned.unpublished.join(', ')} WITH (publish_via_partition_root = true);`,
    );
  return found;
}

/** Tables in no publication that tells all their changes, and whether one of them is not ours. */
async function ownership(
  door: CaptureDoor,
  tables: readonly TableShape[],
): Promise<{ unpublished: string[]; foreign: boolean }> {
  const unpublished: string[] = [];
  let foreign = false;
  for (const table of tables) {
    const [row] = await door.query<{ owned: string; published: string }>(
      `select pg_has_role(c.relowner, 'USAGE') as owned, exists (select from pg_publication p join pg_publication_tables t on t.pubname = p.pubname
         where t.schemaname = n.nspname and t.tablename = c.relname and p.pubinsert and p.pubupdate and p.pubdelete and p.pubtruncate) as published
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2`,
      [table.schema, table.table],
    );
    if (!row || row.published === 't') continue;
    unpublished.push(fullName(table));
    if (row.owned !== 't') foreign = true;
  }
  return { unpublished, foreign };
}
