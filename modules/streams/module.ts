import { fileURLToPath } from 'node:url';
import { shanghaiDate } from '@platform/kernel';
import { moduleDatabase, type Module } from '@platform/module';
import type { StreamsPort } from './contract/index.ts';
import { onGrantEnded, onGrantGiven } from './delivery/grant-watch.ts';
import { startDeliveries, type DeliveryLoop } from './delivery/delivery-loop.ts';
import type { Own, StreamsDeps } from './deps.ts';
import { RETENTION, type Retention } from './domain/retention.ts';
import { createSubscription } from './features/create-subscription.ts';
import { dropDeadLetters, listDeadLetters, replayDeadLetters, showDeadLetter } from './features/dead-letters.ts';
import { listStreamLines, listSubscriptionsCase, showSubscription } from './features/list-subscriptions.ts';
import { orderSubscription, renewSecret, rewindSubscription, testWebhook } from './features/order-subscription.ts';
import { listDeliveriesCase, showFlows, showUsage } from './features/show-deliveries.ts';
import { takeChanges } from './features/take-changes.ts';
import { trimChangesHandler, trimChangesJob } from './jobs/trim-changes.ts';
import { usageFlows } from './store/deliveries.ts';

export type { StreamsDeps } from './deps.ts';

/** 变更订阅: lines' changes for departments' systems, pulled or by signed webhook, with what they may see decided by the catalogue. */
export function createStreams(deps: StreamsDeps, retention: Retention = RETENTION): Module & { port: StreamsPort } {
  const own: Own = { ...deps, hub: deps.database, database: moduleDatabase(deps, 'streams') };
  let loop: DeliveryLoop | undefined;
  return {
    name: 'streams',
    migrations: { module: 'streams', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listStreamLines(own),
      listSubscriptionsCase(own),
      createSubscription(own),
      showSubscription(own),
      orderSubscription(own, 'pause'),
      orderSubscription(own, 'resume'),
      orderSubscription(own, 'remove'),
      rewindSubscription(own),
      renewSecret(own),
      testWebhook(own),
      listDeliveriesCase(own),
      showUsage(own),
      showFlows(own),
      listDeadLetters(own),
      showDeadLetter(own),
      replayDeadLetters(own),
      dropDeadLetters(own),
      takeChanges(own),
    ],
    reactions: [onGrantEnded(own), onGrantGiven(own)],
    jobs: [trimChangesHandler(own, retention)],
    schedules: [{ name: trimChangesJob.name, crontab: '*/5 * * * *' }],
    port: {
      async flows({ from, to }) {
        const last = shanghaiDate(new Date(to.getTime() - 1));
        const rows = await own.database.readOnce((tx) => usageFlows(tx, shanghaiDate(from), last));
        return rows.map((row) => ({
          ...row,
          changes: Number(row.changes),
          personal: Number(row.personal),
          deliveries: Number(row.deliveries),
        }));
      },
    },
    async start() {
      loop ??= startDeliveries(own);
    },
    async stop() {
      await loop?.stop();
      loop = undefined;
    },
  };
}
