import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { sourceErrors } from '@platform/sources';

const title = (zh: string, en: string) => ({ 'x-title': { zh, en } });

export const SqlServerSettings = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 253, ...title('主机', 'Host') }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, default: 1433, ...title('端口', 'Port') })),
    database: Type.String({ minLength: 1, maxLength: 128, ...title('数据库', 'Database') }),
    user: Type.String({ minLength: 1, maxLength: 128, ...title('用户名', 'User') }),
    encrypt: Type.Optional(Type.Boolean({ default: true, ...title('加密', 'Encryption') })),
    trustCertificate: Type.Optional(
      Type.Boolean({ default: false, ...title('不验证服务器证书', 'Do not verify the server’s certificate') }),
    ),
  },
  { additionalProperties: false },
);
export const SqlServerSecret = Type.Object(
  { password: Type.String({ minLength: 1, maxLength: 1_000, 'x-secret': true, ...title('口令', 'Password') }) },
  { additionalProperties: false },
);

export type Target = {
  readonly place: string;
  readonly database: string;
  readonly user: string;
  readonly connection: Record<string, unknown>;
};

/** @throws sources.bad-settings */
export function targetOf(given: unknown, secret: unknown, application: string, connections: number): Target {
  if (!Value.Check(SqlServerSettings, given)) {
    const first = [...Value.Errors(SqlServerSettings, given)][0];
    throw sourceErrors.badSettings({
      field: (first as { instancePath?: string } | undefined)?.instancePath?.replace(/^\//, '') ?? '',
      reason: first?.message ?? '',
    });
  }
  const {
    host,
    port = 1433,
    database,
    user,
    encrypt = true,
    trustCertificate = false,
  }: Static<typeof SqlServerSettings> = given;
  return {
    place: `${host}:${port}/${database}`,
    database,
    user,
    connection: {
      server: host,
      port,
      database,
      user,
      password: String((secret as { password?: unknown } | undefined)?.password ?? ''),
      connectionTimeout: 10_000,
      // Chunks may be long; whoever reads stops them by the signal.
      requestTimeout: 0,
      pool: { max: Math.max(1, connections), min: 0, idleTimeoutMillis: 10_000 },
      options: {
        encrypt,
        trustServerCertificate: trustCertificate,
        appName: application,
        useUTC: true,
        readOnlyIntent: false,
      },
    },
  };
}
