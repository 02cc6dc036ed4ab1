import { reaction, type Reaction } from '@platform/outbox';
import { changesApplied } from '@modules/exchange/contract';
import { countLoad } from '../store/resources.ts';

/** Keeps the catalogue's figures of resources that lines of the rail feed. */
export function onChangesApplied(): Reaction {
  return reaction('catalogue.on-changes-applied', changesApplied, (tx, event) =>
    countLoad(tx, event.payload.resource, event.payload.inserted - event.payload.deleted, event.at),
  );
}
