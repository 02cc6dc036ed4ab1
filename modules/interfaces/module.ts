import { fileURLToPath } from 'node:url';
import { Type } from 'typebox';
import type { Actor } from '@platform/access';
import type { ApplicationResolver } from '@platform/http';
import { defineJob, jobHandler } from '@platform/jobs';
import type { Foundations, Module } from '@platform/module';
import type { BaseRegistriesPort } from '@modules/base-registries/contract';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { applicationResolver } from './application-keys.ts';
import { openBook } from './book.ts';
import { interfaceCaller } from './call-interface.ts';
import type { InterfacesPort } from './contract/index.ts';
import { grantedFields } from './domain/grants.ts';
import { TIME_WINDOW_MS } from './domain/signature.ts';
import { callOpenInterface } from './features/call-open-interface.ts';
import { listCalls } from './features/list-calls.ts';
import { listInterfaces } from './features/list-interfaces.ts';
import { createApplicationKey, listApplications, revokeApplicationKey } from './features/manage-keys.ts';
import { callMeasures } from './measures.ts';
import { countByPair } from './store/calls.ts';
import { purgeNonces } from './store/keys.ts';

export type InterfacesDeps = Pick<
  Foundations,
  'database' | 'clock' | 'ids' | 'audit' | 'packs' | 'sealer' | 'blindIndex' | 'live'
> & {
  organisations: OrganisationsPort;
  catalogue: Pick<CataloguePort, 'resource'>;
  registries: Pick<BaseRegistriesPort, 'find'>;
};

const purgeJob = defineJob('interfaces.purge-nonces', Type.Object({}));

/** 数据接口: data interfaces over base registries, with keys, grants, purposes and a usage record for each call. */
export function createInterfaces(
  deps: InterfacesDeps,
): Module & { port: InterfacesPort<Actor>; resolveApplication: ApplicationResolver } {
  const db = deps.database.forModule('interfaces');
  const book = openBook(deps.packs);
  const own = { ...deps, db, book };
  const call = interfaceCaller({ ...own, providerOf: (resource) => deps.catalogue.resource(resource).provider });
  return {
    name: 'interfaces',
    migrations: { module: 'interfaces', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    port: {
      call,
      grantedFields(interfaceId, application) {
        const grant = book.grant(interfaceId, application);
        return grant && grantedFields(book.interface(interfaceId), grant);
      },
      callFlows: ({ from, to }) => db.read((tx) => countByPair(tx, from, to)),
    },
    resolveApplication: applicationResolver(own),
    features: [
      callOpenInterface({ call }),
      listInterfaces(own),
      listCalls(own),
      listApplications(own),
      createApplicationKey(own),
      revokeApplicationKey(own),
    ],
    measures: callMeasures(db, book),
    jobs: [
      jobHandler(purgeJob, async () => {
        await db.transaction((tx) => purgeNonces(tx, new Date(deps.clock.now().getTime() - 2 * TIME_WINDOW_MS)));
      }),
    ],
    schedules: [{ name: purgeJob.name, crontab: '*/5 * * * *' }],
  };
}
