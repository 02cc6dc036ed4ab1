import { openLeadership } from '@platform/database';
import type { Own } from '../deps.ts';
import { dueWebhooks } from '../store/subscriptions.ts';
import { deliverTurn } from './deliver.ts';

/** Held by the one process that delivers; another takes over when it is gone. */
const DELIVERING = 73_577_012;
/** Without a new change, subscriptions are looked at this often: those waiting for their next try, new ones, resumed ones. */
const LOOK_MS = 1_000;
/** Webhooks called at once. */
const AT_ONCE = 8;

export type DeliveryLoop = { stop(): Promise<void> };

/** Calls webhooks as changes come, for as long as the process runs. All it knows stands in the store, so it may be killed at any moment. */
export function startDeliveries(deps: Own): DeliveryLoop {
  const stop = new AbortController();
  const busy = new Map<string, Promise<void>>();
  const leadership = openLeadership(deps.hub, DELIVERING);

  const deliver = async (id: string): Promise<void> => {
    // Until nothing is left to do now, or it is no longer its turn.
    while (!stop.signal.aborted && leadership.leads()) {
      const due = await deps.database.readOnce((tx) => dueWebhooks(tx, deps.clock.now()));
      const subscription = due.find((one) => one.id === id);
      if (!subscription) return;
      const lines = await deps.exchange.lines();
      if ((await deliverTurn(deps, subscription, lines, stop.signal)) !== 'more') return;
    }
  };

  const run = async (): Promise<void> => {
    let newest = 0n;
    while (!stop.signal.aborted) {
      try {
        if (await leadership.lead()) {
          const due = await deps.database.readOnce((tx) => dueWebhooks(tx, deps.clock.now()));
          for (const { id } of due) {
            if (busy.has(id) || busy.size >= AT_ONCE) continue;
            const work = deliver(id)
              .catch((error: Error) =>
                deps.log.error({ module: 'streams', subscription: id, error }, 'a delivery failed on our side'),
              )
              .finally(() => busy.delete(id));
            busy.set(id, work);
          }
        }
        newest = await deps.changes.newestChange({ after: newest, waitMs: LOOK_MS, signal: stop.signal });
      } catch (error) {
        deps.log.warn({ module: 'streams', error }, 'deliveries wait: the database does not answer');
        await new Promise((resume) => setTimeout(resume, LOOK_MS));
      }
    }
  };
  const running = run();

  return {
    async stop() {
      stop.abort();
      await running;
      await Promise.all(busy.values());
      leadership.resign();
    },
  };
}
