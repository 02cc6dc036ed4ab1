import { defineErrors } from '@platform/kernel';

/** What only a PostgreSQL source can have wrong; the rest is in `@platform/sources`. */
export const postgresSourceErrors = defineErrors('source-postgres', {
  noTls: {
    status: 422,
    zh: '数据来源 {place} 不支持加密连接。请来源方在 postgresql.conf 中设 ssl = on，或在可信专网内把“加密”改为不加密。',
    en: 'The source {place} offers no encrypted connection. Have ssl = on set in its postgresql.conf, or choose no encryption inside a trusted network.',
  },
  badCertificate: {
    status: 422,
    zh: '数据来源 {place} 的证书没有通过验证（{reason}）。请在连接设置中填写签发它的根证书，或请来源方更换证书。',
    en: 'The certificate of {place} did not pass ({reason}). Give the root certificate that issued it in the settings, or have the source renew it.',
  },
  hostRefused: {
    status: 422,
    zh: '数据来源 {place} 不允许本平台的地址以该账号连接。请来源方管理员在 pg_hba.conf 中加一行：{remedy}，然后执行 select pg_reload_conf()',
    en: 'The source {place} does not let this account in from our address. Ask its administrator to add to pg_hba.conf: {remedy} and run select pg_reload_conf()',
  },
  tooOld: {
    status: 422,
    zh: '数据来源 {place} 是 PostgreSQL {version}，本平台要求 13 及以上。请升级，或改用前置库、文件方式。',
    en: 'The source {place} is PostgreSQL {version}; 13 or later is needed. Upgrade it, or use a front database or files.',
  },
  snapshotGone: {
    status: 409,
    zh: '表 {table} 没有主键，须在同一时刻内读完；读取曾中断，将从头重新读取该表。已入湖的数据不受影响。',
    en: 'The table {table} has no key, so it has to be read as of one moment; reading was interrupted and begins anew. What is in the lake is not touched.',
  },
});
