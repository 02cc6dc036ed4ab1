import { fileURLToPath } from 'node:url';
import { openLake } from '@platform/lake';
import type { Foundations, Module } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { codeTable, type CodeTable } from './domain/code-tables.ts';
import { rowChecker } from './domain/row-checker.ts';
import { listLoadsCase, showLoad } from './features/list-loads.ts';
import { listRejectedRowsCase } from './features/list-rejected-rows.ts';
import { listSources, showSource } from './features/list-sources.ts';
import { startLoadCase } from './features/start-load.ts';
import { runLoadHandler } from './jobs/run-load.ts';
import { startDueLoadsJob } from './jobs/run-load-job.ts';
import { resumeLoads, startDueLoads, startDueLoadsHandler } from './jobs/start-loads.ts';
import { exchangeMeasures } from './measures.ts';

export type ExchangeDeps = Pick<
  Foundations,
  'database' | 'packs' | 'clock' | 'ids' | 'outbox' | 'audit' | 'sealer' | 'live' | 'log' | 'settings'
> & { catalogue: CataloguePort; organisations: Pick<OrganisationsPort, 'find'> };

/** Taking in departments' data (归集): connectors, checks, rows set aside, and the raw tables of the lake. */
export function createExchange(deps: ExchangeDeps): Module {
  const database = deps.database.forModule('exchange');
  const sources = deps.packs.all('sources').map(({ value }) => value);
  const tables = new Map<string, CodeTable>(deps.packs.all('standards').map(({ id, value }) => [id, codeTable(value)]));
  const table = (id: string): CodeTable | undefined => tables.get(id);
  const own = { ...deps, database, sources };
  return {
    name: 'exchange',
    migrations: { module: 'exchange', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listSources(own),
      showSource(own),
      startLoadCase(own),
      listLoadsCase(own),
      showLoad(own),
      listRejectedRowsCase(own),
    ],
    jobs: [
      runLoadHandler({
        ...own,
        lake: openLake(deps.database),
        source: (id) => sources.find((source) => source.id === id),
        table,
      }),
      startDueLoadsHandler(own),
    ],
    schedules: [{ name: startDueLoadsJob.name, crontab: '* * * * *' }],
    measures: exchangeMeasures(own),
    async prepare() {
      // A mapping that cannot work must stop the start, not the first load at night.
      for (const source of sources) {
        rowChecker({
          resource: deps.catalogue.resource(source.resource),
          mapping: source.mapping,
          table,
          demo: deps.settings.demo,
        });
      }
      const resumed = await resumeLoads(own, deps.clock.now());
      if (resumed > 0) deps.log.warn({ module: 'exchange', resumed }, 'loads cut short by a crash were begun again');
      await startDueLoads(own, 'never-loaded');
    },
  };
}
