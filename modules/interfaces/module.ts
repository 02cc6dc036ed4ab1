import { fileURLToPath } from 'node:url';
import { Type } from 'typebox';
import type { Actor } from '@platform/access';
import { listenOn } from '@platform/database';
import type { ApplicationResolver } from '@platform/http';
import { defineJob, jobHandler } from '@platform/jobs';
import { openLake } from '@platform/lake';
import type { Foundations, Module } from '@platform/module';
import type { BaseRegistriesPort } from '@modules/base-registries/contract';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { GrantsPort } from '@modules/sharing/contract';
import type { UpstreamsPort } from '@modules/upstreams/contract';
import { openBackends } from './backends/index.ts';
import { openBook } from './book.ts';
import { openCalls } from './calls/open-calls.ts';
import type { DemoKeys, InterfacesPort } from './contract/index.ts';
import { demoKeys } from './demo-keys.ts';
import { grantedFields } from './domain/parameters.ts';
import { listCalls } from './features/list-calls.ts';
import {
  changeDefinition,
  createDefinition,
  dropDefinition,
  listDefinitionsFeature,
  listGrounds,
  publishDefinition,
  retireDefinition,
  showDefinition,
} from './features/definitions.ts';
import { listApplicationCalls } from './features/application-calls.ts';
import { listInterfaces, showInterface } from './features/list-interfaces.ts';
import { showOpenApi } from './features/show-open-api.ts';
import { showSnippets } from './features/show-snippets.ts';
import { showExample, tryInterface } from './features/try-interface.ts';
import { createApplicationKey, listApplications, revokeApplicationKey } from './features/manage-keys.ts';
import { callMeasures } from './measures.ts';
import { openGrounds } from './ground.ts';
import { interfacesOf, usageOf } from './offered.ts';
import { ensureOffers } from './offers.ts';
import { keepPackVersions } from './pack-versions.ts';
import { purgeAsked } from './store/aggregates.ts';
import { countByPair } from './store/calls.ts';
import { DEFINITIONS_CHANNEL } from './store/definitions.ts';

export type InterfacesDeps = Pick<
  Foundations,
  'database' | 'clock' | 'ids' | 'audit' | 'packs' | 'sealer' | 'blindIndex' | 'live' | 'log' | 'receipts' | 'settings'
> & {
  organisations: OrganisationsPort;
  catalogue: Pick<CataloguePort, 'find' | 'resources'>;
  registries: Pick<BaseRegistriesPort, 'findMany'>;
  grants: GrantsPort;
  upstreams: Pick<UpstreamsPort, 'services' | 'call'>;
};

const purgeJob = defineJob('interfaces.purge-aggregates', Type.Object({}));
/** The longest period over which a definition may look back. */
const PERIOD_DAYS_MOST = 366;

/**
 * 数据接口: data interfaces over base registries, resources and services of the level above, from packs and console; with keys, grants, purposes
 * and a usage record for each call.
 */
export function createInterfaces(
  deps: InterfacesDeps,
): Module & { port: InterfacesPort<Actor>; resolveApplication: ApplicationResolver; demoKeys: DemoKeys } {
  const db = deps.database.forModule('interfaces');
  const lake = openLake(deps.database);
  const book = openBook({ ...deps, db, ground: openGrounds(deps) });
  const own = { ...deps, db, book, lake };
  const calls = openCalls({ ...own, backends: openBackends(own) });
  let listening: { close(): Promise<void> } | undefined;
  return {
    name: 'interfaces',
    migrations: { module: 'interfaces', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    port: {
      call: calls.desk.call,
      grantedFields(interfaceId, application) {
        const grant = book.grant(interfaceId, application);
        return grant && grantedFields(book.interface(interfaceId), grant);
      },
      callFlows: ({ from, to }) => db.read((tx) => countByPair(tx, from, to)),
      interfacesOf: (resource) => interfacesOf(book, resource),
      usageOf: (since) => usageOf(own, since),
    },
    resolveApplication: calls.resolveApplication,
    demoKeys: demoKeys({ ...own, keys: calls.keys }),
    features: [
      ...calls.features,
      listInterfaces(own),
      showInterface(own),
      listDefinitionsFeature(own),
      showDefinition(own),
      listGrounds(own),
      createDefinition(own),
      changeDefinition(own),
      dropDefinition(own),
      publishDefinition(own),
      retireDefinition(own),
      tryInterface({ ...own, call: calls.desk.call }),
      showExample(own),
      showOpenApi(own),
      showSnippets(own),
      listCalls(own),
      listApplications(own),
      listApplicationCalls(own),
      createApplicationKey(own),
      revokeApplicationKey({ ...own, keys: calls.keys }),
    ],
    measures: callMeasures(db, book),
    jobs: [
      ...calls.jobs,
      jobHandler(purgeJob, async () => {
        const before = new Date(deps.clock.now().getTime() - PERIOD_DAYS_MOST * 86_400_000);
        await db.transaction((tx) => purgeAsked(tx, before));
      }),
    ],
    schedules: [...calls.schedules, { name: purgeJob.name, crontab: '17 3 * * *' }],
    async prepare() {
      await keepPackVersions(own);
      await book.refresh();
      await ensureOffers(lake, deps.catalogue, book.bodiesRead());
    },
    async start() {
      listening ??= listenOn(deps.database, DEFINITIONS_CHANNEL, () => {
        book
          .refresh()
          .catch((error: unknown) =>
            deps.log.warn(
              { module: 'interfaces', error: error as Error },
              'definitions could not be read; the next change brings them',
            ),
          );
      });
    },
    async stop() {
      await listening?.close();
      listening = undefined;
      await calls.stop();
    },
  };
}
