import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { FAULTS } from '../domain/errors.ts';
import { shorterHours, trimThrough, WARN_SHARE, type Retention } from '../domain/retention.ts';
import type { Own } from '../deps.ts';
import { purgeDeliveries } from '../store/deliveries.ts';
import { behind, markLost, ridden, setFault } from '../store/subscriptions.ts';
import { faultAt, pauseItself } from '../delivery/deliver.ts';

export const trimChangesJob = defineJob('streams.trim-changes', Type.Object({}));

const HOUR_MS = 3_600_000;
const DELIVERIES_KEPT_MS = 30 * 24 * HOUR_MS;
const COUNT_UP_TO = 50_000_000;

/** Lets go of what all have taken or what is too old or too much; whoever loses by it is paused and told, who soon would is warned. */
export function trimChangesHandler(deps: Own, retention: Retention): JobHandler {
  return jobHandler(trimChangesJob, async () => {
    await trimChanges(deps, retention);
    const before = new Date(deps.clock.now().getTime() - DELIVERIES_KEPT_MS);
    while ((await deps.database.transaction((tx) => purgeDeliveries(tx, before))) > 0);
  });
}

export async function trimChanges(deps: Own, retention: Retention): Promise<void> {
  const now = deps.clock.now().getTime();
  const ago = (hours: number): Date => new Date(now - hours * HOUR_MS);
  const riders = new Map((await deps.database.readOnce((tx) => ridden(tx))).map((row) => [row.line_id, row.slowest]));
  // Lines that no subscription takes are read by others (gates, other nodes), or still hold what they had.
  const ids = [...new Set([...riders.keys(), ...(await deps.exchange.lines()).map((line) => line.id)])];
  const mostHours = await hoursWithinBudget(deps, ids, retention, ago);
  const leastHours = Math.min(retention.leastHours, mostHours);
  for (const { lineId, floor, newest } of await deps.changes.spans(ids)) {
    if (newest <= floor) continue;
    const beforeLeast = await deps.changes.lastBefore(lineId, ago(leastHours));
    const beforeMost = await deps.changes.lastBefore(lineId, ago(mostHours));
    const taken = riders.get(lineId);
    const through = trimThrough({ floor, taken, beforeLeast, beforeMost });
    if (through > floor) {
      const losers =
        taken !== undefined && taken < through ? await deps.database.readOnce((tx) => behind(tx, lineId, through)) : [];
      // First told, then gone: a crash between the two tells too much rather than too little.
      for (const loser of losers) {
        await deps.database.transaction((tx) => markLost(tx, loser.id, lineId, through, deps.clock.now()));
        await pauseItself(deps, loser, FAULTS.changesLost);
      }
      await deps.changes.trim(lineId, through);
    }
    if (taken !== undefined)
      await warnLate(deps, lineId, await deps.changes.lastBefore(lineId, ago(mostHours * WARN_SHARE)));
  }
}

/** Says of subscriptions that have not come to `position` that they fall behind. */
async function warnLate(deps: Own, lineId: string, position: bigint): Promise<void> {
  const late = await deps.database.readOnce((tx) => behind(tx, lineId, position));
  for (const subscription of late.filter((one) => one.state === 'active' && one.fault === null)) {
    await deps.database.transaction((tx) =>
      setFault(tx, subscription.id, faultAt(FAULTS.fallingBehind, deps.clock.now())),
    );
    deps.live.publish({ topic: 'exchange', data: { subscriptionId: subscription.id } });
  }
}

/** How long changes can be kept: as long as they may, less when they take more room than they may. */
async function hoursWithinBudget(
  deps: Own,
  ids: readonly string[],
  retention: Retention,
  ago: (hours: number) => Date,
): Promise<number> {
  const { bytes, changes } = await deps.changes.size();
  if (bytes <= retention.bytes || changes === 0) return retention.mostHours;
  let hours = retention.mostHours;
  for (hours of shorterHours(retention.mostHours)) {
    let left = 0;
    for (const id of ids)
      left += await deps.changes.waiting(id, await deps.changes.lastBefore(id, ago(hours)), COUNT_UP_TO);
    if ((left * bytes) / changes <= retention.bytes) break;
  }
  deps.log.warn(
    { module: 'streams', bytes, budget: retention.bytes, hours },
    'the streams take more room than they may; the oldest changes go before their time',
  );
  return hours;
}
