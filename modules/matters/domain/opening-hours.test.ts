import { workingCalendar } from '@platform/kernel';
import { expect, test } from 'vitest';
import { openState, spansOf } from './opening-hours.ts';

const calendar = workingCalendar();
const hall = {
  hours: [
    { days: [1, 2, 3, 4, 5], open: ['09:00-12:00', '13:30-17:00'] },
    { days: [6], open: ['09:00-12:00'] },
  ],
  holidays: 'closed' as const,
};
const at = (shanghai: string) => openState(hall, new Date(`${shanghai}:00+08:00`), calendar);

test('open until the break, then from its end, then from the next morning', () => {
  expect(at('2026-11-23T09:00')).toEqual({ open: true, until: '12:00' });
  expect(at('2026-11-23T08:59')).toEqual({ open: false, next: { date: '2026-11-23', from: '09:00' } });
  expect(at('2026-11-23T12:00')).toEqual({ open: false, next: { date: '2026-11-23', from: '13:30' } });
  expect(at('2026-11-23T17:00')).toEqual({ open: false, next: { date: '2026-11-24', from: '09:00' } });
  // Saturday noon: over Sunday to Monday.
  expect(at('2026-11-28T12:00')).toEqual({ open: false, next: { date: '2026-11-30', from: '09:00' } });
});

test('a holiday shuts its Saturday too; a make-up Saturday is a working day', () => {
  // National Day 2026: 1 to 7 October, worked on Saturday 10 October.
  expect(spansOf(hall, '2026-10-03', calendar)).toEqual([]);
  expect(at('2026-09-30T17:00').next).toEqual({ date: '2026-10-08', from: '09:00' });
  expect(spansOf(hall, '2026-10-10', calendar)).toHaveLength(2);
  expect(spansOf({ ...hall, holidays: 'as-usual' }, '2026-10-01', calendar)).toHaveLength(2);
});

test('what never opens says so rather than naming a day', () => {
  expect(openState({ ...hall, hours: [] }, new Date(), calendar)).toEqual({ open: false });
});
