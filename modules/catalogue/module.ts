import { fileURLToPath } from 'node:url';
import type { Actor } from '@platform/access';
import { listenOn } from '@platform/database';
import { openLake, rawTable } from '@platform/lake';
import type { Foundations, Module } from '@platform/module';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { addItem, refreshItems } from './add-item.ts';
import type { CatalogueWriter } from './contract/index.ts';
import { buildCatalogue } from './domain/catalogue.ts';
import { searchTerms } from './domain/search.ts';
import { listResourcesCase } from './features/list-resources.ts';
import { showResource } from './features/show-resource.ts';
import { onChangesApplied } from './reactions/on-changes-applied.ts';
import { onLoadCompleted } from './reactions/on-load-completed.ts';
import { mirrorResources } from './store/mirror.ts';

/** The module that alone writes raw tables. */
const RAW_WRITER = 'exchange';

/**
 * The catalogue of data resources (目录), from the packs in use and the items added beside them; makes each resource's raw table in the lake.
 * @throws catalogue.key-not-an-item
 */
export function createCatalogue(
  deps: Pick<Foundations, 'audit' | 'database' | 'packs' | 'clock' | 'log'> & {
    organisations: Pick<OrganisationsPort, 'find'>;
  },
): Module & { port: CatalogueWriter<Actor> } {
  const resources = buildCatalogue(deps.packs);
  const lake = openLake(deps.database);
  const database = deps.database.forModule('catalogue');
  const mirror = async (): Promise<number> => {
    const all = deps.packs.all('resources').map(({ id, pack }) => {
      const resource = resources.resource(id);
      const provider = deps.organisations.find(resource.provider);
      const words = [
        resource.title,
        resource.summary,
        ...resource.items.map((item) => item.title),
        ...(provider ? [provider.name, provider.short] : []),
      ];
      return { resource, pack, terms: searchTerms([id, ...words.flatMap((text) => [text.zh, text.en])]) };
    });
    return database.transaction((tx) => mirrorResources(tx, all, deps.clock.now()));
  };
  const own = { ...deps, database, lake, resources, mirror: async () => void (await mirror()) };
  const { find, resource, resources: all } = resources;
  const port: CatalogueWriter<Actor> = {
    find,
    resource,
    resources: all,
    addItem: (add) => addItem(own, add),
    refresh: async () => void (await refreshItems(own)),
  };
  const views = { database, packs: deps.packs, catalogue: port, organisations: deps.organisations };
  let listening: { close(): Promise<void> } | undefined;
  return {
    name: 'catalogue',
    migrations: { module: 'catalogue', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [listResourcesCase(views), showResource(views)],
    reactions: [onLoadCompleted(), onChangesApplied()],
    async prepare() {
      await refreshItems(own);
      const changed = await mirror();
      for (const one of all()) {
        const table = rawTable(one);
        await lake.ensureTable(table, [['_load']]);
        await lake.grantWrite(table, RAW_WRITER);
      }
      deps.log.info({ module: 'catalogue', resources: all().length, changed }, 'the catalogue is as the packs say');
    },
    start: async () => {
      listening = listenOn(deps.database, 'yiwang_catalogue', () => {
        refreshItems(own).catch((error: unknown) =>
          deps.log.warn(
            { module: 'catalogue', error: error as Error },
            'added items could not be read; the next one brings them',
          ),
        );
      });
    },
    async stop() {
      await listening?.close();
    },
    port,
  };
}
