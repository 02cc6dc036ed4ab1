import type { PackSet } from '@platform/packs';
import type { CaseLimits } from './domain/clock.ts';

/** The limits that the city sets in its calendar (`caseLimits`); of several packs that say one, the last counts. */
export function cityLimits(packs: Pick<PackSet, 'all'>): Partial<CaseLimits> {
  return Object.assign({}, ...packs.all('calendar').map(({ value }) => value.caseLimits ?? {}));
}
