import { expect, test } from 'vitest';
import { firstSteps, topicOf } from './next-step.ts';

test('a board without any record names each topic once, in its order', () => {
  const none = [
    { topic: 'exchange', value: 0 },
    { topic: 'cases', value: 0, of: 0 },
    { topic: 'exchange', value: 0 },
    { topic: 'comparisons', value: 0 },
  ];
  expect(firstSteps(none)).toEqual(['exchange', 'cases', 'other']);
});

test('one record anywhere is enough to need no first steps; a share of nothing is none', () => {
  expect(firstSteps([{ topic: 'cases', value: 0, of: 3 }])).toBeUndefined();
  expect(firstSteps([{ topic: 'cases', value: 1 }])).toBeUndefined();
  expect(firstSteps([{ topic: 'cases', value: 0, of: 0 }])).toEqual(['cases']);
  expect(firstSteps([])).toBeUndefined();
});

test('a topic without words of its own is told in general words', () => {
  expect([topicOf({ topic: 'reviews' }), topicOf({ topic: 'draws' })]).toEqual(['reviews', 'other']);
});
