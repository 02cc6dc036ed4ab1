import type { Tx } from '@platform/database';
import { reaction, type Reaction } from '@platform/outbox';
import { loadCompleted } from '@modules/exchange/contract';
import type { RegistryPlan } from '../domain/plan.ts';
import { enqueueBuild } from '../jobs/build-registry.ts';
import { addPending } from '../store/pending.ts';

/** Asks for the registries that are built from the load's resource; a load that changed nothing asks for none. */
export function onLoadCompleted(plans: readonly RegistryPlan[]): Reaction {
  return reaction('base-registries.on-load-completed', loadCompleted, (tx, event) =>
    askForBuilds(tx, plans, { ...event.payload, at: event.at, trace: event.trace }),
  );
}

/** Notes that a load, or a batch of captured changes, waits for the registries made from its resource, and asks for their builds. */
export async function askForBuilds(
  tx: Tx,
  plans: readonly RegistryPlan[],
  load: {
    loadId: string;
    resource: string;
    inserted: number;
    updated: number;
    deleted: number;
    at: Date;
    trace: string;
  },
): Promise<void> {
  const { loadId, resource, at, trace } = load;
  if (load.inserted + load.updated + load.deleted === 0) return;
  for (const plan of plans) {
    if (!plan.resources.some((one) => one.id === resource)) continue;
    await addPending(tx, { registry: plan.definition.id, loadId, resource, trace, at });
    await enqueueBuild(tx, plan.definition.id);
  }
}
