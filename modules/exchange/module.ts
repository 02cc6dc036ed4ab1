import { fileURLToPath } from 'node:url';
import type { Actor } from '@platform/access';
import { openLake } from '@platform/lake';
import type { Foundations, Module } from '@platform/module';
import type { CatalogueWriter } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { allConnectors, filePlaces, type Connectors } from './adapters/connectors.ts';
import type { ChangeStream, ExchangePort } from './contract/index.ts';
import { codeTable, type CodeTable } from './domain/code-tables.ts';
import type { CallFlow } from './domain/flows.ts';
import { isLineSource, packConnections } from './domain/pack-lines.ts';
import { rowChecker } from './domain/row-checker.ts';
import { lineFeatures } from './features/line-features.ts';
import { listLoadsCase, showLoad } from './features/list-loads.ts';
import { listRejectedRowsCase } from './features/list-rejected-rows.ts';
import { listSources, showSource } from './features/list-sources.ts';
import { startLoadCase } from './features/start-load.ts';
import { fillLateHandler } from './jobs/fill-late.ts';
import { forgetPushesHandler, forgetPushesJob } from './jobs/forget-pushes.ts';
import { releaseSourceHandler } from './jobs/release-source.ts';
import { replayQuarantineHandler } from './jobs/replay-quarantine.ts';
import { runLoadHandler } from './jobs/run-load.ts';
import { startDueLoadsJob } from './jobs/run-load-job.ts';
import { resumeLoads, startDueLoads, startDueLoadsHandler } from './jobs/start-loads.ts';
import { syncPackLines } from './jobs/sync-pack-lines.ts';
import { watchPausedHandler, watchPausedJob } from './jobs/watch-paused.ts';
import { exchangeMeasures } from './measures.ts';
import { exchangePort } from './port.ts';
import type { RailDeps } from './rail/deps.ts';
import { openChangeStream } from './store/change-stream.ts';

export { defineFerryRoute, findFerryConnection, findFerryRoute, newFerrySeries } from './rail/ferry-routes.ts';
export { FRONT_DATABASES } from './adapters/connectors.ts';
export { startRail, type Rail } from './rail/rail.ts';
export { receiveConnection, sendRoute, startFerries, FERRY_KEY, type FerryLoopDeps } from './rail/ferry-loop.ts';

export type ExchangeDeps = Pick<
  Foundations,
  | 'database'
  | 'packs'
  | 'clock'
  | 'ids'
  | 'outbox'
  | 'audit'
  | 'sealer'
  | 'blindIndex'
  | 'files'
  | 'live'
  | 'log'
  | 'settings'
> & {
  catalogue: CatalogueWriter<Actor>;
  organisations: Pick<OrganisationsPort, 'find' | 'all'>;
  /** Answered calls of data interfaces between organisations in a period; none when nobody tells. */
  callFlows?: (period: { from: Date; to: Date }) => Promise<readonly CallFlow[]>;
  /** Instead of the deployment's own: for tests. */
  connectors?: Connectors;
};

export type Exchange = Module & {
  port: ExchangePort;
  stream: ChangeStream;
  /** What {@link startRail} works with, in this process or another. */
  rail: RailDeps;
};

/** Taking in departments' data (归集, 数据高铁): connections, lines and loads, checks, rows set aside, and the raw tables of the lake. */
export function createExchange(deps: ExchangeDeps): Exchange {
  const database = deps.database.forModule('exchange');
  const sources = deps.packs.all('sources').map(({ value }) => value);
  // What a pack wants followed is a line; the rest is loaded whole.
  const loaded = sources.filter((source) => !isLineSource(source));
  const tables = new Map<string, CodeTable>(deps.packs.all('standards').map(({ id, value }) => [id, codeTable(value)]));
  const table = (id: string): CodeTable | undefined => tables.get(id);
  const lake = openLake(deps.database);
  const connectors = deps.connectors ?? allConnectors(deps.settings);
  const stream = openChangeStream({ database, clock: deps.clock });
  const own = { ...deps, database, sources: loaded, lake, table, connectors, stream };
  const lines = { ...own, places: filePlaces(deps.settings), callFlows: deps.callFlows ?? (async () => []) };
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
      ...lineFeatures(lines),
    ],
    jobs: [
      runLoadHandler({ ...own, source: (id) => loaded.find((source) => source.id === id) }),
      startDueLoadsHandler(own),
      releaseSourceHandler(own),
      replayQuarantineHandler(own),
      fillLateHandler(own),
      watchPausedHandler(own),
      forgetPushesHandler(own),
    ],
    schedules: [
      { name: startDueLoadsJob.name, crontab: '* * * * *' },
      { name: watchPausedJob.name, crontab: '* * * * *' },
      { name: forgetPushesJob.name, crontab: '17 19 * * *' },
    ],
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
      await syncPackLines(own, packConnections(sources.filter(isLineSource)));
      const resumed = await resumeLoads(own, deps.clock.now());
      if (resumed > 0) deps.log.warn({ module: 'exchange', resumed }, 'loads cut short by a crash were begun again');
      await startDueLoads(own, 'never-loaded');
    },
    port: exchangePort(own),
    stream,
    rail: { ...own, hub: deps.database },
  };
}
