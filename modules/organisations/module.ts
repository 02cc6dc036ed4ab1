import { fileURLToPath } from 'node:url';
import type { Foundations, Module } from '@platform/module';
import type { OrganisationsPort } from './contract/index.ts';
import { buildPlaces } from './domain/places.ts';
import { listDivisions } from './features/list-divisions.ts';
import { listOrganisations } from './features/list-organisations.ts';
import { showBoundaries } from './features/show-boundaries.ts';
import { mirrorPlaces } from './store/mirror.ts';

/**
 * Organisations and divisions (机构与区划), from the packs in use.
 * @throws organisations.unknown-parent, .circle, .division-missing, .level-order when the packs' trees are broken
 */
export function createOrganisations(
  deps: Pick<Foundations, 'database' | 'packs' | 'clock' | 'log'>,
): Module & { port: OrganisationsPort } {
  const divisions = deps.packs.all('divisions');
  const organisations = deps.packs.all('organisations');
  const port = buildPlaces(divisions, organisations);
  return {
    name: 'organisations',
    migrations: { module: 'organisations', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [listOrganisations(port), listDivisions(port), showBoundaries(port, deps.packs)],
    async prepare() {
      const count = await deps.database
        .forModule('organisations')
        .transaction((tx) => mirrorPlaces(tx, { divisions, organisations }, deps.clock.now()));
      deps.log.info({ module: 'organisations', ...count }, 'organisations and divisions are as the packs say');
    },
    port,
  };
}
