import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { InterfaceBook } from './book.ts';
import { groundOf } from './domain/definition.ts';
import { definitionFaults } from './domain/definition-faults.ts';
import { changesBetween, compareVersions } from './domain/versions.ts';
import { keepPackVersion, listDefinitions, tellDefinitionsChanged } from './store/definitions.ts';

/**
 * Keeps the versions that packs give, so that callers of an earlier one are not cut off by an upgrade. Says in the log where a pack broke the
 * rule of versions, and leaves aside what does not fit the catalogue.
 */
export async function keepPackVersions(
  deps: Pick<Foundations, 'packs' | 'clock' | 'log'> & { db: ModuleDatabase; book: Pick<InterfaceBook, 'ground'> },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const rows = await listDefinitions(tx);
    let fresh = false;
    for (const { id, pack, value } of deps.packs.all('interfaces')) {
      const { version, ...body } = value;
      const on = groundOf(body);
      const ground = on && deps.book.ground(on);
      const faults = definitionFaults(body, ground);
      if (faults.length > 0)
        deps.log.warn(
          { module: 'interfaces', interface: id, faults: faults.map(({ path, code }) => `${path} ${code}`) },
          'an interface of a pack does not fit what it stands on',
        );
      const before = rows
        .filter((row) => row.id === id && row.state !== 'draft' && compareVersions(row.version, version) < 0)
        .sort((a, b) => compareVersions(b.version, a.version))[0];
      const sameMajor = before?.version.split('.')[0] === version.split('.')[0];
      if (before && sameMajor && changesBetween(before.body, body).some(({ level }) => level === 'major'))
        deps.log.warn(
          { module: 'interfaces', interface: id, version },
          'this version breaks callers: its pack should give it a new major version',
        );
      const provider = ground?.provider ?? pack;
      fresh = (await keepPackVersion(tx, { id, version, provider, body, at: deps.clock.now(), pack })) || fresh;
    }
    if (fresh) await tellDefinitionsChanged(tx);
  });
}
