import { expect, test } from 'vitest';
import type { MatterWork } from '../../api/matters.ts';
import { breakOff, draftOf, meet, savedAs, write } from './work-draft.ts';

const work = (revision: number, title: string): MatterWork =>
  ({ view: { revision }, definition: { title }, files: { 'form.json': '{}' } }) as unknown as MatterWork;

test('the answer from before one’s own save does not undo it', () => {
  const old = work(4, 'before');
  const sent = write(draftOf(old), { definition: { title: 'mine' } });
  const saved = savedAs(sent, sent, 5);
  expect(saved).toMatchObject({ known: 5, touched: false });
  // The page is drawn with the old answer until the new one is here.
  expect(meet(saved, old)).toBe(saved);
  expect(meet(saved, work(5, 'mine'))).toBe(saved);
});

test('what is written while a save is under way is still to be saved', () => {
  const sent = write(draftOf(work(4, 'before')), { definition: { title: 'mine' } });
  for (const more of [
    write(sent, { definition: { title: 'mine, and more' } }),
    write(sent, { files: { 'form.json': '[]' } }),
    write(sent, { note: 'why' }),
    breakOff(sent, 'line 1'),
  ]) {
    const after = savedAs(more, sent, 5);
    expect(after).toEqual({ ...more, known: 5, touched: true });
    expect(meet(after, work(9, 'theirs'))).toBe(after);
  }
});

test('what somebody else saved is shown to who has written nothing, and never written over who has', () => {
  const draft = draftOf(work(4, 'before'));
  const theirs = work(5, 'theirs');
  expect(meet(draft, theirs)).toEqual({ ...draftOf(theirs), round: 1 });
  // A text that cannot be read yet is written too.
  for (const mine of [write(draft, { note: 'mine' }), breakOff(draft, 'line 1')]) expect(meet(mine, theirs)).toBe(mine);
});
