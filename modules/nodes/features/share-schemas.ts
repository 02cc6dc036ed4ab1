import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { AcrossDispute, AcrossStanding } from '@modules/sharing/contract';

const Purposes = Type.Array(Type.Object({ id: Type.String(), title: LocalText }));
const Terms = {
  resource: Type.String(),
  title: LocalText,
  interface: Type.String(),
  interfaceTitle: LocalText,
  application: Type.String(),
  applicationTitle: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  fields: Type.Array(Type.String()),
  /** In the order of `fields`, by the catalogue of whoever provides them. */
  fieldTitles: Type.Array(LocalText),
  purposes: Purposes,
  basis: Type.String(),
  from: Type.String(),
  until: Type.String(),
  callsPerDay: Type.Integer(),
};

/** A dispute about a request to another node. `sending`, `not-taken`: not heard of there yet, or not taken up. */
export const DisputeView = Type.Object({
  ...AcrossDispute.properties,
  number: Type.Optional(AcrossDispute.properties.number),
  state: Type.Enum(['sending', 'not-taken', 'open', 'answered', 'settled', 'withdrawn']),
  light: Type.Optional(Type.Enum(['green', 'amber', 'red'])),
  refusal: Type.Optional(LocalText),
  /** What the viewer may do about it now. */
  acts: Type.Array(Type.Enum(['answer', 'withdraw'])),
});

export const ShareView = Type.Object({
  id: Type.String(),
  direction: Type.Enum(['out', 'in']),
  peerId: Type.String(),
  peerName: LocalText,
  ...Terms,
  state: Type.Enum(['sending', 'asked', 'agreed', 'refused', 'withdrawn']),
  /** Of the clock that runs now, wherever it runs. */
  light: Type.Optional(Type.Enum(['green', 'amber', 'red'])),
  runsUntil: Type.Optional(Type.String()),
  /** How it stands where it is decided, as that side said last. */
  standing: Type.Optional(AcrossStanding),
  /** The grant that it asks to go on with. */
  renews: Type.Optional(Type.String()),
  /** What the viewer may do to it now. */
  acts: Type.Array(Type.Enum(['withdraw', 'correct', 'object', 'dispute'])),
  disputes: Type.Array(DisputeView),
  /** What was done to it last from here, and what the other side said to that. */
  lastAct: Type.Optional(
    Type.Object({
      kind: Type.Enum(['correct', 'object', 'dispute', 'answer-dispute', 'withdraw-dispute']),
      state: Type.Enum(['sending', 'taken', 'refused']),
      at: Type.String(),
      refusal: Type.Optional(LocalText),
    }),
  ),
  reason: Type.Optional(LocalText),
  law: Type.Optional(Type.String()),
  askedAt: Type.String(),
  dueAt: Type.String(),
  decidedAt: Type.Optional(Type.String()),
});

export const ShareGrantView = Type.Object({
  id: Type.String(),
  direction: Type.Enum(['given', 'held']),
  peerId: Type.String(),
  peerName: LocalText,
  ...Terms,
  state: Type.Enum(['in-force', 'not-yet', 'over', 'revoked', 'returned', 'renewed', 'no-trust']),
  reason: Type.Optional(Type.String()),
  givenAt: Type.String(),
  endedAt: Type.Optional(Type.String()),
  mayEnd: Type.Boolean(),
  mayRenew: Type.Boolean(),
  /** The grant that took its place. */
  renewedBy: Type.Optional(Type.String()),
  calls: Type.Integer(),
  answered: Type.Integer(),
  compared: Type.Integer(),
  differing: Type.Integer(),
  unheard: Type.Integer(),
});

export const ShareCallView = Type.Object({
  id: Type.String(),
  direction: Type.Enum(['out', 'in']),
  at: Type.String(),
  grant: Type.String(),
  application: Type.String(),
  purpose: Type.String(),
  caseNo: Type.String(),
  outcome: Type.Enum(['begun', 'answered', 'refused', 'unheard', 'never-arrived']),
  code: Type.Optional(Type.String()),
  rows: Type.Optional(Type.Integer()),
  ms: Type.Optional(Type.Integer()),
  trace: Type.String(),
  facts: Type.Optional(Type.String()),
  theirFacts: Type.Optional(Type.String()),
  comparedAt: Type.Optional(Type.String()),
  agrees: Type.Optional(Type.Boolean()),
});

export const OfferView = Type.Object({
  peerId: Type.String(),
  peerName: LocalText,
  resource: Type.String(),
  title: LocalText,
  summary: LocalText,
  provider: Type.String(),
  providerName: Type.Optional(LocalText),
  shareType: Type.Enum(['unconditional', 'conditional', 'none']),
  shareCondition: Type.Optional(LocalText),
  interfaces: Type.Array(
    Type.Object({
      id: Type.String(),
      version: Type.String(),
      title: LocalText,
      mode: Type.String(),
      fields: Type.Array(Type.Object({ name: Type.String(), title: LocalText })),
    }),
  ),
});
