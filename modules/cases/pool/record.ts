import { Type, type Static } from 'typebox';
import { CASE_STATES } from '../contract/index.ts';

const Instant = Type.String({
  format: 'date-time',
  maxLength: 40,
  description: 'With its zone: 2026-11-22T09:30:00+08:00',
});
export const CHANNELS = ['online', 'window', 'phone', 'kiosk'] as const;
/** What a case can be once it was handed in. */
export const HANDED_IN = CASE_STATES.filter((state) => state !== 'draft');
const closed = { additionalProperties: false };

/**
 * One case that a department's own system took in and handled whole, as it stands there (办件数据回传): application, acceptance, steps, result.
 * The same number again is the same case; `version` says which of two is the newer.
 */
export const ReturnedCase = Type.Object(
  {
    /** The number it has in the sender's system. */
    ownNo: Type.String({ pattern: '^[0-9A-Za-z][0-9A-Za-z._/-]{0,63}$' }),
    version: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    /** 实施编码 of the matter. */
    taskCode: Type.String({ minLength: 1, maxLength: 40 }),
    /** A person by their citizen id, a firm by its credit code. */
    applicant: Type.Object(
      { number: Type.String({ minLength: 1, maxLength: 18 }), name: Type.String({ minLength: 1, maxLength: 200 }) },
      closed,
    ),
    /** Where the person came from. */
    channel: Type.Enum([...CHANNELS]),
    state: Type.Enum(HANDED_IN),
    submittedAt: Instant,
    acceptedAt: Type.Optional(Instant),
    decidedAt: Type.Optional(Instant),
    /** Closed, withdrawn or sent back. */
    endedAt: Type.Optional(Instant),
    outcome: Type.Optional(Type.Enum(['approved', 'refused'])),
    /** Decided at once, by its rules or on the spot. */
    instant: Type.Optional(Type.Boolean()),
    /** How often somebody had to come; left out where nobody counted. */
    visits: Type.Optional(Type.Integer({ minimum: 0, maximum: 50 })),
    /** Special procedures (行政许可法 art. 45), in which its time stood still. */
    pauses: Type.Optional(
      Type.Array(Type.Object({ from: Instant, until: Type.Optional(Instant) }, closed), { maxItems: 10 }),
    ),
    /** What was done, in order: names of steps, never of people. */
    steps: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 60 }),
          nameEn: Type.Optional(Type.String({ maxLength: 100 })),
          at: Instant,
        },
        closed,
      ),
      { minItems: 1, maxItems: 60 },
    ),
    /** What came of it: the paper and its number. */
    result: Type.Optional(
      Type.Object(
        { title: Type.String({ minLength: 1, maxLength: 100 }), number: Type.Optional(Type.String({ maxLength: 60 })) },
        closed,
      ),
    ),
    /** The number of the case handled on the platform that this is a part of. */
    caseNo: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    /** Said by the sender: another case than the one that looks the same here. */
    separate: Type.Optional(Type.Literal(true)),
  },
  closed,
);
export type ReturnedCase = Static<typeof ReturnedCase>;

/** What is sealed of it. */
export type ReturnedContent = {
  applicant: { number: string; name: string };
  steps: { name: string; nameEn?: string; at: string }[];
  result?: { title: string; number?: string };
};
