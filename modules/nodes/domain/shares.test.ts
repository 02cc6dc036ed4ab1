import fc from 'fast-check';
import { workingCalendar } from '@platform/kernel';
import { expect, test } from 'vitest';
import { answerDue, beyondAsked, factsHash, lightOf, saltedHash, type CallFacts } from './shares.ts';

const calendar = workingCalendar();

test('an answer is due after 1 or 10 working days, over the National Day holidays and their make-up day', () => {
  const asked = new Date('2026-09-30T06:00:00Z');
  expect(answerDue(calendar, 'unconditional', asked).toISOString()).toBe('2026-10-08T16:00:00.000Z');
  expect(answerDue(calendar, 'conditional', asked) > new Date('2026-10-16T00:00:00Z')).toBe(true);
});

test('the light only ever turns towards red as time passes', () => {
  const order = { green: 0, amber: 1, red: 2 };
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 20 }),
      (start, a, b) => {
        const from = new Date(Date.parse('2026-01-01T04:00:00Z') + start * 86_400_000);
        const due = answerDue(calendar, 'conditional', from);
        const at = (days: number) => order[lightOf(calendar, due, new Date(from.getTime() + days * 86_400_000))];
        expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)));
        expect(lightOf(calendar, due, due)).toBe('red');
      },
    ),
    { numRuns: 60 },
  );
});

test('a grant keeps within what was asked', () => {
  expect(beyondAsked(['a', 'b'], ['b'])).toEqual([]);
  expect(beyondAsked(['a'], ['a', 'c'])).toEqual(['c']);
});

test('facts differ when anything of them differs, and a hash of data tells nothing without its salt', () => {
  const facts: CallFacts = {
    call: 'c',
    grant: 'g',
    from: 'n-1',
    to: 'n-2',
    interface: 'i',
    application: 'a',
    organisation: 'o',
    purpose: 'p',
    caseNo: '1',
    trace: 't',
    at: 'x',
    asked: 'h',
    outcome: 'answered',
    answer: 'h',
  };
  for (const key of Object.keys(facts) as (keyof CallFacts)[])
    expect(factsHash({ ...facts, [key]: 'other' } as CallFacts).equals(factsHash(facts))).toBe(false);
  expect(saltedHash('s1', { id: '1' })).not.toBe(saltedHash('s2', { id: '1' }));
  expect(saltedHash('s', { a: '1', b: '2' })).toBe(saltedHash('s', { b: '2', a: '1' }));
});
