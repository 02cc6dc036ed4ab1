import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { sourceErrors } from '@platform/sources';

const titled = (zh: string, en: string, hint?: { zh: string; en: string }) => ({
  'x-title': { zh, en },
  ...(hint ? { 'x-hint': hint } : {}),
});
const strict = { additionalProperties: false };
const Pointer = (zh: string, en: string) =>
  Type.String({
    pattern: '^(/.*)?$',
    maxLength: 200,
    ...titled(zh, en, { zh: 'JSON 指针，如 /data/items', en: 'a JSON pointer, such as /data/items' }),
  });

export const Paging = Type.Object(
  {
    kind: Type.Enum(['none', 'page', 'offset', 'cursor', 'link'], { ...titled('分页方式', 'Paging') }),
    parameter: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        ...titled('页码（偏移、游标）参数名', 'Parameter of page, offset or cursor'),
      }),
    ),
    sizeParameter: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, ...titled('每页条数参数名', 'Parameter of the size') }),
    ),
    size: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100_000, default: 500, ...titled('每页条数', 'Items a page') }),
    ),
    first: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1, default: 1, ...titled('首页页码', 'Number of the first page') }),
    ),
    next: Type.Optional(Pointer('下一页游标在应答中的位置', 'Where the next cursor stands')),
    total: Type.Optional(Pointer('总条数在应答中的位置', 'Where the total stands')),
  },
  strict,
);
export type Paging = Static<typeof Paging>;

const Collection = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 128, ...titled('名称', 'Name') }),
    path: Type.String({ minLength: 1, maxLength: 500, pattern: '^[^?#]*$', ...titled('路径', 'Path') }),
    items: Type.Optional(Pointer('数据列表的位置', 'Where the list stands')),
    key: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 32, ...titled('主键', 'Key') }),
    ),
    parameters: Type.Optional(
      Type.Record(Type.String(), Type.String({ maxLength: 500 }), { ...titled('固定参数', 'Fixed parameters') }),
    ),
    since: Type.Optional(
      Type.Object(
        {
          parameter: Type.String({ minLength: 1, maxLength: 100, ...titled('起点参数名', 'Parameter') }),
          column: Type.String({ minLength: 1, maxLength: 128, ...titled('对应的列', 'Column') }),
        },
        { ...strict, ...titled('增量', 'Incremental') },
      ),
    ),
    paging: Type.Optional(Paging),
  },
  strict,
);

/** Where an HTTP API is, how it lets us in, and what it offers: by a list, or by its OpenAPI 3 document (JSON or YAML), or both. */
export const HttpSettings = Type.Object(
  {
    baseUrl: Type.String({ minLength: 8, maxLength: 500, ...titled('接口地址', 'Base URL') }),
    openapi: Type.Optional(
      Type.Object(
        {
          url: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 500,
              ...titled('文档地址（同一主机）', 'URL of the document (same host)'),
            }),
          ),
          document: Type.Optional(
            Type.String({
              maxLength: 4_000_000,
              ...titled('或粘贴文档内容（JSON 或 YAML）', 'or the document itself (JSON or YAML)'),
            }),
          ),
        },
        { ...strict, ...titled('OpenAPI 3 文档', 'OpenAPI 3 document') },
      ),
    ),
    collections: Type.Optional(Type.Array(Collection, { maxItems: 500, ...titled('数据集合', 'Collections') })),
    paging: Type.Optional(Paging),
    auth: Type.Optional(
      Type.Object(
        {
          kind: Type.Enum(['none', 'basic', 'bearer', 'header', 'hmac'], { ...titled('认证方式', 'Authentication') }),
          user: Type.Optional(Type.String({ maxLength: 200, ...titled('用户名或密钥编号', 'User or key id') })),
          header: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{1,60}$', ...titled('请求头名', 'Header') })),
          algorithm: Type.Optional(
            Type.Enum(['sm3', 'sha256'], { default: 'sm3', ...titled('签名算法', 'Algorithm') }),
          ),
        },
        { ...strict, ...titled('认证', 'Authentication') },
      ),
    ),
    timeoutSeconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 600, default: 30, ...titled('超时秒数', 'Timeout in seconds') }),
    ),
    mostMegabytes: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 256, default: 32, ...titled('单次应答上限（MB）', 'Largest answer (MB)') }),
    ),
    retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 10, default: 4, ...titled('重试次数', 'Tries more') })),
  },
  strict,
);
export type HttpSettings = Static<typeof HttpSettings>;

export const HttpSecret = Type.Object(
  {
    value: Type.String({
      minLength: 1,
      maxLength: 4_000,
      'x-secret': true,
      ...titled('口令、令牌或密钥', 'Password, token or key'),
    }),
  },
  strict,
);

/** @throws sources.bad-settings */
export function httpSettings(given: unknown): HttpSettings {
  if (!Value.Check(HttpSettings, given)) {
    const first = [...Value.Errors(HttpSettings, given)][0];
    const { instancePath } = (first ?? {}) as { instancePath?: string };
    throw sourceErrors.badSettings({ field: instancePath?.replace(/^\//, '') ?? '', reason: first?.message ?? '' });
  }
  if (!given.collections?.length && given.openapi?.url === undefined && given.openapi?.document === undefined)
    throw sourceErrors.badSettings({
      field: 'collections',
      reason: '请列出数据集合或给出 OpenAPI 文档 / list collections or give an OpenAPI document',
    });
  if (given.auth?.kind === 'header' && given.auth.header === undefined)
    throw sourceErrors.badSettings({ field: 'auth/header', reason: '必填 / required' });
  return given;
}
