import { fileURLToPath } from 'node:url';
import type { Foundations, Module } from '@platform/module';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { MattersPort } from './contract/index.ts';
import { readMatter } from './domain/read-matter.ts';
import { findMatters } from './features/find-matters.ts';
import { showGuide } from './features/show-guide.ts';
import { matterErrors } from './errors.ts';
import { openMatterBook } from './matter-book.ts';
import { allVersions, keepVersion, putInUse } from './store/matter-versions.ts';

export type MattersDeps = Pick<Foundations, 'database' | 'clock' | 'packs'> & { organisations: OrganisationsPort };

/** The service matters (事项) of the packs in use. */
export function createMatters(deps: MattersDeps): Module & { port: MattersPort } {
  const book = openMatterBook();
  const port: MattersPort = { get: book.get, find: book.find, all: book.all, decide: book.decide };
  return {
    name: 'matters',
    port,
    migrations: { module: 'matters', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [findMatters({ ...deps, matters: book }), showGuide({ ...deps, matters: port })],
    async prepare() {
      const current = deps.packs.all('matters').map((definition) => readMatter(deps.packs, definition));
      for (const read of current) {
        await book.check(read).catch((error: Error) => {
          throw matterErrors.faultyFile({ file: read.decisionPath, reason: error.message }, { cause: error });
        });
      }
      const versions = await deps.database.forModule('matters').transaction(async (tx) => {
        const now = deps.clock.now();
        for (const read of current) await keepVersion(tx, read, now);
        await putInUse(
          tx,
          current.map(({ matter }) => matter),
          now,
        );
        return allVersions(tx);
      });
      book.fill(current, versions);
    },
  };
}
