import type { ConnectionOptions } from 'mysql2';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { sourceErrors } from '@platform/sources';

const title = (zh: string, en: string) => ({ 'x-title': { zh, en } });

export const MysqlSettings = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 253, ...title('主机', 'Host') }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, default: 3306, ...title('端口', 'Port') })),
    database: Type.String({ minLength: 1, maxLength: 64, ...title('数据库', 'Database') }),
    user: Type.String({ minLength: 1, maxLength: 128, ...title('用户名', 'User') }),
    ssl: Type.Optional(
      Type.Enum(['disable', 'require', 'verify-full'], {
        default: 'disable',
        ...title('加密', 'Encryption'),
        'x-hint': {
          zh: 'disable 不加密；require 加密但不验证书；verify-full 加密并验证书与主机名',
          en: 'disable: none; require: encrypted, certificate not verified; verify-full: certificate and host name verified',
        },
      }),
    ),
    ca: Type.Optional(Type.String({ maxLength: 100_000, ...title('根证书（PEM）', 'Root certificate (PEM)') })),
    serverId: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 4_294_967_295,
        ...title('从库编号', 'Replica number'),
        'x-hint': {
          zh: '变更采集以从库身份读取日志，编号不得与来源方任何主从库相同；不填则自动取一个',
          en: 'Capture reads the log as a replica; the number must differ from every server there; left empty, one is chosen',
        },
      }),
    ),
  },
  { additionalProperties: false },
);
export type MysqlSettings = Static<typeof MysqlSettings>;

export const MysqlSecret = Type.Object(
  { password: Type.String({ minLength: 1, maxLength: 1_000, 'x-secret': true, ...title('口令', 'Password') }) },
  { additionalProperties: false },
);

/** Where to connect, ready for the driver, and how people call it (never with the password). */
export type Target = {
  readonly place: string;
  readonly database: string;
  readonly user: string;
  readonly serverId?: number;
  readonly config: ConnectionOptions;
};

/** @throws sources.bad-settings */
export function targetOf(given: unknown, secret: unknown): Target {
  if (!Value.Check(MysqlSettings, given)) {
    const first = [...Value.Errors(MysqlSettings, given)][0];
    throw sourceErrors.badSettings({
      field: (first as { instancePath?: string } | undefined)?.instancePath?.replace(/^\//, '') ?? '',
      reason: first?.message ?? '',
    });
  }
  const { host, port = 3306, database, user, ssl = 'disable', ca, serverId } = given;
  return {
    place: `${host}:${port}/${database}`,
    database,
    user,
    ...(serverId === undefined ? {} : { serverId }),
    config: {
      host,
      port,
      database,
      user,
      password: String((secret as { password?: unknown } | undefined)?.password ?? ''),
      ...(ssl === 'disable'
        ? {}
        : { ssl: { rejectUnauthorized: ssl === 'verify-full', ...(ca === undefined ? {} : { ca }) } }),
    },
  };
}
