import { fillText, type Language } from '@platform/kernel';
import type { ItemType } from '@modules/catalogue/contract';
import type { InterfaceDefinition } from './definition.ts';
import { ANSWER_FIELDS } from './answer-schema.ts';
import { reservedOf } from './parameters.ts';

type Schema = Record<string, unknown>;

/** What an answer of each mode has beside `callId` and `mode`. */
const ANSWERS: Record<InterfaceDefinition['mode'], readonly (keyof typeof ANSWER_FIELDS)[]> = {
  rows: ['rows', 'next', 'notice'],
  verify: ['result', 'notice'],
  score: ['result', 'score', 'band', 'notice'],
  aggregate: ['groups', 'hidden', 'protection', 'notice'],
};

const RESULTS: Partial<Record<InterfaceDefinition['mode'], readonly string[]>> = {
  verify: ['match', 'no-match', 'not-found'],
  score: ['scored', 'not-found'],
};

const FORMATS: Partial<Record<ItemType, Schema>> = {
  date: { format: 'date' },
  integer: { pattern: '^-?\\d+$' },
  number: { pattern: '^-?\\d+(\\.\\d+)?$' },
  boolean: { enum: ['true', 'false'] },
  'citizen-id': { pattern: '^\\d{17}[\\dX]$' },
  'credit-code': { pattern: '^[0-9A-Z]{18}$' },
};

const RESERVED: Record<string, { zh: string; en: string }> = {
  fields: { zh: '只要其中几个已授权字段，逗号分隔', en: 'Some of the granted fields only, separated by commas' },
  limit: { zh: '本页行数', en: 'Rows in this page' },
  cursor: { zh: '上一页答复的 next', en: '`next` of the page before' },
  groupBy: { zh: '分组维度，逗号分隔：{dimensions}', en: 'Dimensions to group by, separated by commas: {dimensions}' },
};

const SIGNING = {
  zh: '请求按密钥签名。待签文本：METHOD\\n路径\\n时间（毫秒）\\n随机数\\n正文哈希（十六进制小写）；以密钥作 HMAC-SM3 或 HMAC-SHA256，十六进制小写。时间与服务器相差不超过 5 分钟，随机数只用一次。',
  en: 'Requests are signed. Text to sign: METHOD\\npath\\ntime (ms)\\nnonce\\nhash of the body (lower-case hex); HMAC-SM3 or HMAC-SHA256 of it with the secret, lower-case hex. The time may be 5 minutes off; a nonce is used once.',
};

/** The OpenAPI 3.1 document of one version of an interface, for whoever calls it. */
export function openApiOf(
  definition: InterfaceDefinition,
  origin: string,
  language: Language,
): Record<string, unknown> {
  const path = `/api/open/interfaces/${definition.id}/v/${definition.version}`;
  const header = (name: string, schema: Schema, text: { zh: string; en: string }, required = true) => ({
    name,
    in: 'header',
    required,
    schema: { type: 'string', ...schema },
    description: text[language],
  });
  return {
    openapi: '3.1.0',
    info: {
      title: definition.title[language],
      version: definition.version,
      description: [definition.summary?.[language], SIGNING[language]].filter(Boolean).join('\n\n'),
    },
    servers: [{ url: origin }],
    paths: {
      [path]: {
        post: {
          operationId: definition.id,
          summary: definition.title[language],
          security: [{ key: [] }],
          parameters: [
            header(
              'x-yiwang-time',
              { pattern: '^\\d{13}$' },
              { zh: '1970 年以来的毫秒数', en: 'Milliseconds since 1970' },
            ),
            header('x-yiwang-nonce', { maxLength: 200 }, { zh: '随机数，每次不同', en: 'Different each time' }),
            header('x-yiwang-signature', { pattern: '^[0-9a-f]{64}$' }, { zh: '签名', en: 'The signature' }),
            header(
              'x-yiwang-algorithm',
              { enum: ['sm3', 'sha256'], default: 'sm3' },
              { zh: '签名算法', en: 'How it is signed' },
              false,
            ),
          ],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: requestSchema(definition, language) } },
          },
          responses: {
            '200': {
              description: { zh: '答复', en: 'The answer' }[language],
              content: { 'application/json': { schema: answerSchema(definition) } },
            },
            ...Object.fromEntries(
              REFUSALS.map(([status, text]) => [
                status,
                {
                  description: text[language],
                  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
                },
              ]),
            ),
          },
        },
      },
    },
    components: {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-yiwang-key' } },
      schemas: { Problem: PROBLEM },
    },
  };
}

