import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';

export const strict = { additionalProperties: false };
export const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
export const PeerQuery = Type.Object({ peerId: Type.Optional(Type.String({ maxLength: 32 })) });
export const Fault = Type.Object({ code: Type.String(), text: LocalText, mend: LocalText, at: Type.String() });
export const RowState = Type.Object({ count: Type.Integer(), sum: Type.String() });
export const Difference = Type.Object({ ours: RowState, theirs: RowState, at: Type.String() });
export const Item = Type.Object({
  name: Type.String(),
  title: LocalText,
  personal: Type.Boolean(),
  grade: Type.Integer(),
});

export const SelfView = Type.Object({
  id: Type.String(),
  name: LocalText,
  division: Type.String(),
  divisionName: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  url: Type.String(),
  fingerprint: Type.String(),
});

export const PeerView = Type.Object({
  id: Type.String(),
  role: Type.Enum(['parent', 'child']),
  state: Type.Enum(['to-confirm', 'asked', 'active', 'refused', 'revoked']),
  name: LocalText,
  division: Type.String(),
  organisation: Type.String(),
  url: Type.String(),
  fingerprint: Type.String(),
  askedAt: Type.String(),
  decidedAt: Type.Optional(Type.String()),
  decidedBy: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  heardAt: Type.Optional(Type.String()),
  toldAt: Type.Optional(Type.String()),
  fault: Type.Optional(Fault),
  nextTryAt: Type.Optional(Type.String()),
  publications: Type.Integer(),
  receipts: Type.Integer(),
  entries: Type.Integer(),
  lagMs: Type.Optional(Type.Integer()),
  differences: Type.Integer(),
});

export const PublicationView = Type.Object({
  id: Type.String(),
  peerId: Type.String(),
  peerName: LocalText,
  resource: Type.String(),
  title: LocalText,
  lineId: Type.Optional(Type.String()),
  lineTitle: Type.Optional(LocalText),
  items: Type.Array(Item),
  grade: Type.Integer(),
  basis: Type.Optional(Type.String()),
  filter: Type.Optional(Type.Object({ item: Type.String(), division: Type.String() })),
  requestId: Type.Optional(Type.String()),
  state: Type.Enum(['announcing', 'live', 'paused', 'withdrawn']),
  entryVersion: Type.String(),
  createdAt: Type.String(),
  createdBy: Type.String(),
  series: Type.Integer(),
  published: RowState,
  received: Type.Optional(
    Type.Object({
      ...RowState.properties,
      at: Type.String(),
      number: Type.Integer(),
      checkedAt: Type.Optional(Type.String()),
    }),
  ),
  packagesOpen: Type.Integer(),
  lagChanges: Type.Integer(),
  lagMs: Type.Integer(),
  sentAt: Type.Optional(Type.String()),
  acknowledgedAt: Type.Optional(Type.String()),
  difference: Type.Optional(Difference),
  sweeping: Type.Boolean(),
  fault: Type.Optional(Fault),
  nextTryAt: Type.Optional(Type.String()),
});

export const ReceiptView = Type.Object({
  id: Type.String(),
  peerId: Type.String(),
  peerName: LocalText,
  resource: Type.String(),
  title: LocalText,
  items: Type.Array(Item),
  grade: Type.Integer(),
  state: Type.Enum(['live', 'withdrawn', 'removed']),
  entryVersion: Type.String(),
  table: Type.Optional(Type.String()),
  requestId: Type.Optional(Type.String()),
  series: Type.Integer(),
  number: Type.Integer(),
  held: RowState,
  checkedAt: Type.Optional(Type.String()),
  published: Type.Optional(Type.Object({ ...RowState.properties, at: Type.String(), number: Type.Integer() })),
  lagChanges: Type.Optional(Type.Integer()),
  lagMs: Type.Optional(Type.Integer()),
  receivedAt: Type.Optional(Type.String()),
  difference: Type.Optional(Difference),
  fault: Type.Optional(Fault),
});

export const RequestView = Type.Object({
  id: Type.String(),
  direction: Type.Enum(['out', 'in']),
  peerId: Type.String(),
  peerName: LocalText,
  what: Type.String(),
  purpose: Type.String(),
  basis: Type.String(),
  division: Type.String(),
  state: Type.Enum(['sending', 'asked', 'approved', 'refused', 'delivered']),
  reason: Type.Optional(Type.String()),
  publicationId: Type.Optional(Type.String()),
  askedAt: Type.String(),
  decidedAt: Type.Optional(Type.String()),
  deliveredRows: Type.Optional(Type.Integer()),
  trail: Type.Array(
    Type.Object({
      at: Type.String(),
      kind: Type.Enum(['asked', 'arrived', 'approved', 'refused', 'delivered']),
      text: LocalText,
    }),
  ),
});
