import { reaction, type Reaction } from '@platform/outbox';
import { loadCompleted } from '@modules/exchange/contract';
import { countLoad } from '../store/resources.ts';

/** Keeps the catalogue's figures: how many rows a resource has, and when it was last taken in. */
export function onLoadCompleted(): Reaction {
  return reaction('catalogue.on-load-completed', loadCompleted, (tx, event) =>
    countLoad(tx, event.payload.resource, event.payload.inserted - event.payload.deleted, event.at),
  );
}
