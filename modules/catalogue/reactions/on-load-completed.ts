import type { Tx } from '@platform/database';
import { reaction, type Reaction } from '@platform/outbox';
import { loadCompleted } from '@modules/exchange/contract';
import { countLoad } from '../store/resources.ts';

/** Keeps the catalogue's figures: how many rows a resource has, and when it was last taken in; then its columns are looked at. */
export function onLoadCompleted(afterRows: (tx: Tx, resource: string) => Promise<void>): Reaction {
  return reaction('catalogue.on-load-completed', loadCompleted, async (tx, event) => {
    await countLoad(tx, event.payload.resource, event.payload.inserted - event.payload.deleted, event.at);
    await afterRows(tx, event.payload.resource);
  });
}
