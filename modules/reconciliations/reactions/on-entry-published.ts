import { reaction, type Reaction } from '@platform/outbox';
import type { Lake } from '@platform/lake';
import { entryPublished, type CataloguePort } from '@modules/catalogue/contract';
import { proofPlan } from '../domain/proof-plan.ts';

/** An entry that was published while the product runs, or got another item: its lines can be proved from now on. */
export function onEntryPublished(deps: {
  catalogue: Pick<CataloguePort, 'find'>;
  lake: Pick<Lake, 'ensureView'>;
  reader: string;
}): Reaction {
  return reaction('reconciliations.on-entry-published', entryPublished, async (_tx, { payload }) => {
    const resource = deps.catalogue.find(payload.resource);
    if (resource) await deps.lake.ensureView(proofPlan(resource).view, [deps.reader]);
  });
}
