import { DomainError, defineErrors } from '@platform/kernel';
import { sourceErrors } from '@platform/sources';
import type { Target } from './settings.ts';

/** What only a MariaDB or MySQL source can have wrong; the rest is in `@platform/sources`. */
export const mysqlErrors = defineErrors('source-mysql', {
  logWithoutNames: {
    status: 409,
    zh: '表 {table} 的日志中没有列名（binlog_row_metadata 曾不是 FULL），无法确知每个值属于哪一列。请来源方管理员执行 SET GLOBAL binlog_row_metadata=FULL，然后对该连接重新做快照。',
    en: 'The log of table {table} has no column names (binlog_row_metadata was not FULL), so it is not certain which column a value belongs to. Ask the administrator to run SET GLOBAL binlog_row_metadata=FULL, then take a new snapshot.',
  },
  partialImage: {
    status: 409,
    zh: '表 {table} 的日志中行不完整（binlog_row_image 不是 FULL）。请来源方管理员执行 SET GLOBAL binlog_row_image=FULL，然后对该连接重新做快照。',
    en: 'Rows of table {table} are incomplete in the log (binlog_row_image was not FULL). Ask the administrator to run SET GLOBAL binlog_row_image=FULL, then take a new snapshot.',
  },
  statementLogged: {
    status: 409,
    zh: '来源在 {position} 处以语句而非逐行方式记录了数据修改，无法还原改了哪些行。请来源方管理员执行 SET GLOBAL binlog_format=ROW，并找出仍用语句方式的会话；然后对该连接重新做快照。',
    en: 'At {position} the source logged a change as a statement and not row by row, so which rows changed cannot be told. Ask the administrator to run SET GLOBAL binlog_format=ROW and to find sessions that still log statements; then take a new snapshot.',
  },
  unknownEvent: {
    status: 409,
    zh: '来源日志 {position} 处有本平台不能解读的内容（类型 {type}，{hint}）。为免漏数，采集已停。请来源方按提示调整后，对该连接重新做快照。',
    en: 'At {position} the log of the source holds what we cannot read (type {type}; {hint}). Capture stopped so that nothing is missed. Have the source changed as said, then take a new snapshot.',
  },
  unreadableLog: {
    status: 502,
    zh: '来源日志 {position} 处无法解读（{reason}）。采集已停，未写入任何不确定的数据。请联系平台运维并附上此信息。',
    en: 'The log of the source cannot be read at {position} ({reason}). Capture stopped and nothing uncertain was written. Give this message to the platform’s operators.',
  },
});

type DriverError = Error & { code?: string; errno?: number; sqlMessage?: string; syscall?: string };

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'HANDSHAKE_NO_SSL_SUPPORT',
  'HANDSHAKE_SSL_ERROR',
]);
const BROKEN = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'EPIPE',
  'ER_CONNECTION_KILLED',
  'ER_QUERY_INTERRUPTED',
  'ER_SERVER_SHUTDOWN',
  'ER_NET_READ_ERROR',
  'ER_NET_ERROR_ON_WRITE',
  'ERR_STREAM_DESTROYED',
]);

/**
 * What the driver threw, as one of ours. Messages of the server are not passed on: they may quote rows.
 * @param table when a table was being read, as people call it
 */
export function toSourceError(
  thrown: unknown,
  target: Pick<Target, 'place' | 'database' | 'user'>,
  table?: string,
): Error {
  if (thrown instanceof DomainError) return thrown;
  const error = thrown as DriverError;
  const { place, database, user } = target;
  const code = error.code ?? '';
  const more = { cause: error };
  const account = `'${user}'@'…'`;
  if (UNREACHABLE.has(code)) return sourceErrors.unreachable({ place, reason: code }, more);
  switch (code) {
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
    case 'ER_MUST_CHANGE_PASSWORD_LOGIN':
    case 'ER_ACCOUNT_HAS_BEEN_LOCKED':
      return sourceErrors.wrongPassword({ place }, more);
    case 'ER_BAD_DB_ERROR':
      return sourceErrors.noSuchDatabase({ place, database }, more);
    case 'ER_DBACCESS_DENIED_ERROR':
      return sourceErrors.notAllowed({ place, remedy: `GRANT SELECT ON \`${database}\`.* TO ${account}` }, more);
    case 'ER_TABLEACCESS_DENIED_ERROR':
    case 'ER_COLUMNACCESS_DENIED_ERROR':
      return sourceErrors.notAllowed(
        { place: table ?? place, remedy: `GRANT SELECT ON \`${database}\`.* TO ${account}` },
        more,
      );
    case 'ER_SPECIFIC_ACCESS_DENIED_ERROR':
      return sourceErrors.notAllowed({ place, remedy: captureGrants(account) }, more);
    case 'ER_NO_SUCH_TABLE':
    case 'ER_BAD_TABLE_ERROR':
    case 'ER_UNKNOWN_TABLE':
      return sourceErrors.tableMissing({ table: table ?? place }, more);
    case 'ER_BAD_FIELD_ERROR':
      return sourceErrors.columnsMissing({ table: table ?? place, columns: '?' }, more);
    case 'ER_MASTER_FATAL_ERROR_READING_BINLOG':
      return sourceErrors.logLost({ place }, more);
    default:
      // The driver tells a lost connection in many ways.
      if (BROKEN.has(code) || /closed state|Connection lost|socket/i.test(error.message))
        return sourceErrors.interrupted({ place, reason: code || 'connection lost' }, more);
      return sourceErrors.failed({ place, reason: code === '' ? error.name : `${code} (${error.errno ?? '?'})` }, more);
  }
}

/** What an account needs to follow the log: MariaDB's names first, MySQL's in the comment. */
export function captureGrants(account: string): string {
  return `GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO ${account}; -- MySQL: REPLICATION SLAVE, REPLICATION CLIENT`;
}
