import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import { AcrossStanding } from '@modules/sharing/contract';

// What nodes say to each other about requests, grants and calls. Bounds are here, so that no peer can fill another's store.

const strict = { additionalProperties: false };
const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });
const Day = Type.String({ format: 'date' });
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Text = (most: number) => Type.String({ minLength: 1, maxLength: most });
const Name = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });
const Fields = Type.Array(Text(64), { maxItems: 500, uniqueItems: true });
export const Purposes = Type.Array(Type.Object({ id: Name, title: LocalText }, strict), { minItems: 1, maxItems: 20 });

/** Interfaces that go with a published entry. */
export const Interfaces = Type.Array(
  Type.Object(
    {
      id: Name,
      version: Text(32),
      title: LocalText,
      mode: Text(16),
      fields: Fields,
      parameters: Type.Optional(
        Type.Array(Type.Object({ name: Text(64), title: LocalText, required: Type.Boolean() }, strict), {
          maxItems: 50,
        }),
      ),
    },
    strict,
  ),
  { maxItems: 50 },
);

const Terms = {
  fields: Fields,
  purposes: Purposes,
  from: Day,
  until: Day,
  callsPerDay: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
};

export const ShareAsk = Type.Object(
  {
    id: Id,
    resource: Name,
    interface: Name,
    application: Name,
    applicationTitle: LocalText,
    organisation: Name,
    organisationName: LocalText,
    basis: Text(300),
    ...Terms,
    /** The grant that it asks to go on with, before that ends. */
    renews: Type.Optional(Id),
  },
  strict,
);
export type ShareAsk = Static<typeof ShareAsk>;
/** How a request stands where it is decided, and what is granted once it is; said again until it is heard, the newest counts. */
export const ShareStanding = Type.Object(
  { id: Id, standing: AcrossStanding, terms: Type.Optional(Type.Object({ ...Terms, basis: Text(300) }, strict)) },
  strict,
);
export type ShareStanding = Static<typeof ShareStanding>;
/** What may be changed of a request that was returned. */
export const Correction = Type.Object({ ...Terms, basis: Text(300) }, strict);
export type Correction = Static<typeof Correction>;
export const ShareActContent = Type.Union([
  Type.Object({ kind: Type.Literal('correct'), terms: Correction }, strict),
  Type.Object({ kind: Type.Literal('object'), text: Text(2_000) }, strict),
  /** A dispute about the request, known by the act's id on both nodes; answered or taken back by the side that may. */
  Type.Object({ kind: Type.Literal('dispute'), text: Text(2_000) }, strict),
  Type.Object({ kind: Type.Literal('answer-dispute'), dispute: Id, text: Text(2_000) }, strict),
  Type.Object({ kind: Type.Literal('withdraw-dispute'), dispute: Id }, strict),
]);
export type ShareActContent = Static<typeof ShareActContent>;
/** `act`: its own id, so that it is done once however often it comes. */
export const ShareAct = Type.Object({ act: Id, id: Id, content: ShareActContent }, strict);
export const ShareWithdrawal = Type.Object({ id: Id }, strict);
/** Whoever says it ended it: the giver revoked it, the holder gave it back. */
export const ShareEnd = Type.Object({ id: Id, reason: Text(500) }, strict);

export const ShareCallContent = Type.Object(
  {
    call: Id,
    grant: Id,
    at: Type.String({ maxLength: 30 }),
    purpose: Name,
    caseNo: Text(64),
    trace: Text(100),
    salt: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    parameters: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 500 })),
  },
  strict,
);
export type ShareCallContent = Static<typeof ShareCallContent>;
/** The answer as the interface gave it, or its refusal; `facts`: hash of what the giver has kept of it. */
export const ShareCallAnswer = Type.Object({
  facts: Hash,
  answer: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  refusal: Type.Optional(
    Type.Object({ code: Text(100), zh: Type.String({ maxLength: 2_000 }), en: Type.String({ maxLength: 2_000 }) }),
  ),
});
export type ShareCallAnswer = Static<typeof ShareCallAnswer>;

export const MOST_COMPARED = 500;
const Held = Type.Object({ call: Id, facts: Type.Union([Hash, Type.Null()]) }, strict);
export const ShareCompare = Type.Object({ calls: Type.Array(Held, { maxItems: MOST_COMPARED }) }, strict);
export const ShareCompareAnswer = Type.Object({ calls: Type.Array(Held, { maxItems: MOST_COMPARED }) });
