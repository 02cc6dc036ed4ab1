import pg from 'pg';
import {
  rowLimiter,
  sourceErrors,
  type CaptureReader,
  type Connector,
  type Finding,
  type SourceMode,
  type SourceReport,
  type SourceSession,
  type Value,
} from '@platform/sources';
import { openCapture, type CaptureDoor } from './capture/index.ts';
import { openClients } from './clients.ts';
import { coded, connect, endQuietly } from './connect.ts';
import { cursorReader } from './cursor.ts';
import { postgresSourceErrors } from './errors.ts';
import { tableName } from './plan.ts';
import { PostgresSecret, PostgresSettings, targetOf } from './settings.ts';
import { listTables, shapeOf, type Query } from './shape.ts';
import { queryOn, snapshotReader } from './snapshot.ts';

const OLDEST = 130_000;

/** PostgreSQL from 13 on: whole tables, by a cursor, and by logical replication. */
export const postgresConnector: Connector = {
  kind: 'postgres',
  title: { zh: 'PostgreSQL 数据库', en: 'PostgreSQL' },
  tested: {
    zh: '已在 PostgreSQL 18 与 15 实测，适用于 13 及以上版本',
    en: 'Run against PostgreSQL 18 and 15; for 13 and later',
  },
  settings: PostgresSettings,
  secret: PostgresSecret,

  async open({ settings, secret, limits, application }): Promise<SourceSession> {
    const target = targetOf(settings, secret);
    const clients = openClients(target, { connections: Math.max(1, limits.connections), application });
    const query =
      (table?: string): Query =>
      async <R extends object>(text: string, values?: readonly unknown[]) => {
        try {
          return await clients.lend((client) => queryOn(client)<R>(text, values));
        } catch (error) {
          throw coded(error, target, 'reading', table);
        }
      };
    const [server] = await query()<{ version: string; name: string }>(
      `select current_setting('server_version_num') as version, current_setting('server_version') as name`,
    ).catch(async (error: unknown) => {
      await clients.close();
      throw error;
    });
    const version = Number(server?.version);
    if (version < OLDEST) {
      await clients.close();
      throw postgresSourceErrors.tooOld({ place: target.place, version: server?.name ?? '' });
    }
    const replicating = new Set<pg.Client>();
    const shape: SourceSession['shape'] = (table) => shapeOf(query(`${table.schema}.${table.table}`), table);
    const door = {
      target,
      clients,
      limiter: rowLimiter(limits.rowsPerSecond),
      connections: limits.connections,
      query: query(),
      version: () => Promise.resolve(version),
    };
    const snapshot = snapshotReader(door);
    const captureDoor: CaptureDoor = {
      place: target.place,
      query: query(),
      async replication() {
        // Beside the readers' connections: a stream that waited for a chunk to end would hold the source's log back.
        const client = await connect(target, { application, replication: true });
        replicating.add(client);
        client.once('end', () => replicating.delete(client));
        return client;
      },
      shape,
    };
    let capture: CaptureReader | undefined;

    return {
      report: () => report(query(), server?.name ?? ''),
      tables: () => listTables(query()),
      shape,
      async sample(table, columns, rows) {
        const name = `${table.schema}.${table.table}`;
        const count = Math.max(0, Math.min(10_000, Math.trunc(rows)));
        const list = columns.map((column) => `${pg.escapeIdentifier(column)}::text`).join(', ');
        try {
          return await clients.lend(async (client) => {
            const text = `select ${list} from ${tableName(table)} limit ${count}`;
            return (await client.query<Value[]>({ text, rowMode: 'array' })).rows;
          });
        } catch (error) {
          throw coded(error, target, 'reading', name);
        }
      },
      snapshot,
      cursor: cursorReader(door),
      get capture() {
        capture ??= openCapture(captureDoor);
        return capture;
      },
      async close() {
        await snapshot.close();
        await Promise.all([...replicating].map(endQuietly));
        await clients.close();
      },
    };
  },
};

async function report(query: Query, version: string): Promise<SourceReport> {
  const [facts] = await query<{ level: string; recovery: string; may: string; encoding: string }>(
    `select current_setting('wal_level') as level, pg_is_in_recovery() as recovery, current_setting('server_encoding') as encoding,
       (select rolsuper or rolreplication from pg_roles where rolname = current_user) as may`,
  );
  if (!facts) throw sourceErrors.failed({ place: 'PostgreSQL', reason: 'pg_settings' });
  const findings: Finding[] = [];
  const capturing = facts.level === 'logical' && facts.may === 't' && facts.recovery !== 't';
  if (facts.level !== 'logical')
    findings.push({
      code: 'source-postgres.wal-level',
      level: 'info',
      text: {
        zh: '来源未开启逻辑日志（wal_level 不是 logical），只能快照或按游标读取，不能捕获变更。修改后须重启来源数据库。',
        en: 'The source writes no logical log (wal_level is not logical): snapshots and cursors work, capture does not. Changing it needs a restart of the source.',
      },
      remedy: "ALTER SYSTEM SET wal_level = 'logical';",
    });
  if (facts.may !== 't')
    findings.push({
      code: 'source-postgres.no-replication',
      level: 'info',
      text: {
        zh: '账号没有复制权限，不能捕获变更。',
        en: 'The account has no right to replicate, so changes cannot be captured.',
      },
      remedy: 'ALTER ROLE … REPLICATION;',
    });
  if (facts.recovery === 't')
    findings.push({
      code: 'source-postgres.standby',
      level: 'info',
      text: {
        zh: '该来源是备库：可做快照，不能捕获变更；长时间快照可能被主库的清理中断。',
        en: 'This source is a standby: snapshots work, capture does not; a long snapshot may be cancelled by the primary’s clean-up.',
      },
    });
  if (facts.encoding === 'SQL_ASCII')
    findings.push({
      code: 'source-postgres.sql-ascii',
      level: 'warning',
      text: {
        zh: '来源库编码为 SQL_ASCII，不保证文字有效；无法识别的字符会进入隔离区。',
        en: 'The source’s encoding is SQL_ASCII, which promises nothing about its texts; what cannot be read goes to quarantine.',
      },
    });
  const modes: SourceMode[] = ['snapshot', 'cursor', ...(capturing ? (['capture'] as const) : [])];
  return { server: `PostgreSQL ${version.split(' ')[0]}`, findings, modes };
}
