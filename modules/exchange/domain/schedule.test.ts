import { describe, expect, test } from 'vitest';
import { cronMatcher, cronPassed, isDue } from './schedule.ts';

const at = (text: string) => new Date(`${text}+08:00`);

describe('when a source is due', () => {
  test('never loaded: at once; then when its minutes have passed; without a schedule not by itself', () => {
    const now = at('2026-11-20T10:00:00');
    expect(isDue(undefined, undefined, now)).toBe(true);
    expect(isDue({ everyMinutes: 30 }, at('2026-11-20T09:30:00'), now)).toBe(true);
    expect(isDue({ everyMinutes: 30 }, at('2026-11-20T09:30:01'), now)).toBe(false);
    expect(isDue(undefined, at('2020-01-01T00:00:00'), now)).toBe(false);
  });
  test('a cron is in Shanghai time and a minute missed while we were down is made good', () => {
    expect(cronPassed('30 2 * * *', at('2026-11-19T02:30:00'), at('2026-11-20T02:29:59'))).toBe(false);
    expect(cronPassed('30 2 * * *', at('2026-11-19T02:30:00'), at('2026-11-20T02:30:00'))).toBe(true);
    expect(cronPassed('30 2 * * *', at('2026-11-19T02:30:00'), at('2026-11-20T09:00:00'))).toBe(true);
  });
  test.each([
    ['*/15 * * * *', '2026-11-20T10:45:00', true],
    ['*/15 * * * *', '2026-11-20T10:46:00', false],
    ['0 8-18/2 * * 1-5', '2026-11-20T10:00:00', true],
    ['0 8-18/2 * * 1-5', '2026-11-21T10:00:00', false],
    ['0 0 1,15 * *', '2026-11-15T00:00:00', true],
    ['0 0 1 * 0', '2026-11-22T00:00:00', true],
    ['0 0 1 * 7', '2026-11-22T00:00:00', true],
  ])('%s at %s: %s', (cron, time, fits) => {
    expect(cronMatcher(cron)(at(time))).toBe(fits);
  });
  test.each(['* * * *', '60 * * * *', 'a * * * *', '5-1 * * * *', '*/0 * * * *'])('%s is no cron', (cron) => {
    expect(() => cronMatcher(cron)).toThrow(RangeError);
  });
});
