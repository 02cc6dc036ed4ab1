import { expect, test } from 'vitest';
import { Notes } from './notes.ts';

const sawUpTo = (last: number) => (transaction: string) => Number(transaction) <= last;

test('what a snapshot did not see is left out of its chunk; what it saw is not', () => {
  const notes = new Notes([]);
  notes.touch(1, '10');
  notes.touch(2, '11');
  expect(notes.unseen(sawUpTo(10))).toEqual({ skipAll: false, skip: [2], partial: false });
  expect(notes.unseen(sawUpTo(11))).toEqual({ skipAll: false, skip: [], partial: false });
});

test('a row that was told in part and then deleted stays deleted, however late the first is looked up', () => {
  const notes = new Notes([]);
  notes.touch(1, '10');
  // The deletion, which the snapshot does not see.
  notes.touch(1, '11');
  notes.partly(1, '10');
  expect(notes.unseen(sawUpTo(10))).toEqual({ skipAll: false, skip: [1], partial: false });
});

test('a row of which only a part was told, to a snapshot that did not see it, must be read anew', () => {
  const notes = new Notes([]);
  notes.touch(1, '10');
  notes.partly(1, '10');
  expect(notes.unseen(sawUpTo(9))).toMatchObject({ skip: [1], partial: true });
  expect(notes.unseen(sawUpTo(10))).toEqual({ skipAll: false, skip: [], partial: false });
});
