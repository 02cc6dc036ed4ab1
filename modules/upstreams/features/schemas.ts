import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';

export const strict = { additionalProperties: false };
export const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
export const Cursor = {
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};

export const PlatformView = Type.Object({
  id: Type.String(),
  title: LocalText,
  level: Type.Enum(['province', 'nation']),
  scheme: Type.Enum(['gjzwfwpt', 'tif']),
  simulated: Type.Boolean(),
  provisioned: Type.Boolean(),
  /** Where the credentials come from; the secret is never told. */
  from: Type.Optional(Type.Enum(['deployment', 'console'])),
  missing: Type.Array(Type.Enum(['url', 'caller', 'secret'])),
  url: Type.Optional(Type.String()),
  caller: Type.Optional(Type.String()),
  setAt: Type.Optional(Type.String()),
  business: Type.Boolean(),
  services: Type.Integer(),
  health: Type.Optional(
    Type.Object({
      state: Type.Enum(['up', 'down', 'refusing']),
      at: Type.String(),
      ms: Type.Integer(),
      words: Type.Optional(LocalText),
    }),
  ),
});
export type PlatformView = Static<typeof PlatformView>;

export const GrantView = Type.Object({
  platform: Type.String(),
  platformTitle: LocalText,
  upApplyId: Type.String(),
  upCataId: Type.String(),
  upResourceId: Type.String(),
  title: LocalText,
  service: Type.Optional(Type.String()),
  /** The application here that it answers; absent when none is known. */
  upward: Type.Optional(Type.String()),
  adopted: Type.Boolean(),
  state: Type.Enum(['in-force', 'not-yet', 'suspended', 'ended']),
  reason: Type.Optional(Type.String()),
  purpose: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
  until: Type.Optional(Type.String()),
  callsPerDay: Type.Optional(Type.Integer()),
  firstSeenAt: Type.String(),
  changedAt: Type.String(),
});

const Named = Type.Object({ name: Type.String(), title: LocalText });
export const ServiceView = Type.Object({
  id: Type.String(),
  title: LocalText,
  provider: Type.Optional(LocalText),
  platform: Type.String(),
  platformTitle: LocalText,
  level: Type.Enum(['province', 'nation']),
  origin: Type.Enum(['pack', 'grant']),
  simulated: Type.Boolean(),
  state: Type.Enum(['ready', 'paused', 'not-provisioned', 'no-grant', 'resting']),
  breaker: Type.Object({
    state: Type.Enum(['closed', 'open', 'half-open']),
    failures: Type.Integer(),
    tryAgainAt: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
  }),
  today: Type.Integer(),
  answeredToday: Type.Integer(),
  month: Type.Integer(),
  answered: Type.Integer(),
  avgMs: Type.Optional(Type.Integer()),
  perDay: Type.Optional(Type.Integer()),
  paused: Type.Optional(Type.Object({ at: Type.String(), by: Type.String(), reason: Type.String() })),
});
export type ServiceView = Static<typeof ServiceView>;

export const ServiceDetail = Type.Object({
  ...ServiceView.properties,
  summary: Type.Optional(LocalText),
  code: Type.Optional(Type.String()),
  path: Type.String(),
  upperCatalogue: Type.Optional(Type.String()),
  upperResource: Type.Optional(Type.String()),
  parameters: Type.Array(Type.Object({ ...Named.properties, required: Type.Boolean(), personal: Type.Boolean() })),
  fields: Type.Array(Named),
  limits: Type.Object({ timeoutMs: Type.Integer(), atOnce: Type.Integer(), retried: Type.Boolean() }),
  grants: Type.Array(GrantView),
  applications: Type.Array(
    Type.Object({ application: Type.String(), calls: Type.Integer(), answered: Type.Integer() }),
  ),
  days: Type.Array(Type.Object({ day: Type.String(), calls: Type.Integer(), answered: Type.Integer() })),
});

export const CallView = Type.Object({
  id: Type.String(),
  at: Type.String(),
  service: Type.String(),
  application: Type.String(),
  organisation: Type.String(),
  organisationName: LocalText,
  purpose: Type.String(),
  caseNo: Type.String(),
  test: Type.Boolean(),
  outcome: Type.String(),
  upperCode: Type.Optional(Type.String()),
  upperId: Type.Optional(Type.String()),
  rows: Type.Optional(Type.Integer()),
  tries: Type.Integer(),
  ms: Type.Optional(Type.Integer()),
  trace: Type.String(),
});

export const ReceiptView = Type.Object({
  id: Type.String(),
  at: Type.String(),
  what: Type.Enum(['send', 'replay', 'state']),
  replayOf: Type.Optional(Type.String()),
  outcome: Type.String(),
  code: Type.Optional(Type.String()),
  words: Type.Optional(LocalText),
  upperId: Type.Optional(Type.String()),
  ms: Type.Optional(Type.Integer()),
});

export const UpwardView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['report', 'apply']),
  platform: Type.String(),
  platformTitle: LocalText,
  subject: Type.String(),
  title: LocalText,
  version: Type.String(),
  state: Type.Enum(['sending', 'sent', 'refused', 'unresolved', 'settled']),
  askedAt: Type.String(),
  tries: Type.Integer(),
  nextTryAt: Type.Optional(Type.String()),
  upper: Type.Optional(
    Type.Object({ state: Type.String(), reason: Type.Optional(Type.String()), at: Type.Optional(Type.String()) }),
  ),
  upCataId: Type.Optional(Type.String()),
  upApplyId: Type.Optional(Type.String()),
  settledNote: Type.Optional(Type.String()),
});
