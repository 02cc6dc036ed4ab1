import { expect, test } from 'vitest';
import { chosenDays, daysOf } from './periods.ts';

test('periods begin with their month and end today, or with the month before', () => {
  expect(daysOf('year', '2026-11-23')).toEqual({ from: '2026-01-01', to: '2026-11-23' });
  expect(daysOf('quarter', '2026-11-23')).toEqual({ from: '2026-10-01', to: '2026-11-23' });
  expect(daysOf('quarter', '2026-12-01')).toEqual({ from: '2026-10-01', to: '2026-12-01' });
  expect(daysOf('month', '2026-11-23')).toEqual({ from: '2026-11-01', to: '2026-11-23' });
  expect(daysOf('last', '2026-01-31')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(daysOf('last', '2024-03-01')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
});

test('chosen days are the right way round', () => {
  expect(chosenDays('2026-01-01', '2026-01-01')).toEqual({ from: '2026-01-01', to: '2026-01-01' });
  expect(chosenDays('2026-01-02', '2026-01-01')).toBeUndefined();
  expect(chosenDays('', '2026-01-01')).toBeUndefined();
});
