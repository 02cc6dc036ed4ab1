import { fileURLToPath } from 'node:url';
import { openLake } from '@platform/lake';
import type { Foundations, Module } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { BaseRegistriesPort } from './contract/index.ts';
import { baseRegistriesErrors } from './domain/errors.ts';
import { mergedViews, registryPlan, type RegistryPlan } from './domain/plan.ts';
import { listRegistries } from './features/list-registries.ts';
import { buildRegistryHandler, resumeBuilds, resumeBuildsHandler, resumeBuildsJob } from './jobs/build-registry.ts';
import { onChangesApplied } from './reactions/on-changes-applied.ts';
import { onLoadCompleted } from './reactions/on-load-completed.ts';
import { findRecords } from './store/records.ts';
import { findState, forgetVersion } from './store/registries.ts';

const NAME = 'base-registries';
/** The module that reads records for departments and cases, in its own transactions. */
const READERS = [NAME, 'interfaces'];

export type BaseRegistriesDeps = Pick<
  Foundations,
  'database' | 'packs' | 'clock' | 'ids' | 'outbox' | 'blindIndex' | 'live' | 'log'
> & {
  catalogue: CataloguePort;
  organisations: Pick<OrganisationsPort, 'find'>;
};

/**
 * Base registries (基础库): one record a key, built from the raw tables, each field with its source.
 * @throws base-registries.unknown-item, .types-differ, .no-key-item when a pack's registry does not fit the catalogue
 */
export function createBaseRegistries(deps: BaseRegistriesDeps): Module & { port: BaseRegistriesPort } {
  const database = deps.database.forModule(NAME);
  const lake = openLake(deps.database);
  const plans = deps.packs.all('registries').map(({ value, hash }) => registryPlan(value, hash, deps.catalogue));
  const byId = new Map(plans.map((plan) => [plan.definition.id, plan]));
  const planOf = (id: string): RegistryPlan => {
    const plan = byId.get(id);
    if (!plan) throw baseRegistriesErrors.unknownRegistry({ id });
    return plan;
  };
  const providerOf = (resource: string): string => deps.catalogue.find(resource)?.provider ?? resource;
  const own = { ...deps, database, lake, plans };

  return {
    name: NAME,
    migrations: { module: NAME, folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [listRegistries(own)],
    reactions: [onLoadCompleted(plans), onChangesApplied(plans)],
    jobs: [buildRegistryHandler(own), resumeBuildsHandler(own)],
    schedules: [{ name: resumeBuildsJob.name, crontab: '* * * * *' }],
    async prepare() {
      for (const view of mergedViews(plans)) await lake.ensureView(view, [NAME]);
      const resources = plans.flatMap((plan) => plan.resources);
      // Where the key is not the table's own, its rows could else only be found by reading all of it.
      for (const { trail } of resources) if (trail.updates) await lake.ensureTable(trail.table, [[trail.column]]);
      const fresh = new Set(
        await lake.ensureTrails(
          resources.map(({ trail }) => trail),
          NAME,
        ),
      );
      for (const plan of plans) {
        await lake.ensureTable(plan.table);
        await lake.grantWrite(plan.table, NAME);
        await lake.ensureView(plan.view, READERS);
        // What went before a trail began left nothing in it.
        if (plan.resources.some(({ trail }) => fresh.has(trail.name)))
          await database.transaction((tx) => forgetVersion(tx, plan.definition.id));
      }
      await resumeBuilds(own, deps.clock.now());
    },
    port: {
      definition: (id) => planOf(id).definition,
      count: async (id) => Number((await database.read((tx) => findState(tx, planOf(id).definition.id)))?.records ?? 0),
      async find(tx, registry, key) {
        const plan = planOf(registry);
        const records = tx
          ? await findRecords(tx, plan, [key], providerOf)
          : await database.read((own) => findRecords(own, plan, [key], providerOf));
        return records.get(key);
      },
      async findMany(registry, keys, tx, fields) {
        if (keys.length > 1_000) throw new RangeError('At most 1,000 keys at once');
        const plan = planOf(registry);
        if (tx) return findRecords(tx, plan, keys, providerOf, fields);
        return database.read((own) => findRecords(own, plan, keys, providerOf, fields));
      },
    },
  };
}
