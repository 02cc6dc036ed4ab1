import { expect, test } from 'vitest';
import type { PackSet } from '@platform/packs';
import { cityLimits } from './city-limits.ts';

const packs = (...limits: object[]) =>
  ({ all: () => limits.map((caseLimits) => ({ value: { notices: [], caseLimits } })) }) as unknown as PackSet;

test('limits of handling are the city’s own where its calendar sets them, the last pack’s word counts', () => {
  expect(cityLimits({ all: () => [] })).toEqual({});
  const stoppedHours = { supervisor: 1, inspection: 8 };
  expect(cityLimits(packs({ correctionDays: 15, stoppedHours }, { correctionDays: 7 }))).toEqual({
    correctionDays: 7,
    stoppedHours,
  });
});
