import { defineErrors } from '@platform/kernel';

/** What can be wrong with any source. `place` is what people call it; no message holds a password or a row. */
export const sourceErrors = defineErrors('sources', {
  unreachable: {
    status: 503,
    zh: '连不上数据来源 {place}（{reason}）。请核对地址、端口、网络策略，稍后重试。',
    en: 'The source {place} cannot be reached ({reason}). Check address, port and network rules, then try again.',
  },
  wrongPassword: {
    status: 422,
    zh: '数据来源 {place} 拒绝了用户名或口令。请在连接中更新口令；平台不会反复尝试，以免账号被锁。',
    en: 'The source {place} refused the user name or password. Update them in the connection; we stop trying so that the account is not locked.',
  },
  noSuchDatabase: {
    status: 422,
    zh: '数据来源 {place} 上没有数据库 {database}。请核对库名。',
    en: 'There is no database {database} at {place}. Check its name.',
  },
  notAllowed: {
    status: 422,
    zh: '账号没有读取 {place} 的权限。请来源方管理员执行：{remedy}',
    en: 'The account may not read {place}. Ask the source’s administrator to run: {remedy}',
  },
  tableMissing: {
    status: 422,
    zh: '来源上没有表 {table}，可能已改名或删除。请与来源方核对。',
    en: 'The source has no table {table}; it may have been renamed or dropped. Check with the department.',
  },
  columnsMissing: {
    status: 422,
    zh: '表 {table} 缺少列：{columns}。请与来源方核对，或修改映射。',
    en: 'Table {table} lacks columns: {columns}. Check with the department, or change the mapping.',
  },
  badSettings: {
    status: 422,
    zh: '连接设置不对：{field}：{reason}',
    en: 'The connection’s settings are wrong: {field}: {reason}',
  },
  logLost: {
    status: 409,
    zh: '来源 {place} 已不再保留我们需要的日志，须重新做一次快照（可断点续传）。',
    en: 'The source {place} no longer keeps the log we need; a new snapshot is required (it can be resumed).',
  },
  interrupted: {
    status: 503,
    zh: '读取 {place} 时连接中断（{reason}）。已入湖的不会丢，将从断点继续。',
    en: 'The connection to {place} broke while reading ({reason}). What is in the lake is safe; reading goes on from there.',
  },
  tooLarge: {
    status: 422,
    zh: '{place} 的一个值超过 {limit} MB，不能读取。',
    en: 'A value at {place} is larger than {limit} MB and cannot be read.',
  },
  failed: {
    status: 502,
    zh: '数据来源 {place} 报错：{reason}',
    en: 'The source {place} reported: {reason}',
  },
});
