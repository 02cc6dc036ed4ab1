import { Type, type Static } from 'typebox';
import { Id, SettingName, strict, Text } from './parts.ts';

const Code = Type.String({ minLength: 1, maxLength: 64 });
const Field = strict({
  name: Type.String({ pattern: '^[a-z][a-z0-9_]*$', maxLength: 48, description: 'As the level above writes it' }),
  title: Text,
  personal: Type.Optional(Type.Boolean({ default: true })),
});

/** One data service of a level above, as its platform describes it. */
export const UpstreamService = strict({
  id: Id,
  title: Text,
  summary: Type.Optional(Text),
  provider: Type.Optional(Text),
  code: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Interface id there (gjzwfwpt_sid)' })),
  path: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._/-]*$',
    maxLength: 200,
    description: 'Below the base address',
  }),
  upperCatalogue: Type.Optional(Code),
  upperResource: Type.Optional(Code),
  parameters: Type.Array(strict({ ...Field.properties, required: Type.Optional(Type.Boolean({ default: true })) }), {
    minItems: 1,
  }),
  fields: Type.Array(Field, { minItems: 1 }),
  idempotent: Type.Optional(
    Type.Boolean({ default: true, description: 'A query: asked again without harm when no answer came' }),
  ),
  limits: Type.Optional(
    strict({
      timeoutMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 60_000, default: 5_000 })),
      atOnce: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 8, description: 'Calls at once' })),
      perDay: Type.Optional(Type.Integer({ minimum: 1, description: 'Calls a day that the level above allows' })),
    }),
  ),
});
export type UpstreamService = Static<typeof UpstreamService>;

/**
 * A platform of the level above (上级平台) with its services. Address and credentials are names of deployment settings, or are set on the
 * console; without them its services are not provisioned, and said to be so.
 */
export const Upstream = strict({
  id: Id,
  title: Text,
  level: Type.Enum(['province', 'nation']),
  scheme: Type.Enum(['gjzwfwpt', 'tif'], {
    description: 'gjzwfwpt: national scheme, POST /sysapi/<path>, HMAC-SHA256; tif: x-tif-* headers, SHA-256',
  }),
  urlFrom: SettingName,
  callerFrom: SettingName,
  secretFrom: SettingName,
  simulatedFrom: Type.Optional(SettingName),
  codes: Type.Optional(
    Type.Array(
      strict({
        code: Code,
        means: Type.Enum(['done', 'again', 'refused', 'no-grant', 'quota', 'credentials', 'parameters']),
        words: Text,
      }),
      { description: 'Codes of its answers beside those of the scheme, in people’s words' },
    ),
  ),
  business: Type.Optional(
    strict(
      {
        catalogue: Code,
        apply: Code,
        applications: Code,
        report: Code,
        probe: Code,
      },
      'Interface ids of catalogue query, application for a grant, state of applications, report of entries, and a harmless probe',
    ),
  ),
  reports: Type.Optional(
    strict(
      { intake: Code, day: Code },
      'Interface ids of what takes reports of cases (办件上报), and of what it holds of a day',
    ),
  ),
  services: Type.Array(UpstreamService),
});
export type Upstream = Static<typeof Upstream>;
