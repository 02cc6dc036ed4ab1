import { expect, test } from 'vitest';
import { reconciled } from './reconciled.ts';

test('a day agrees only where the province holds all of it: what waits or was refused is said, not shown as agreement', () => {
  expect(reconciled({ open: 0, ours: 49, theirs: 49 })).toMatchObject({ result: 'equal', tone: 'green' });
  expect(reconciled({ open: 0, ours: 49, theirs: 48 })).toEqual({ result: 'lacking', count: 1, tone: 'amber' });
  expect(reconciled({ open: 2, ours: 49, theirs: 48 })).toEqual({ result: 'differs', count: 2, tone: 'red' });
});
