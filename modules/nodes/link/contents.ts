import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import { NodeFacts } from '../domain/identity.ts';
import { Interfaces } from '../share/contents.ts';

// What nodes say to each other. Bounds are here, so that no peer can fill another's store with one message.

/** Tables that one heartbeat tells of. */
export const MOST_TOLD = 1_000;
const strict = { additionalProperties: false };
const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });
const Text = (most: number) => Type.String({ minLength: 1, maxLength: most });
const Count = Type.Integer({ minimum: 0 });
const State = { count: Type.Integer(), sum: Type.String({ pattern: '^[0-9a-f]{32}$' }) };

export const Ask = Type.Object({ node: NodeFacts }, strict);
export const Nothing = Type.Object({});
export const StateAnswer = Type.Object({
  state: Type.Enum(['to-confirm', 'asked', 'active', 'refused', 'revoked']),
  reason: Type.Optional(Type.String({ maxLength: 500 })),
});
export const Revoked = Type.Object({ reason: Text(500) }, strict);

const Name = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' });
const ItemName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' });
/** A catalogue entry as it may come; what its own node calls organisations and code tables is its own affair. */
const EntryDefinition = Type.Object(
  {
    id: Name,
    title: LocalText,
    summary: LocalText,
    provider: Text(100),
    class: Type.Object(
      { category: Type.Enum(['base', 'theme', 'department']), theme: Type.Optional(LocalText) },
      strict,
    ),
    shareType: Type.Enum(['unconditional', 'conditional', 'none']),
    shareCondition: Type.Optional(LocalText),
    shareBasis: Type.Optional(LocalText),
    openAttribute: Type.Enum(['open', 'conditional', 'closed']),
    updateCycle: Type.Enum(['realtime', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'irregular']),
    grade: Type.Integer({ minimum: 1, maximum: 4 }),
    key: Type.Array(ItemName, { maxItems: 20 }),
    items: Type.Array(
      Type.Object(
        {
          name: ItemName,
          title: LocalText,
          type: Type.Enum([
            'text',
            'date',
            'integer',
            'code',
            'citizen-id',
            'credit-code',
            'boolean',
            'number',
            'timestamp',
          ]),
          grade: Type.Integer({ minimum: 1, maximum: 4 }),
          personal: Type.Boolean(),
          required: Type.Optional(Type.Boolean()),
          maxLength: Type.Optional(Type.Integer()),
          min: Type.Optional(Type.Number()),
          max: Type.Optional(Type.Number()),
          pattern: Type.Optional(Type.String({ maxLength: 500 })),
          codeTable: Type.Optional(Type.String({ maxLength: 100 })),
          mask: Type.Optional(Type.String({ maxLength: 50 })),
        },
        strict,
      ),
      { minItems: 0, maxItems: 500 },
    ),
  },
  strict,
);
export const EntryContent = Type.Object(
  {
    publication: Id,
    version: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    definition: EntryDefinition,
    table: Type.Boolean(),
    interfaces: Interfaces,
    /** The office that provides it, by the name it has there; nodes of before November 2026 do not tell it. */
    providerName: Type.Optional(LocalText),
    request: Type.Optional(Id),
  },
  strict,
);
export const PackageContent = Type.Object({ publication: Id, bytes: Type.String() }, strict);
export const PackageAnswer = Type.Object({ ack: Type.Optional(Type.String()) });
export const WithdrawContent = Type.Object({ publication: Id, remove: Type.Boolean() }, strict);
export const RequestContent = Type.Object(
  { id: Id, what: Text(200), purpose: Text(500), basis: Text(200), division: Type.String({ pattern: '^\\d{2,12}$' }) },
  strict,
);
export const DecisionContent = Type.Object(
  {
    id: Id,
    state: Type.Enum(['approved', 'refused']),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    publication: Type.Optional(Id),
  },
  strict,
);

const Tree = Type.Cyclic(
  {
    Node: Type.Object({
      id: Type.String({ maxLength: 20 }),
      name: LocalText,
      division: Type.String({ maxLength: 12 }),
      lagMs: Type.Optional(Count),
      differences: Count,
      children: Type.Array(Type.Ref('Node'), { maxItems: 200 }),
    }),
  },
  'Node',
);
export const Beat = Type.Object(
  {
    node: NodeFacts,
    publications: Type.Array(
      Type.Object(
        {
          id: Id,
          series: Count,
          number: Count,
          ...State,
          lagChanges: Count,
          lagMs: Count,
          check: Type.Boolean(),
          whole: Type.Boolean(),
        },
        strict,
      ),
      { maxItems: MOST_TOLD },
    ),
    children: Type.Array(Tree, { maxItems: 200 }),
  },
  strict,
);
export type Beat = Static<typeof Beat>;
export const BeatAnswer = Type.Object({
  node: NodeFacts,
  receipts: Type.Array(
    Type.Object({
      id: Id,
      state: Type.Enum(['live', 'withdrawn', 'removed']),
      series: Count,
      number: Count,
      ...State,
      checkedAt: Type.Optional(Type.String({ maxLength: 30 })),
    }),
    { maxItems: 5_000 },
  ),
});
