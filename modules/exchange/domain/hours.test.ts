import { expect, test } from 'vitest';
import { mayReadAt } from './hours.ts';

const at = (shanghai: string): Date => new Date(`2026-11-22T${shanghai}:00+08:00`);

test('a source is read in its hours of Shanghai only, also past midnight; without hours always', () => {
  const night = [
    { from: '22:00', to: '06:00' },
    { from: '12:00', to: '13:00' },
  ];
  expect(['22:00', '23:59', '00:00', '05:59', '12:30'].map((time) => mayReadAt(night, at(time)))).toEqual(
    Array(5).fill(true),
  );
  expect(['06:00', '11:59', '13:00', '21:59'].map((time) => mayReadAt(night, at(time)))).toEqual(Array(4).fill(false));
  expect([mayReadAt(undefined, at('03:00')), mayReadAt([], at('03:00'))]).toEqual([true, true]);
});
