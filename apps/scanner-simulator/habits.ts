import { Type, type Static } from 'typebox';

const Share = Type.Number({ minimum: 0, maximum: 1 });

/** How the simulated scanner behaves. Shares are of files, 0 to 1, drawn from the seed and the file's turn. */
export const Habits = Type.Object(
  {
    seed: Type.String({ minLength: 1, maxLength: 64 }),
    /** It waits so long before it answers, in milliseconds. */
    slowMs: Type.Integer({ minimum: 0, maximum: 3_600_000 }),
    /** Ends the connection without an answer. */
    dropped: Share,
    /** Answers that it failed. */
    failed: Share,
    /** More than so many bytes are refused, as `StreamMaxLength` of clamd does. */
    maxBytes: Type.Integer({ minimum: 1 }),
    /** Hangs up on what is too large so hard that its last word on it is lost, as happens with clamd when content is unread. */
    mute: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type Habits = Static<typeof Habits>;

/** A demo's scanner is well; `YIWANG_SCANNER_HABITS` makes it otherwise. */
export const HABITS: Habits = {
  seed: 'demo',
  slowMs: 0,
  dropped: 0,
  failed: 0,
  maxBytes: 100 * 1024 * 1024,
  mute: false,
};
