import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bar, FLOORS, median, taught, TEACHING, unusualHour } from './rules.ts';

const days = (of: fc.Arbitrary<number>, length: number) => fc.array(of, { minLength: length, maxLength: length });

test('a steady habit (30 % up and down) is never an alarm, whatever its height', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.array(fc.double({ min: 0.7, max: 1.3, noNaN: true }), { minLength: 29, maxLength: 29 }),
      (level, jitter) => {
        const counts = jitter.map((one) => Math.round(level * one));
        expect(counts.at(-1) as number).toBeLessThanOrEqual(bar(counts.slice(0, 28), FLOORS.volume.staff, 1));
      },
    ),
  );
});

test('a day of ten times the habit is an alarm, once it is above the floor', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 7, max: 100_000 }),
      fc.array(fc.double({ min: 0.8, max: 1.2, noNaN: true }), { minLength: 10, maxLength: 28 }),
      (level, jitter) => {
        const habit = jitter.map((one) => Math.round(level * one));
        expect(level * 10).toBeGreaterThan(bar(habit, FLOORS.volume.staff, 1));
      },
    ),
  );
});

test('up to two fifths of wild days do not raise the bar out of reach: misuse does not become the habit at once', () => {
  fc.assert(
    fc.property(
      days(fc.integer({ min: 45, max: 55 }), 17),
      days(fc.integer({ min: 900, max: 2_000 }), 11),
      (calm, wild) => {
        expect(bar([...calm, ...wild], FLOORS.volume.staff, 1)).toBeLessThan(200);
      },
    ),
  );
});

test('the bar never lies below the floor, and grows with what was taught', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(500), { maxLength: 28 }),
      fc.double({ min: 1, max: 3, noNaN: true }),
      (habit, factor) => {
        expect(bar(habit, 20, factor)).toBeGreaterThanOrEqual(20);
        expect(bar(habit, 20, factor)).toBeGreaterThanOrEqual(bar(habit, 20, 1));
      },
    ),
  );
});

test('false alarms raise a bar to three times at most; true findings bring it down to where it was', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('false-alarm' as const, 'misuse' as const), { maxLength: 80 }), (findings) => {
      const factor = findings.reduce(taught, 1);
      expect(factor).toBeGreaterThanOrEqual(1);
      expect(factor).toBeLessThanOrEqual(TEACHING.most);
    }),
  );
  expect(taught(taught(1, 'false-alarm'), 'misuse')).toBeCloseTo(1);
});

test('night is unusual for who works by day, and usual for who works at night; day is usual for all', () => {
  const hours = (...at: number[]) => Array.from({ length: 24 }, (_, hour) => (at.includes(hour) ? 4 : 0));
  const byDay = Array.from({ length: 20 }, () => hours(9, 10, 15));
  const byNight = Array.from({ length: 20 }, () => hours(22, 23, 0, 1));
  expect(unusualHour(1, true, byDay)).toBe(true);
  expect(unusualHour(1, true, byNight)).toBe(false);
  expect(unusualHour(10, true, byNight)).toBe(false);
  expect(unusualHour(10, false, byNight)).toBe(true);
  expect(unusualHour(10, false, byDay)).toBe(false);
});

test('the median is the middle', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 40 }), (values) => {
      const middle = median(values);
      expect(values.filter((one) => one < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((one) => one > middle).length).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});
