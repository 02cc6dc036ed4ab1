import type { Connector } from '@platform/sources';
import { MysqlSecret, MysqlSettings } from './settings.ts';

/** MariaDB and MySQL: whole tables by key ranges, by a growing column, and changes from the binary log. */
export const mysqlConnector: Connector = {
  kind: 'mysql',
  title: { zh: 'MariaDB / MySQL', en: 'MariaDB / MySQL' },
  tested: {
    zh: '只在 MariaDB 10.11 上实测过；MySQL 未实测（没有可用的服务器）。',
    en: 'Run against MariaDB 10.11 only; MySQL is untested (no server was to be had).',
  },
  settings: MysqlSettings,
  secret: MysqlSecret,

  // The driver is great, and most deployments have no such source.
  open: async (options) => (await import('./session.ts')).openMysql(options),
};
