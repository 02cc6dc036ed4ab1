import pg from 'pg';
import { DomainError } from '@platform/kernel';
import { sourceErrors } from '@platform/sources';
import { postgresSourceErrors } from './errors.ts';
import type { Target } from './settings.ts';

/** Values as PostgreSQL writes them. */
export const AS_TEXT = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

/**
 * What every session is told first: nothing is written, values in the forms the hub reads (ISO dates, instants in Shanghai's time, numbers
 * that read back exactly), nobody's lock waited for long.
 */
const SETTINGS = `set session characteristics as transaction read only; set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601';
  set timezone = 'Asia/Shanghai'; set extra_float_digits = 1; set bytea_output = 'hex'; set lock_timeout = '10s'; set statement_timeout = 0;
  set idle_in_transaction_session_timeout = 0`;

/** A connected client of its own; whoever asks ends it. @throws sources.* and source-postgres.*, coded */
export async function connect(
  target: Target,
  options: { application: string; replication?: boolean },
): Promise<pg.Client> {
  const client = new pg.Client({
    ...target.config,
    types: AS_TEXT,
    client_encoding: 'UTF8',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: options.application,
    ...(options.replication ? { replication: 'database' } : {}),
  } as pg.ClientConfig);
  // Without a listener a lost connection would end the process; whoever uses the client hears of it by its own statement.
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (!options.replication) await client.query(SETTINGS);
    return client;
  } catch (error) {
    await endQuietly(client);
    throw coded(error, target, 'connecting');
  }
}

/** Ends a client; a peer that is gone never answers the farewell. */
export async function endQuietly(client: pg.Client): Promise<void> {
  const timer = new Promise<void>((resume) => setTimeout(resume, 1_000).unref());
  await Promise.race([client.end().catch(() => undefined), timer]);
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

const NETWORK: Record<string, string> = {
  ENOTFOUND: '找不到主机 / host name unknown',
  EAI_AGAIN: '域名解析失败 / name lookup failed',
  ECONNREFUSED: '端口没有服务 / connection refused',
  EHOSTUNREACH: '网络不通 / no route',
  ENETUNREACH: '网络不通 / no route',
  ETIMEDOUT: '超时 / timed out',
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS/;
/** SQLSTATE classes of a server that ends, starts, or has no connection left. */
const GOING = /^(08|57P|53300|53400|58|XX)/;

/** The fault as people can act on it. `doing`: reading faults of a connection are interruptions, which a chunk survives. */
export function coded(error: unknown, target: Target, doing: 'connecting' | 'reading', table?: string): Error {
  if (error instanceof DomainError) return error;
  const { place } = target;
  const fault = error as { code?: unknown; message?: string; name?: string };
  const code = typeof fault.code === 'string' ? fault.code : '';
  const message = fault.message ?? String(error);
  const cause = { cause: error };
  if (fault.name === 'AbortError') return error as Error;
  if (code === '28P01' || (code === '28000' && !/pg_hba/.test(message)))
    return sourceErrors.wrongPassword({ place }, cause);
  if (code === '28000') {
    const remedy = `host ${target.database} ${target.user} <${'地址/address'}> scram-sha-256`;
    return postgresSourceErrors.hostRefused({ place, remedy }, cause);
  }
  if (code === '3D000') return sourceErrors.noSuchDatabase({ place, database: target.database }, cause);
  if (/does not support SSL/.test(message)) return postgresSourceErrors.noTls({ place }, cause);
  if (CERTIFICATE.test(code)) return postgresSourceErrors.badCertificate({ place, reason: code }, cause);
  if (code === '42501') {
    const name = table ?? place;
    const remedy = `GRANT USAGE ON SCHEMA …; GRANT SELECT ON ${table ?? 'ALL TABLES IN SCHEMA …'} TO ${pg.escapeIdentifier(target.user)}`;
    return sourceErrors.notAllowed({ place: name, remedy }, cause);
  }
  if (code === '42P01' || code === '3F000') return sourceErrors.tableMissing({ table: table ?? '' }, cause);
  if (code === '42703') {
    const column = /column "?([^"]+)"? does not exist/.exec(message)?.[1] ?? '';
    return sourceErrors.columnsMissing({ table: table ?? '', columns: column }, cause);
  }
  const answered = /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E');
  if (answered && !GOING.test(code))
    return sourceErrors.failed({ place: table ?? place, reason: `SQLSTATE ${code}` }, cause);
  const reason =
    NETWORK[code] ?? (code || (/timeout/i.test(message) ? NETWORK['ETIMEDOUT'] : '连接断开 / connection closed'));
  return doing === 'connecting'
    ? sourceErrors.unreachable({ place, reason: reason as string }, { ...cause, retryAfter: 5 })
    : sourceErrors.interrupted({ place, reason: reason as string }, { ...cause, retryAfter: 5 });
}
