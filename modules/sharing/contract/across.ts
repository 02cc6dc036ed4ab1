import { Type, type Static } from 'typebox';
import { LocalText, type PlainDate } from '@platform/kernel';

/** What a department of another node may change when its request was returned for correction. */
export type AcrossTerms = {
  readonly fields: readonly string[];
  readonly purposes: readonly { readonly id: string; readonly title: LocalText }[];
  readonly basis: string;
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly callsPerDay: number;
};

/** What a department of another node asks of one here. Its organisation and application are named as they are known here (`<node>/<id>`). */
export type AcrossAsk = AcrossTerms & {
  /** The same on both nodes. */
  readonly id: string;
  readonly node: { readonly id: string; readonly name: LocalText };
  readonly organisation: { readonly id: string; readonly name: LocalText };
  readonly application: { readonly id: string; readonly title: LocalText };
  readonly resource: string;
  readonly interface: string;
  /** The request, in use here, that this one renews: it ends when this one is granted. */
  readonly renews?: string;
};

/** What the applicant there does to its request; `act` is the act's own id, so that one that comes twice is done once. */
export type AcrossAct = { readonly act: string; readonly id: string } & (
  | { readonly kind: 'correct'; readonly terms: AcrossTerms }
  | { readonly kind: 'object'; readonly text: string }
  /** A dispute about the request; it is known by the act's id on both nodes. */
  | { readonly kind: 'dispute'; readonly text: string }
  | { readonly kind: 'answer-dispute'; readonly dispute: string; readonly text: string }
  | { readonly kind: 'withdraw-dispute'; readonly dispute: string }
);

/** The longest text of a request that leaves its node: as a person wrote it, in whichever language. */
const Words = Type.String({ maxLength: 2_000 });
/** What the product or a pack may have written as well: then in both languages. */
const Told = Type.Union([Words, LocalText]);
const At = Type.String({ maxLength: 30 });
const Due = { dueAt: At, dueDate: Type.String({ maxLength: 10 }), provisional: Type.Boolean() };

/** How many disputes about one request are told: the newest. */
export const MOST_DISPUTES = 10;

/** A dispute about a request, where it is settled: by the sharing authority of the node that provides. */
export const AcrossDispute = Type.Object({
  id: Type.String({ maxLength: 36 }),
  number: Type.String({ maxLength: 40 }),
  raisedBy: Type.Enum(['applicant', 'provider']),
  state: Type.Enum(['open', 'answered', 'settled', 'withdrawn']),
  text: Words,
  at: At,
  answer: Type.Optional(Words),
  answeredAt: Type.Optional(At),
  settlement: Type.Optional(Words),
  law: Type.Optional(Words),
  inFavour: Type.Optional(Type.Enum(['applicant', 'provider', 'both'])),
  /** When it was settled, or withdrawn. */
  doneAt: Type.Optional(At),
  /** Who settles it. */
  by: Type.Optional(LocalText),
  /** While it runs. */
  clock: Type.Optional(Type.Object(Due)),
});
export type AcrossDispute = Static<typeof AcrossDispute>;

/**
 * How a request of another node stands here, told to that node each time it changes. `revision` rises with every change: of two, the higher one
 * is the newer, whichever came first.
 */
export const AcrossStanding = Type.Object(
  {
    revision: Type.Integer({ minimum: 1 }),
    number: Type.String({ maxLength: 40 }),
    state: Type.Enum([
      'submitted',
      'correction',
      'with-provider',
      'with-authority',
      'delivering',
      'in-use',
      'refused',
      'ended',
      'withdrawn',
    ]),
    /** Who must act now, by the name it has here. */
    next: Type.Optional(LocalText),
    /** The clock that runs; absent while it stands still. */
    clock: Type.Optional(Type.Object({ kind: Type.Enum(['check', 'reply', 'deliver']), ...Due })),
    correction: Type.Optional(
      Type.Object({ what: Words, at: At, by: Type.Enum(['authority', 'provider']), doneAt: Type.Optional(At) }),
    ),
    /** More time for the answer, with the authority's consent. */
    extension: Type.Optional(
      Type.Object({
        days: Type.Integer(),
        reason: Words,
        state: Type.Enum(['asked', 'consented', 'declined']),
        answer: Type.Optional(Words),
      }),
    ),
    answer: Type.Optional(
      Type.Object({
        outcome: Type.Enum(['agreed', 'partly-agreed', 'refused']),
        at: At,
        fields: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 500 }),
        dropped: Type.Array(Type.Object({ field: Type.String({ maxLength: 64 }), reason: Words }), { maxItems: 500 }),
        reason: Type.Optional(Told),
        law: Type.Optional(Told),
      }),
    ),
    /** What the applicant objected to, and what the sharing authority found. */
    objection: Type.Optional(
      Type.Object({
        against: Type.Enum(['refusal', 'dropped-fields', 'silence']),
        text: Words,
        at: At,
        state: Type.Enum(['open', 'upheld', 'dismissed']),
        by: Type.Optional(LocalText),
        ...Due,
        finding: Type.Optional(Words),
        law: Type.Optional(Words),
        doneAt: Type.Optional(At),
      }),
    ),
    endReason: Type.Optional(Told),
    /** The newest first; absent while there are none. */
    disputes: Type.Optional(Type.Array(AcrossDispute, { maxItems: MOST_DISPUTES })),
  },
  { additionalProperties: false },
);
export type AcrossStanding = Static<typeof AcrossStanding>;

/**
 * Requests of other nodes are decided where all requests are. Whoever carries them hands them in here and hears how they stand by the event
 * `sharing.across-changed`; that one was withdrawn, or its grant ended, is heard here by the event `nodes.share-over`.
 */
export type AcrossPort = {
  /** Hands a request in: the provider’s clock runs from here. The same id again does nothing. */
  receive(ask: AcrossAsk, trace: string): Promise<void>;
  /** Tells by `sharing.across-changed` how a request stands now, for whoever may have missed it; of an unknown one nothing. */
  tellAgain(id: string, trace: string): Promise<void>;
  /** Does what the applicant there did. The same act again does nothing. @throws sharing.wrong-state, .no-objection, .unknown-request, .dispute-open, .dispute-state, .unknown-dispute, .not-yours */
  act(act: AcrossAct, trace: string): Promise<void>;
};
