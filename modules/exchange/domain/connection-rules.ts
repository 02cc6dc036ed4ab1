import { isDeepStrictEqual } from 'node:util';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { FieldFault } from '@platform/kernel';
import type { Connector } from '@platform/sources';
import { DEFAULT_LIMITS, type ConnectionLimits } from './line.ts';
import { lineErrors } from './line-errors.ts';

/** What someone gives for a connection, before it is known to be sound. */
export type GivenConnection = { settings: unknown; secret?: unknown };

/**
 * Settings and secret as they may be kept: checked by the connector's schemas, and no password left in an address.
 * @throws exchange.bad-connection with the fields
 */
export function checkConnection(connector: Connector, given: GivenConnection): { settings: unknown; secret?: unknown } {
  const { settings, password } = withoutPassword(given.settings);
  const secret = given.secret === undefined && password !== undefined && connector.secret ? { password } : given.secret;
  if (password !== undefined && !connector.secret) {
    throw lineErrors.badConnection(
      {},
      {
        fields: [
          {
            path: '/settings',
            code: 'password-in-address',
            message: { zh: '地址中不能带口令', en: 'No password may stand in an address' },
          },
        ],
      },
    );
  }
  const fields = [
    ...faultsOf(connector.settings, settings, '/settings'),
    ...(connector.secret && secret !== undefined ? faultsOf(connector.secret, secret, '/secret') : []),
    ...(!connector.secret && secret !== undefined
      ? [
          {
            path: '/secret',
            code: 'unknown-field',
            message: { zh: '这类来源不需要口令', en: 'This kind of source has no secret' },
          },
        ]
      : []),
  ];
  if (fields.length > 0) throw lineErrors.badConnection({}, { fields });
  return { settings, ...(secret === undefined ? {} : { secret }) };
}

/** A stored secret may only go where it went before. @throws exchange.secret-again */
export function demandSameSettings(stored: unknown, given: unknown): void {
  if (!isDeepStrictEqual(plainJson(stored), plainJson(given))) {
    throw lineErrors.secretAgain(
      {},
      {
        fields: [
          {
            path: '/secret',
            code: 'required',
            message: { zh: '请重新填写口令', en: 'Give the password again' },
          },
        ],
      },
    );
  }
}

/** Limits with the product's own for what is not said. */
export function limitsOf(given: Partial<ConnectionLimits> | undefined): ConnectionLimits {
  return { ...DEFAULT_LIMITS, ...given };
}

const plainJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** Takes the password out of an address (`url`), wherever a setting holds one. */
function withoutPassword(settings: unknown): { settings: unknown; password?: string } {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return { settings };
  let password: string | undefined;
  const clean = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (typeof value !== 'string' || !/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(value)) return [name, value];
      const url = parseUrl(value);
      if (!url || url.password === '') return [name, value];
      password = decodeURIComponent(url.password);
      url.password = '';
      return [name, url.href];
    }),
  );
  return { settings: clean, ...(password === undefined ? {} : { password }) };
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function faultsOf(schema: TSchema, value: unknown, base: string): FieldFault[] {
  const seen = new Set<string>();
  return [...Value.Errors(schema, value)].flatMap((error) => {
    const { instancePath, keyword, params } = error as {
      instancePath: string;
      keyword: string;
      params?: { requiredProperties?: string[]; additionalProperties?: string[] };
    };
    const names = params?.requiredProperties ?? params?.additionalProperties ?? [''];
    return names.flatMap((name): FieldFault[] => {
      const path = `${base}${instancePath}${name === '' ? '' : `/${name}`}`;
      if (seen.has(path)) return [];
      seen.add(path);
      return [{ path, code: keyword, message: MESSAGES[keyword] ?? { zh: '填写不正确', en: 'Not as it must be' } }];
    });
  });
}

const MESSAGES: Record<string, { zh: string; en: string }> = {
  required: { zh: '必填', en: 'Required' },
  additionalProperties: { zh: '没有这一项', en: 'There is no such field' },
  type: { zh: '类型不对', en: 'Of the wrong type' },
  enum: { zh: '请从可选项中选择', en: 'Choose one of those offered' },
  pattern: { zh: '格式不对', en: 'Not in the right form' },
  minimum: { zh: '太小', en: 'Too small' },
  maximum: { zh: '太大', en: 'Too large' },
  minLength: { zh: '不能为空', en: 'Must not be empty' },
  maxLength: { zh: '太长', en: 'Too long' },
};
