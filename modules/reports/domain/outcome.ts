import type { LocalText } from '@platform/kernel';
import type { ReportAnswer } from '@modules/upstreams/contract';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** What a batch is answered with. */
const Answered = Type.Object({
  items: Type.Array(
    Type.Object({
      serial_no: Type.String(),
      receipt_no: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      code: Type.Optional(Type.String({ maxLength: 64 })),
      message: Type.Optional(Type.String()),
    }),
  ),
});

/** `refused`: with its whole batch, which is counted. */
export type Outcome =
  | { state: 'sent'; receiptNo: string }
  | { state: 'waiting' | 'failed'; code: string; words: LocalText; refused?: true };

type Unsent = Exclude<ReportAnswer, { means: 'done' }>;

/** A whole batch that is refused so often in a row is one for people to look at. */
const MOST_REFUSALS = 5;
/** What is said of one report and is nothing against it. */
const MAY_PASS: ReadonlySet<Unsent['means']> = new Set(['again', 'no-answer', 'quota', 'credentials']);
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 600_000;

/** How long to wait after the `attempts`th try: 2 s, 4 s, … up to ten minutes. */
export function waitAfter(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 12));
}

/**
 * What became of each report of a batch. Without an answer nobody knows: it waits and goes again under the same number. A report that is
 * refused for itself, or a batch refused again and again, goes into the error queue; what the city must mend (its secret, its clock, its grant)
 * or wait for (today's calls are used up) is nothing against the reports: they wait.
 * @param sent `refusals`: how often in a row the whole batch was refused before
 */
export function outcomesOf(
  sent: readonly { id: string; refusals: number }[],
  answer: ReportAnswer,
  words: (code: string, message: string) => Unsent,
): Map<string, Outcome> {
  if (answer.means === 'done' && !Value.Check(Answered, answer.data))
    return outcomesOf(
      sent,
      { means: 'again', code: 'BAD_ANSWER', words: { zh: '答复不合规范', en: 'the answer was not as agreed' } },
      words,
    );
  if (answer.means !== 'done') {
    const { code, words: said } = answer;
    if (answer.means !== 'refused' && answer.means !== 'parameters')
      return new Map(sent.map(({ id }) => [id, { state: 'waiting', code, words: said }]));
    return new Map(
      sent.map(({ id, refusals }) => [
        id,
        { state: refusals + 1 >= MOST_REFUSALS ? 'failed' : 'waiting', code, words: said, refused: true },
      ]),
    );
  }
  const { items } = Value.Parse(Answered, answer.data);
  const told = new Map(items.map((item) => [item.serial_no, item]));
  return new Map(
    sent.map(({ id }): [string, Outcome] => {
      const item = told.get(id);
      if (item?.receipt_no !== undefined) return [id, { state: 'sent', receiptNo: item.receipt_no }];
      if (item?.code === undefined)
        return [id, { state: 'waiting', code: 'NO_RECEIPT', words: { zh: '答复中没有回执', en: 'no receipt came' } }];
      const read = words(item.code, item.message ?? '');
      return [id, { state: MAY_PASS.has(read.means) ? 'waiting' : 'failed', code: read.code, words: read.words }];
    }),
  );
}
