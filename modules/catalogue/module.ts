import { fileURLToPath } from 'node:url';
import type { Actor } from '@platform/access';
import { listenOn } from '@platform/database';
import { openLake, rawTable } from '@platform/lake';
import type { Module } from '@platform/module';
import { addItem } from './add-item.ts';
import type { CatalogueWriter } from './contract/index.ts';
import { RAW_WRITER, type CatalogueDeps, type Own } from './deps.ts';
import { buildCatalogue } from './domain/catalogue.ts';
import { searchCatalogue } from './domain/search.ts';
import { createEntry, saveEntry, stepOfCompiler } from './features/compile-entry.ts';
import { listCodeTables } from './features/list-code-tables.ts';
import { listEntriesCase, showEntry, showVersions } from './features/list-entries.ts';
import { dcatCase } from './features/dcat.ts';
import { acceptDiscoveryCase, dismissDiscovery, listDiscoveriesCase, startDiscovery } from './features/discoveries.ts';
import { exportEntries, importEntries } from './features/exchange-workbooks.ts';
import {
  addResponsibility,
  changeResponsibility,
  listResponsibilities,
  removeResponsibility,
} from './features/responsibilities.ts';
import { listOverdue, listSleeping } from './features/upkeep.ts';
import { discoverColumnsHandler, discoverColumnsJob, discoveryAfterRows } from './jobs/discover-columns.ts';
import { catalogueMeasures } from './measures.ts';
import { listReceived } from './features/list-received.ts';
import { listResourcesCase } from './features/list-resources.ts';
import { checkEntryCase, publishEntryCase, retireEntryCase, returnEntry } from './features/review-entry.ts';
import { showResource } from './features/show-resource.ts';
import { onChangesApplied } from './reactions/on-changes-applied.ts';
import { onLoadCompleted } from './reactions/on-load-completed.ts';
import { refreshCatalogue } from './refresh.ts';
import { mirrorResources, removeResource } from './store/mirror.ts';

export type { CatalogueDeps } from './deps.ts';

/**
 * The catalogue of data resources (目录): those of the packs in use and those compiled and published on the console; makes each one's raw table
 * in the lake. @throws catalogue.key-not-an-item
 */
export function createCatalogue(deps: CatalogueDeps): Module & { port: CatalogueWriter<Actor> } {
  const own = openCatalogue(deps);
  const { find, resource, resources: all } = own.resources;
  const port: CatalogueWriter<Actor> = {
    find,
    resource,
    resources: all,
    addItem: (add) => addItem(own, add),
    refresh: () => own.refresh(),
  };
  const afterRows = discoveryAfterRows(own);
  let listening: { close(): Promise<void> } | undefined;
  return {
    name: 'catalogue',
    migrations: { module: 'catalogue', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listResourcesCase(own),
      listReceived(own),
      showResource(own),
      listEntriesCase(own),
      createEntry(own),
      showEntry(own),
      saveEntry(own),
      showVersions(own),
      stepOfCompiler(own, 'submit'),
      stepOfCompiler(own, 'withdraw'),
      stepOfCompiler(own, 'discard'),
      checkEntryCase(own),
      returnEntry(own),
      publishEntryCase(own),
      retireEntryCase(own),
      listCodeTables(own),
      importEntries(own),
      exportEntries(own),
      dcatCase(own, 'ttl'),
      dcatCase(own, 'jsonld'),
      listResponsibilities(own),
      addResponsibility(own),
      changeResponsibility(own),
      removeResponsibility(own),
      listSleeping(own),
      listOverdue(own),
      listDiscoveriesCase(own),
      startDiscovery(own),
      acceptDiscoveryCase(own),
      dismissDiscovery(own),
    ],
    reactions: [onLoadCompleted(afterRows), onChangesApplied(afterRows)],
    jobs: [discoverColumnsHandler(own)],
    schedules: [{ name: discoverColumnsJob.name, crontab: '0 19 * * *' }],
    measures: catalogueMeasures(own),
    async prepare() {
      await own.refresh();
      const changed = await own.mirror();
      for (const one of all()) {
        const table = rawTable(one);
        await own.lake.ensureTable(table, [['_load']]);
        await own.lake.grantWrite(table, RAW_WRITER);
      }
      deps.log.info(
        { module: 'catalogue', resources: all().length, changed },
        'the catalogue is as packs and console say',
      );
    },
    start: async () => {
      listening = listenOn(deps.database, 'yiwang_catalogue', (id) => {
        own
          .refresh(id)
          .catch((error: unknown) =>
            deps.log.warn(
              { module: 'catalogue', error: error as Error },
              'what the console published could not be read; the next one brings it',
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

function openCatalogue(deps: CatalogueDeps): Own {
  const resources = buildCatalogue(deps.packs);
  const database = deps.database.forModule('catalogue');
  const search = searchCatalogue(resources.resources, ({ provider }) => {
    const office = deps.organisations.find(provider);
    return office ? [office.name, office.short] : [];
  });
  let reading: Promise<unknown> = Promise.resolve();
  return {
    ...deps,
    hub: deps.database,
    database,
    lake: openLake(deps.database),
    resources,
    search,
    // An older reading must not be laid over a newer one.
    refresh(only) {
      const next = reading.then(async () => void (await refreshCatalogue({ database, resources }, only)));
      reading = next.catch(() => undefined);
      return next;
    },
    mirror(only) {
      const some =
        only === undefined ? resources.resources() : [resources.find(only)].filter((one) => one !== undefined);
      const mirrored = some.map((resource) => ({
        resource,
        pack: deps.packs.find('resources', resource.id)?.pack ?? null,
      }));
      return database.transaction(async (tx) => {
        const changed = await mirrorResources(tx, mirrored, deps.clock.now(), only === undefined);
        if (only !== undefined && some.length === 0) await removeResource(tx, only, deps.clock.now());
        return changed;
      });
    },
  };
}
