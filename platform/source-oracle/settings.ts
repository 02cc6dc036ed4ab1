import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { sourceErrors } from '@platform/sources';

const title = (zh: string, en: string) => ({ 'x-title': { zh, en } });

export const OracleSettings = Type.Object(
  {
    host: Type.String({ pattern: '^[A-Za-z0-9.:_-]+$', maxLength: 253, ...title('主机', 'Host') }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, default: 1521, ...title('端口', 'Port') })),
    service: Type.String({ pattern: '^[A-Za-z0-9._$#-]+$', maxLength: 128, ...title('服务名', 'Service name') }),
    user: Type.String({ minLength: 1, maxLength: 128, ...title('用户名', 'User') }),
    schema: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        ...title('模式', 'Schema'),
        'x-hint': {
          zh: '表所属的用户；不填则为登录用户（大写）',
          en: 'Owner of the tables; left empty, the user itself, in capitals',
        },
      }),
    ),
    tls: Type.Optional(Type.Boolean({ default: false, ...title('加密（TCPS）', 'Encryption (TCPS)') })),
  },
  { additionalProperties: false },
);
export const OracleSecret = Type.Object(
  { password: Type.String({ minLength: 1, maxLength: 1_000, 'x-secret': true, ...title('口令', 'Password') }) },
  { additionalProperties: false },
);

export type Target = {
  readonly place: string;
  readonly service: string;
  readonly user: string;
  readonly schema: string;
  readonly connection: Record<string, unknown>;
};

/** @throws sources.bad-settings */
export function targetOf(given: unknown, secret: unknown): Target {
  if (!Value.Check(OracleSettings, given)) {
    const first = [...Value.Errors(OracleSettings, given)][0];
    throw sourceErrors.badSettings({
      field: (first as { instancePath?: string } | undefined)?.instancePath?.replace(/^\//, '') ?? '',
      reason: first?.message ?? '',
    });
  }
  const { host, port = 1521, service, user, schema, tls }: Static<typeof OracleSettings> = given;
  return {
    place: `${host}:${port}/${service}`,
    service,
    user,
    schema: schema ?? user.toUpperCase(),
    connection: {
      user,
      password: String((secret as { password?: unknown } | undefined)?.password ?? ''),
      connectString: `${tls === true ? 'tcps' : 'tcp'}://${host.includes(':') ? `[${host}]` : host}:${port}/${service}`,
    },
  };
}
