import { reaction, type Reaction } from '@platform/outbox';
import { changesApplied } from '@modules/exchange/contract';
import type { RegistryPlan } from '../domain/plan.ts';
import { askForBuilds } from './on-load-completed.ts';

/** Changes of a line on the rail: as a load whose rows bear the batch's id, so that registries follow within seconds. */
export function onChangesApplied(plans: readonly RegistryPlan[]): Reaction {
  return reaction('base-registries.on-changes-applied', changesApplied, (tx, event) =>
    askForBuilds(tx, plans, { ...event.payload, loadId: event.payload.batchId, at: event.at, trace: event.trace }),
  );
}
