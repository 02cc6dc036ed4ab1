import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, workingCalendar } from '@platform/kernel';
import type { ResourceDefinition } from '../contract/index.ts';
import { clockOf, decideEntry, newEntry, stateOf, type Draft, type Entry, type EntryCommand } from './entry.ts';

const calendar = workingCalendar();
const now = new Date('2026-11-20T02:00:00Z');
const draft = { title: { zh: '泊位清单', en: 'Berths' }, items: [] } as Draft;
const definition = { id: 'berths', provider: 'harbour-office' } as ResourceDefinition;
const as = (by: string, at = now) => ({ by, now: at, calendar });
const save: EntryCommand = { kind: 'save', definition: draft, cause: { kind: 'new' } };
const begin = (by = 'ann'): Entry => decideEntry(newEntry('berths', 'harbour-office'), save, as(by));

describe('an entry', () => {
  test('goes from draft over submission and check to publication, and its work is then done', () => {
    let entry = begin();
    expect(stateOf(entry)).toBe('draft');
    entry = decideEntry(entry, { kind: 'submit' }, as('ann'));
    expect(entry).toMatchObject({ workingState: 'submitted', reviewDue: '2026-11-24' });
    entry = decideEntry(entry, { kind: 'check' }, as('ben'));
    entry = decideEntry(entry, { kind: 'publish', definition }, as('ben'));
    expect(entry).toMatchObject({ working: null, compilers: [], publishedNo: 1, reviewDue: null });
    expect(stateOf(entry)).toBe('published');
    expect(stateOf(decideEntry(entry, { kind: 'retire', reason: 'x' }, as('ann')))).toBe('retired');
  });

  test('is never passed by anyone who took part in compiling it, whoever saved last', () => {
    const shared = decideEntry(begin('ann'), save, as('ben'));
    const submitted = decideEntry(shared, { kind: 'submit' }, as('carl'));
    for (const by of ['ann', 'ben']) {
      expect(() => decideEntry(submitted, { kind: 'check' }, as(by))).toThrow(/catalogue.own-work/);
      const checked = decideEntry(submitted, { kind: 'check' }, as('dora'));
      expect(() => decideEntry(checked, { kind: 'publish', definition }, as(by))).toThrow(/catalogue.own-work/);
    }
  });

  test('whatever is tried in whatever order, only what was checked by someone else is published, and a retired entry stays so', () => {
    const commands = fc.array(
      fc.record({
        by: fc.constantFrom('ann', 'ben', 'carl'),
        command: fc.constantFrom<EntryCommand>(
          save,
          { kind: 'submit' },
          { kind: 'withdraw' },
          { kind: 'check' },
          { kind: 'return', reason: 'no' },
          { kind: 'publish', definition },
          { kind: 'discard' },
          { kind: 'retire', reason: 'gone' },
        ),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(commands, (steps) => {
        let entry = begin();
        for (const { by, command } of steps) {
          const before = entry;
          try {
            entry = decideEntry(entry, command, as(by));
          } catch {
            continue;
          }
          if (command.kind === 'publish') {
            expect(before.workingState).toBe('checked');
            expect(before.compilers).not.toContain(by);
          }
          if (before.retiredAt) expect(stateOf(entry)).toBe('retired');
          expect(entry.publishedNo - before.publishedNo).toBe(command.kind === 'publish' ? 1 : 0);
          expect(entry.working === null).toBe(entry.workingState === null);
          if (!entry.working && entry.publishedNo === 0) break;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('after a change of law is due in 10 working days over the holidays, in 15 in special cases', () => {
    const law = (special: boolean) =>
      decideEntry(
        newEntry('a', 'b'),
        { kind: 'save', definition: draft, cause: { kind: 'law', changedOn: '2026-09-28', special } },
        as('ann'),
      ).updateDue;
    // 29 and 30 September, then National Day to 7 October, 8 and 9, Saturday 10 is made up for, 12 to 16.
    expect(law(false)).toBe(calendar.addWorkdays('2026-09-28', 10));
    expect((law(false) as string) > '2026-10-12').toBe(true);
    expect(law(true)).toBe(calendar.addWorkdays('2026-09-28', 15));
    expect(begin().updateDue).toBeNull();
  });
});

test('a clock turns amber on the last working day but one and red only when its last day is over', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 20 }), (start, days) => {
      const from = addDays('2025-02-01', start);
      const due = calendar.addWorkdays(from, days);
      const at = (date: string) => clockOf(due, new Date(`${date}T15:59:00Z`), calendar);
      expect(at(due).light).toBe('amber');
      expect(at(addDays(due, 1))).toMatchObject({ light: 'red' });
      expect(at(addDays(due, 1)).workdaysLeft).toBeLessThan(0);
      if (days >= 2) expect(at(from)).toMatchObject({ light: 'green', workdaysLeft: days });
    }),
    { numRuns: 100 },
  );
});
