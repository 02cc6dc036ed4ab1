import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, DomainError, shanghaiDate, startOfShanghaiDay, workingCalendar } from '@platform/kernel';
import { allowedTo, answerDeadline, decide, lightAt, type Command, type Outcome, type Question } from './question.ts';

const calendar = workingCalendar();
const office = { zh: '甲局', en: 'Office A' };
const asked = (from: Date, more: Partial<Question> = {}): Question => ({
  kind: 'question',
  state: 'asked',
  organisation: 'a',
  authority: null,
  due: answerDeadline(from, calendar),
  ...more,
});
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'done';
};

test('ten working days skip the National Day week and count its make-up days', () => {
  // Asked on 24 September 2026: 25 September is Mid-Autumn, 1 to 7 October are off; 20 September and 10 October are worked.
  const due = answerDeadline(new Date('2026-09-24T03:00:00Z'), calendar);
  const days = [];
  for (let date = '2026-09-25'; date <= due.date; date = addDays(date, 1))
    if (calendar.isWorkday(date)) days.push(date);
  expect(days).toHaveLength(10);
  expect(days).toContain('2026-10-10');
  expect(days).not.toContain('2026-10-01');
  expect(due.at.toISOString()).toBe(new Date(startOfShanghaiDay(addDays(due.date, 1))).toISOString());
});

test('a clock is green, then amber, then red, and never goes back', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('2025-01-02'), max: new Date('2026-12-20'), noInvalidDate: true }), (from) => {
      const due = answerDeadline(from, calendar);
      expect(calendar.workdaysBetween(shanghaiDate(from), due.date)).toBe(10);
      const order = { green: 0, amber: 1, red: 2 };
      let before = 0;
      for (let at = from.getTime(); at <= due.at.getTime() + 3_600_000; at += 6 * 3_600_000) {
        const light = order[lightAt(due, new Date(at))];
        expect(light).toBeGreaterThanOrEqual(before);
        before = light;
      }
      expect(lightAt(due, from)).toBe('green');
      expect(lightAt(due, due.at)).toBe('red');
    }),
    { numRuns: 60 },
  );
});

test('whatever is done in whatever order: one office answer at most, one authority answer at most, nothing after the end', () => {
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({
      do: fc.constant('answer' as const),
      asAuthority: fc.boolean(),
      outcome: fc.constantFrom<Outcome>('explained', 'upheld', 'dismissed', 'corrected', 'unchanged'),
      basis: fc.constantFrom(undefined, ' ', 'art. 26'),
      office: fc.constant(office),
    }),
    fc.constant({ do: 'escalate' as const, authority: 'data' }),
    fc.constant({ do: 'withdraw' as const }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('question' as const, 'objection' as const, 'correction' as const),
      fc.array(fc.tuple(command, fc.integer({ min: 0, max: 12 })), { maxLength: 12 }),
      (kind, orders) => {
        let now = new Date('2026-11-20T02:00:00Z');
        let question = asked(now, { kind });
        const states: string[] = [];
        for (const [order, days] of orders) {
          now = new Date(now.getTime() + days * 86_400_000);
          try {
            const change = decide(question, order, now);
            states.push(change.state);
            question = {
              ...question,
              state: change.state,
              ...(change.authority ? { authority: change.authority } : {}),
              ...(change.restart ? { due: answerDeadline(now, calendar) } : {}),
            };
          } catch (error) {
            expect(error).toBeInstanceOf(DomainError);
          }
          for (const may of allowedTo(question, now))
            expect(
              codeOf(() => decide(question, may === 'escalate' ? { do: may, authority: 'data' } : { do: may }, now)),
            ).toBe('done');
        }
        for (const state of ['answered', 'escalated', 'settled', 'withdrawn'])
          expect(states.filter((one) => one === state).length).toBeLessThanOrEqual(1);
        const end = states.findIndex((state) => state === 'settled' || state === 'withdrawn');
        if (end >= 0) expect(states).toHaveLength(end + 1);
      },
    ),
    { numRuns: 300 },
  );
});

test('the authority waits for the office, but not beyond its last day; what goes against the person cites the law', () => {
  const from = new Date('2026-11-20T02:00:00Z');
  const answer = (asAuthority: boolean, outcome: Outcome, basis?: string): Command => ({
    do: 'answer',
    asAuthority,
    outcome,
    basis,
    office,
  });
  const question = asked(from, { kind: 'objection' });
  expect(codeOf(() => decide(question, answer(true, 'upheld'), from))).toBe('disclosures.office-first');
  expect(codeOf(() => decide(question, answer(false, 'dismissed'), from))).toBe('disclosures.basis-missing');
  expect(codeOf(() => decide(question, answer(false, 'explained'), from))).toBe('disclosures.outcome-missing');
  expect(decide(question, answer(false, 'dismissed', 'art. 13'), from)).toEqual({ state: 'answered', late: false });
  expect(decide(question, answer(false, 'upheld'), question.due.at)).toEqual({ state: 'answered', late: true });
  expect(decide(question, answer(true, 'upheld'), question.due.at)).toEqual({ state: 'settled', late: true });
  expect(codeOf(() => decide(question, { do: 'escalate', authority: 'data' }, from))).toBe('disclosures.office-first');
  expect(codeOf(() => decide({ ...question, state: 'settled' }, { do: 'escalate', authority: 'data' }, from))).toBe(
    'disclosures.only-once',
  );
});