const REFUSALS: readonly (readonly [string, { zh: string; en: string }])[] = [
  ['400', { zh: '参数不对（errors 指出每一处）', en: 'Bad parameters (`errors` names each)' }],
  ['401', { zh: '密钥、签名、时间或随机数不对', en: 'Key, signature, time or nonce' }],
  [
    '403',
    {
      zh: '没有授权、用途或字段不在授权内，或会认出个人',
      en: 'No grant, purpose or field not granted, or it would single someone out',
    },
  ],
  ['410', { zh: '版本已停用', en: 'The version was retired' }],
  [
    '429',
    { zh: '超过限流或额度，Retry-After 秒后再试', en: 'Over limit or quota; try again after Retry-After seconds' },
  ],
  ['503', { zh: '暂时无法作答，Retry-After 秒后再试', en: 'Cannot answer now; try again after Retry-After seconds' }],
];

const PROBLEM: Schema = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { pointer: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};

function requestSchema(definition: InterfaceDefinition, language: Language): Schema {
  const own = definition.parameters.map(({ name, field, type, match }) => {
    const title = definition.ground.fields.get(field)?.title[language] ?? field;
    const how = {
      equal: '',
      from: { zh: '（起，含）', en: ' (from, included)' }[language],
      to: { zh: '（止，含）', en: ' (to, included)' }[language],
    }[match];
    return [name, { type: 'string', description: `${title}${how}`, ...FORMATS[type] }] as const;
  });
  const dimensions = definition.aggregate?.dimensions.join(', ') ?? '';
  const reserved = reservedOf(definition).map(
    (name) =>
      [
        name,
        {
          type: 'string',
          description: fillText(RESERVED[name] as { zh: string; en: string }, language, { dimensions }),
        },
      ] as const,
  );
  return {
    type: 'object',
    additionalProperties: false,
    required: ['purpose', 'caseNo', 'parameters'],
    properties: {
      purpose: { type: 'string', description: { zh: '授权内的用途', en: 'A purpose of the grant' }[language] },
      caseNo: { type: 'string', description: { zh: '办件编号', en: 'The case it is for' }[language] },
      parameters: {
        type: 'object',
        additionalProperties: false,
        required: definition.parameters.filter(({ required }) => required).map(({ name }) => name),
        properties: Object.fromEntries([...own, ...reserved]),
      },
    },
  };
}

function answerSchema(definition: InterfaceDefinition): Schema {
  const names = ANSWERS[definition.mode];
  const results = RESULTS[definition.mode];
  const parts = Object.fromEntries(names.map((name) => [name, plain(ANSWER_FIELDS[name])]));
  const value = { type: ['string', 'null'] };
  return {
    type: 'object',
    required: ['callId', 'mode'],
    properties: {
      callId: { type: 'string', format: 'uuid' },
      mode: { const: definition.mode },
      receipt: {
        type: 'object',
        description: 'Proof of the exchange: GET /api/open/receipts/{id}',
        properties: { id: { type: 'string' }, salt: { type: 'string' } },
      },
      ...parts,
      ...(results ? { result: { enum: results } } : {}),
      ...(definition.mode === 'rows'
        ? {
            rows: {
              type: 'array',
              maxItems: definition.limits.rowsMax,
              items: {
                type: 'object',
                properties: {
                  values: {
                    type: 'object',
                    properties: Object.fromEntries(
                      definition.fields.map(({ name, title, mask }) => [
                        name,
                        { ...value, description: mask === 'none' ? title.zh : `${title.zh} (${mask})` },
                      ]),
                    ),
                  },
                  sources: { type: 'object' },
                },
              },
            },
          }
        : {}),
    },
  };
}

/** A schema as JSON: the library's own marks are not enumerable. */
const plain = (schema: unknown): Schema => JSON.parse(JSON.stringify(schema)) as Schema;
