import type pg from 'pg';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { sourceErrors } from '@platform/sources';

const title = (zh: string, en: string) => ({ 'x-title': { zh, en } });

/** Where the database is: by its parts, or by a URL in which no password stands. */
export const PostgresSettings = Type.Object(
  {
    host: Type.Optional(Type.String({ minLength: 1, maxLength: 253, ...title('主机', 'Host') })),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, default: 5432, ...title('端口', 'Port') })),
    database: Type.Optional(Type.String({ minLength: 1, maxLength: 63, ...title('数据库', 'Database') })),
    user: Type.Optional(Type.String({ minLength: 1, maxLength: 63, ...title('用户名', 'User') })),
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
    url: Type.Optional(
      Type.String({
        pattern: '^postgres(ql)?://',
        maxLength: 1_000,
        ...title('连接地址', 'URL'),
        'x-hint': {
          zh: '可代替以上各项：postgres://用户@主机:端口/库；口令填在“口令”中',
          en: 'Instead of the fields above: postgres://user@host:port/database; the password goes into its own field',
        },
      }),
    ),
  },
  { additionalProperties: false },
);
export type PostgresSettings = Static<typeof PostgresSettings>;

export const PostgresSecret = Type.Object(
  { password: Type.String({ minLength: 1, maxLength: 1_000, 'x-secret': true, ...title('口令', 'Password') }) },
  { additionalProperties: false },
);

/** Where to connect, ready for the driver, and how people call it (never with the password). */
export type Target = {
  readonly place: string;
  readonly host: string;
  readonly database: string;
  readonly user: string;
  readonly config: pg.ClientConfig;
};

/** @throws sources.bad-settings */
export function targetOf(given: unknown, secret: unknown): Target {
  if (!Value.Check(PostgresSettings, given)) {
    const first = [...Value.Errors(PostgresSettings, given)][0];
    throw sourceErrors.badSettings({
      field: (first as { instancePath?: string } | undefined)?.instancePath?.replace(/^\//, '') ?? '',
      reason: first?.message ?? '',
    });
  }
  const parts = given.url === undefined ? given : { ...given, ...partsOf(given.url) };
  const need = (field: 'host' | 'database' | 'user'): string => {
    const value = parts[field];
    if (value === undefined || value === '') throw sourceErrors.badSettings({ field, reason: '必填 / required' });
    return value;
  };
  const [host, database, user] = [need('host'), need('database'), need('user')];
  const port = parts.port ?? 5432;
  const inUrl = given.url === undefined ? '' : decodeURIComponent(new URL(given.url).password);
  const password = (secret as { password?: unknown } | undefined)?.password ?? inUrl;
  const ssl = parts.ssl ?? 'disable';
  return {
    place: `${host}:${port}/${database}`,
    host,
    database,
    user,
    config: {
      host,
      port,
      database,
      user,
      password: String(password),
      // An explicit false: else the driver would take PGSSLMODE from our own environment.
      ssl:
        ssl === 'disable'
          ? false
          : { rejectUnauthorized: ssl === 'verify-full', ...(parts.ca === undefined ? {} : { ca: parts.ca }) },
    },
  };
}

function partsOf(url: string): Pick<PostgresSettings, 'host' | 'port' | 'database' | 'user' | 'ssl'> {
  try {
    const read = new URL(url);
    const mode = read.searchParams.get('sslmode');
    const ssl = mode === 'verify-full' || mode === 'require' || mode === 'disable' ? mode : undefined;
    return {
      host: read.hostname.replace(/^\[|\]$/g, ''),
      database: decodeURIComponent(read.pathname.slice(1)),
      user: decodeURIComponent(read.username),
      ...(read.port === '' ? {} : { port: Number(read.port) }),
      ...(ssl === undefined ? {} : { ssl }),
    };
  } catch {
    throw sourceErrors.badSettings({ field: 'url', reason: '格式不对 / malformed' });
  }
}
