import { fileURLToPath } from 'node:url';
import { listenOn } from '@platform/database';
import { moduleDatabase, type Module } from '@platform/module';
import { openBook } from './book.ts';
import { upstreamCaller } from './call-upstream.ts';
import { openHealth } from './carry/health.ts';
import { reporting } from './carry/reporting.ts';
import { startUpward, type Pace, type UpwardLoop } from './carry/loop.ts';
import type { ReportingPort, UpstreamsPort } from './contract/index.ts';
import { LIVE_TOPIC, type Own, type UpstreamsDeps } from './deps.ts';
import { adoptGrantCase, listGrants } from './features/grants.ts';
import { listCallsCase, listGrantsOfService, listServices, showService } from './features/list-services.ts';
import { askPlatform, forgetCredentials, listPlatforms, setCredentials } from './features/manage-platforms.ts';
import { pauseService, testService } from './features/order-service.ts';
import {
  applyAbove,
  listUpperCatalogue,
  listUpwardCase,
  replayUpward,
  reportEntries,
  settleUpwardCase,
  showUpward,
} from './features/upward.ts';
import { GUARDING, openGuards, type Guarding } from './guards.ts';

export type { UpstreamsDeps } from './deps.ts';

/** 上级服务: data services of province and nation, with their signatures, breakers, counts and grants; what is said upward, with receipts. */
export function createUpstreams(
  deps: UpstreamsDeps,
  paces: { pace?: Pace; guarding?: Guarding } = {},
): Module & { port: UpstreamsPort; reporting: ReportingPort } {
  const database = moduleDatabase(deps, 'upstreams');
  const own: Own = {
    ...deps,
    hub: deps.database,
    database,
    book: openBook({ ...deps, database }),
    guards: openGuards(
      paces.guarding ?? GUARDING,
      () => deps.clock.now(),
      (service) => deps.live.publish({ topic: LIVE_TOPIC, data: { service } }),
    ),
    health: openHealth(),
  };
  const call = upstreamCaller(own);
  let loop: UpwardLoop | undefined;
  let listening: { close(): Promise<void> } | undefined;
  const waking = { wake: () => loop?.wake() };
  return {
    name: 'upstreams',
    migrations: { module: 'upstreams', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listPlatforms(own),
      setCredentials(own),
      forgetCredentials(own),
      askPlatform(own, 'probe'),
      askPlatform(own, 'pull'),
      listUpperCatalogue(own),
      applyAbove(own, waking),
      reportEntries(own, waking),
      listUpwardCase(own),
      showUpward(own),
      replayUpward(own),
      settleUpwardCase(own),
      listGrants(own),
      adoptGrantCase(own),
      listServices(own),
      showService(own),
      listCallsCase(own),
      listGrantsOfService(own),
      pauseService(own, 'pause'),
      pauseService(own, 'resume'),
      testService(own, call),
    ],
    port: {
      services: () =>
        own.book
          .services()
          .filter((one) => one.pausedAt === null && own.book.platform(one.platform).credentials)
          .map((one) => ({
            id: one.id,
            title: one.title,
            parameters: one.definition.parameters.map(({ name }) => name),
            fields: one.definition.fields.map(({ name }) => name),
            simulated: own.book.platform(one.platform).simulated,
          })),
      call: (given) => call(given),
    },
    reporting: reporting(own),
    prepare: () => own.book.prepare(),
    async start() {
      listening ??= listenOn(deps.database, 'yiwang_upstreams', () => {
        own.book
          .refresh()
          .catch((error: Error) =>
            deps.log.warn(
              { module: 'upstreams', error },
              'services could not be read anew; the next change brings them',
            ),
          );
      });
      loop ??= startUpward(own, paces.pace);
    },
    async stop() {
      await loop?.stop();
      loop = undefined;
      await listening?.close();
      listening = undefined;
    },
  };
}
