import type { Tx } from '@platform/database';
import { reaction, type Reaction } from '@platform/outbox';
import { changesApplied } from '@modules/exchange/contract';
import { countLoad } from '../store/resources.ts';

/** Keeps the catalogue's figures of resources that lines of the rail feed; then their columns are looked at. */
export function onChangesApplied(afterRows: (tx: Tx, resource: string) => Promise<void>): Reaction {
  return reaction('catalogue.on-changes-applied', changesApplied, async (tx, event) => {
    await countLoad(tx, event.payload.resource, event.payload.inserted - event.payload.deleted, event.at);
    await afterRows(tx, event.payload.resource);
  });
}
