import { defineErrors } from '@platform/kernel';

export const databaseErrors = defineErrors('database', {
  unreachable: {
    status: 503,
    zh: '数据库暂时连不上，您的操作没有保存。请稍后再试一次。',
    en: 'The database cannot be reached right now; nothing was saved. Please try again in a moment.',
  },
  cannotCreateRoles: {
    status: 500,
    zh: '登录 {login} 缺少 CREATEROLE 权限。请由数据库管理员执行：ALTER ROLE "{login}" CREATEROLE',
    en: 'The login {login} lacks CREATEROLE. Ask the database administrator to run: ALTER ROLE "{login}" CREATEROLE',
  },
  tooOld: {
    status: 500,
    zh: '数据库版本 {version} 太旧，需要 PostgreSQL 15 或更高版本。',
    en: 'The database is PostgreSQL {version}; Yiwang needs PostgreSQL 15 or newer.',
  },
  migrationChanged: {
    status: 500,
    zh: '迁移 {module}/{name} 在应用之后被改动。迁移只能向前：请恢复原文件，另写一个新迁移。',
    en: 'Migration {module}/{name} was changed after it had been applied. Migrations only go forward: restore the file and write a new one.',
  },
  clusterFailed: {
    status: 500,
    zh: '内置数据库没有启动：{reason}。日志见 {log}。',
    en: 'The embedded database did not start: {reason}. Its log is {log}.',
  },
});
