import { shanghaiDate } from '@platform/kernel';
import { inForceOn, type UsedVersion } from './contract/index.ts';
import type { Own } from './deps.ts';
import { datesOfVersions } from './store/matter-versions.ts';

/** Every version of these matters that was ever in use, matter by matter, the newest first. */
export async function usedVersions(
  { book, clock, database }: Pick<Own, 'book' | 'clock' | 'database'>,
  ids: readonly string[],
): Promise<UsedVersion[]> {
  const today = shanghaiDate(clock.now());
  const dates = await database.readOnce((tx) => datesOfVersions(tx, ids));
  // One published this moment by another process may not have come here yet.
  return dates
    .filter(({ matter, version }) => book.has(matter, version))
    .map(({ matter, version, since }) => ({
      matter,
      version,
      since,
      inUse: book.find(matter)?.version === version,
      inForce: inForceOn(book.get(matter, version), today),
    }));
}
