import { describe, expect, test } from 'vitest';
import type { ReportAnswer } from '@modules/upstreams/contract';
import { outcomesOf } from './outcome.ts';

type Means = Exclude<ReportAnswer['means'], 'done'>;
const words = { zh: '话', en: 'words' };
const none = () => ({ means: 'refused', code: '', words }) as const;
const after = (means: Means, refusals: number) =>
  outcomesOf([{ id: 'a', refusals }], { means, code: 'c', words }, none).get('a');

describe('a whole batch', () => {
  test.each(['refused', 'parameters'] as const)(
    '%s goes to people after the fifth time in a row, not before',
    (means) => {
      expect(after(means, 3)).toEqual({ state: 'waiting', code: 'c', words, refused: true });
      expect(after(means, 4)).toMatchObject({ state: 'failed', refused: true });
    },
  );

  test.each(['again', 'no-answer', 'quota', 'credentials', 'no-grant'] as const)(
    '%s waits however often it was refused before, and counts as no refusal',
    (means) => expect(after(means, 1_000)).toEqual({ state: 'waiting', code: 'c', words }),
  );

  test('whose answer is not as agreed waits', () => {
    const answer = { means: 'done', data: { items: 'many' } } as const;
    expect(outcomesOf([{ id: 'a', refusals: 9 }], answer, none).get('a')).toMatchObject({
      state: 'waiting',
      code: 'BAD_ANSWER',
    });
  });
});

test('of one batch each report has its own outcome; what nobody told waits', () => {
  const means = (code: string) => ({ means: code as Means, code, words });
  const ids = ['got', 'untold', 'again', 'quota', 'credentials', 'refused', 'parameters'];
  const items = [
    { serial_no: 'got', receipt_no: 'R1' },
    ...ids.slice(2).map((id) => ({ serial_no: id, code: id })),
    { serial_no: 'not-sent', receipt_no: 'R2' },
  ];
  const outcomes = outcomesOf(
    ids.map((id) => ({ id, refusals: 0 })),
    { means: 'done', data: { items } },
    means,
  );
  expect([...outcomes].map(([id, { state }]) => [id, state])).toEqual([
    ['got', 'sent'],
    ['untold', 'waiting'],
    ['again', 'waiting'],
    ['quota', 'waiting'],
    ['credentials', 'waiting'],
    ['refused', 'failed'],
    ['parameters', 'failed'],
  ]);
});
