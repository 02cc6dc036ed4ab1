import { fileURLToPath } from 'node:url';
import { openLake, rawTable } from '@platform/lake';
import type { Foundations, Module } from '@platform/module';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { CataloguePort } from './contract/index.ts';
import { buildCatalogue } from './domain/catalogue.ts';
import { searchTerms } from './domain/search.ts';
import { listResourcesCase } from './features/list-resources.ts';
import { showResource } from './features/show-resource.ts';
import { onLoadCompleted } from './reactions/on-load-completed.ts';
import { mirrorResources } from './store/mirror.ts';

/** The module that alone writes raw tables. */
const RAW_WRITER = 'exchange';

/**
 * The catalogue of data resources (目录), from the packs in use; makes each resource's raw table in the lake.
 * @throws catalogue.key-not-an-item
 */
export function createCatalogue(
  deps: Pick<Foundations, 'database' | 'packs' | 'clock' | 'log'> & { organisations: Pick<OrganisationsPort, 'find'> },
): Module & { port: CataloguePort } {
  const port = buildCatalogue(deps.packs);
  const lake = openLake(deps.database);
  const database = deps.database.forModule('catalogue');
  const views = { database, packs: deps.packs, catalogue: port, organisations: deps.organisations };
  return {
    name: 'catalogue',
    migrations: { module: 'catalogue', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [listResourcesCase(views), showResource(views)],
    reactions: [onLoadCompleted()],
    async prepare() {
      const all = deps.packs.all('resources').map(({ id, pack }) => {
        const resource = port.resource(id);
        const provider = deps.organisations.find(resource.provider);
        const words = [
          resource.title,
          resource.summary,
          ...resource.items.map((item) => item.title),
          ...(provider ? [provider.name, provider.short] : []),
        ];
        return { resource, pack, terms: searchTerms([id, ...words.flatMap((text) => [text.zh, text.en])]) };
      });
      const changed = await database.transaction((tx) => mirrorResources(tx, all, deps.clock.now()));
      for (const { resource } of all) {
        const table = rawTable(resource);
        await lake.ensureTable(table, [['_load'], ['_source']]);
        await lake.grantWrite(table, RAW_WRITER);
      }
      deps.log.info({ module: 'catalogue', resources: all.length, changed }, 'the catalogue is as the packs say');
    },
    port,
  };
}
