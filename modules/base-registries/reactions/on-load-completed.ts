import { reaction, type Reaction } from '@platform/outbox';
import { loadCompleted } from '@modules/exchange/contract';
import type { RegistryPlan } from '../domain/plan.ts';
import { enqueueBuild } from '../jobs/build-registry.ts';
import { addPending } from '../store/pending.ts';

/** Asks for the registries that are built from the load's resource; a load that changed nothing asks for none. */
export function onLoadCompleted(plans: readonly RegistryPlan[]): Reaction {
  return reaction('base-registries.on-load-completed', loadCompleted, async (tx, event) => {
    const { loadId, resource, inserted, updated, deleted } = event.payload;
    if (inserted + updated + deleted === 0) return;
    for (const plan of plans) {
      if (!plan.resources.some((one) => one.id === resource)) continue;
      await addPending(tx, { registry: plan.definition.id, loadId, resource, trace: event.trace, at: event.at });
      await enqueueBuild(tx, plan.definition.id);
    }
  });
}
