import type { ResourceUse, UsageOf } from '../contract/index.ts';

const DAY_MS = 86_400_000;

/** Who used which resource in the last days; nobody anything where nobody can tell. */
export async function usageSince(
  deps: { usageOf?: UsageOf; clock: { now(): Date } },
  days: number,
): Promise<ReadonlyMap<string, ResourceUse>> {
  return (await deps.usageOf?.(new Date(deps.clock.now().getTime() - days * DAY_MS))) ?? new Map();
}

/** Whether nobody called, subscribed to or asked for a resource. */
export function isAsleep(use: ResourceUse | undefined): boolean {
  return !use || use.calls + use.subscriptions + use.requests === 0;
}
