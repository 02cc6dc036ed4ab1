import { expect, test } from 'vitest';
import { workingCalendar } from '@platform/kernel';
import { timerAt } from './timer-at.ts';

const calendar = workingCalendar();
const now = new Date('2026-09-30T02:00:00Z');

test.each([
  ['duration', 'P30D', '2026-10-30T02:00:00.000Z'],
  ['duration', 'P1M', '2026-10-30T02:00:00.000Z'],
  ['duration', 'P1Y2M1W3DT4H5M6S', '2027-12-10T06:05:06.000Z'],
  ['duration', 'PT0.5S', '2026-09-30T02:00:00.500Z'],
  ['cycle', 'R3/PT1H', '2026-09-30T03:00:00.000Z'],
  // Over 国庆: 8, 9 and the worked Saturday 10 October, to the end of that day.
  ['working-days', '3', '2026-10-10T16:00:00.000Z'],
  ['date', '2026-12-31', '2026-12-30T16:00:00.000Z'],
  ['date', '2026-12-31T09:00:00', '2026-12-31T01:00:00.000Z'],
  ['date', '2026-12-31T09:00:00Z', '2026-12-31T09:00:00.000Z'],
] as const)('a timer of %s %s fires on its moment', (kind, value, at) => {
  expect(timerAt({ kind, value }, now, calendar).toISOString()).toBe(at);
});
