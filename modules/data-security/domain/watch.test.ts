import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, startOfShanghaiDay, workingCalendar } from '@platform/kernel';
import { judge, type Context, type Day, type Raised, type WatchedRead } from './watch.ts';

const calendar = workingCalendar();
const HOUR = 3_600_000;

const context = (more: Partial<Context> = {}): Context => ({
  days: [],
  isWorkday: (day) => calendar.isWorkday(day),
  personOf: () => undefined,
  dwellingOf: () => undefined,
  isWatched: () => false,
  outOfCase: () => false,
  streetMost: () => 0,
  factor: () => 1,
  ...more,
});
let seq = 0n;
const read = (at: Date, more: Partial<WatchedRead> = {}): WatchedRead => ({
  seq: (seq += 1n),
  at,
  subject: 'somebody',
  organisation: 'office',
  actor_kind: 'staff',
  actor_id: 'officer',
  resource: 'matter:m',
  case_no: 'C-1',
  ...more,
});

/** Runs days of so many reads at 10 o'clock through the detector, in batches that fall anywhere. */
function run(
  counts: readonly number[],
  batch: number,
  more: (day: number) => Partial<WatchedRead> = () => ({}),
): Raised[] {
  let days: Day[] = [];
  const raised: Raised[] = [];
  let date = '2026-03-02';
  counts.forEach((count, index) => {
    const at = startOfShanghaiDay(date).getTime() + 10 * HOUR;
    const reads = Array.from({ length: count }, (_, one) => read(new Date(at + one * 1_000), more(index)));
    for (let from = 0; from < reads.length; from += batch) {
      const judged = judge(reads.slice(from, from + batch), context({ days }));
      const touched = new Set(judged.days.map((day) => `${day.actor_id} ${day.day}`));
      days = [...judged.days, ...days.filter((day) => !touched.has(`${day.actor_id} ${day.day}`))];
      raised.push(...judged.raised);
    }
    do date = addDays(date, 1);
    while (!calendar.isWorkday(date));
  });
  return raised;
}

test('a steady officer is never an alarm, however the batches fall', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.array(fc.double({ min: 0.7, max: 1.3, noNaN: true }), { minLength: 15, maxLength: 30 }),
      fc.integer({ min: 1, max: 300 }),
      (level, jitter, batch) => {
        expect(
          run(
            jitter.map((one) => Math.max(1, Math.round(level * one))),
            batch,
          ),
        ).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});

test('a spike among steady days is found on its day, once however many batches it comes in, and the days after are calm again', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 40 }),
      fc.integer({ min: 8, max: 20 }),
      fc.integer({ min: 1, max: 400 }),
      (level, before, batch) => {
        const counts = [...Array.from({ length: before }, () => level), 300 + level, level, level, level];
        const keys = new Set(run(counts, batch).map(({ rule, key }) => `${rule} ${key}`));
        expect(keys.size).toBe(1);
        expect([...keys][0]).toMatch(/^volume /);
      },
    ),
    { numRuns: 40 },
  );
});

test('the same reads in one batch or in many leave the same days', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ hour: fc.integer({ min: 0, max: 95 }), who: fc.constantFrom('a', 'b'), bare: fc.boolean() }),
        { minLength: 1, maxLength: 80 },
      ),
      fc.integer({ min: 1, max: 20 }),
      (plan, batch) => {
        const start = startOfShanghaiDay('2026-06-01').getTime();
        const reads = plan
          .toSorted((x, y) => x.hour - y.hour)
          .map(({ hour, who, bare }) =>
            read(new Date(start + hour * HOUR), { actor_id: who, case_no: bare ? null : 'C' }),
          );
        const fold = (size: number): Day[] => {
          let days: Day[] = [];
          for (let from = 0; from < reads.length; from += size) {
            const judged = judge(reads.slice(from, from + size), context({ days }));
            const touched = new Set(judged.days.map((day) => `${day.actor_id} ${day.day}`));
            days = [...days.filter((day) => !touched.has(`${day.actor_id} ${day.day}`)), ...judged.days];
          }
          return days.toSorted((x, y) => (`${x.actor_id}${x.day}` < `${y.actor_id}${y.day}` ? -1 : 1));
        };
        expect(fold(batch)).toEqual(fold(reads.length));
      },
    ),
    { numRuns: 60 },
  );
});

test('own self, own family and a watched person are found at the first look; a neighbour is not', () => {
  const home: Record<string, string> = { me: 'h1', wife: 'h1', neighbour: 'h2' };
  const at = new Date('2026-11-20T02:00:00Z');
  const known = context({
    personOf: (account) => (account === 'officer' ? 'me' : undefined),
    dwellingOf: (subject) => home[subject],
    isWatched: ({ subject }) => subject === 'witness',
  });
  const rules = (subject: string, more: Partial<WatchedRead> = {}) =>
    judge([read(at, { subject, ...more }), read(at, { subject, ...more })], known).raised.map(({ rule, measured }) => [
      rule,
      measured,
    ]);
  expect(rules('me')).toEqual([['self', 2]]);
  expect(rules('wife')).toEqual([['family', 2]]);
  expect(rules('witness')).toEqual([['watched', 2]]);
  expect(rules('witness', { actor_kind: 'application' })).toEqual([['watched', 2]]);
  expect(rules('witness', { resource: 'watched:entry' })).toEqual([]);
  expect(rules('neighbour')).toEqual([]);
  expect(rules('wife', { actor_id: 'colleague' })).toEqual([]);
  expect(rules('me', { actor_kind: 'person' })).toEqual([]);
});

test('night, no case and a whole street each have their bar', () => {
  const night = new Date('2026-11-19T18:00:00Z');
  const day = new Date('2026-11-20T02:00:00Z');
  const rules = (reads: WatchedRead[], more: Partial<Context> = {}) =>
    judge(reads, context(more)).raised.map(({ rule }) => rule);
  const many = (count: number, at: Date, more: Partial<WatchedRead> = {}) =>
    Array.from({ length: count }, () => read(at, more));
  expect(rules(many(2, night))).toEqual([]);
  expect(rules(many(3, night))).toEqual(['hours']);
  expect(rules(many(5, day, { case_no: null }))).toEqual([]);
  expect(rules(many(6, day, { case_no: null }))).toEqual(['no-case']);
  expect(rules(many(6, day), { outOfCase: () => true })).toEqual(['no-case']);
  expect(rules(many(6, day, { case_no: null }), { factor: () => 2 })).toEqual([]);
  expect(rules(many(5, day), { streetMost: () => 20 })).toEqual([]);
  expect(rules(many(5, day), { streetMost: () => 21 })).toEqual(['street']);
});
