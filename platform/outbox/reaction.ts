import type { DomainEvent, EventDefinition, PayloadOf } from '@platform/kernel';
import type { Tx } from '@platform/database';

/** What a module does when another's event arrives. */
export type Reaction = {
  /** `module.on-what-happened`; the part before the dot is the module whose role the reaction runs under. */
  readonly name: string;
  readonly eventTypes: readonly string[];
  /** Runs in a transaction that also ends the delivery: its writes happen exactly once. Effects outside the store must be idempotent by `event.id`. */
  readonly handle: (tx: Tx, event: DomainEvent) => Promise<void>;
};

export function reaction<D extends EventDefinition>(
  name: string,
  event: D,
  handle: (tx: Tx, event: DomainEvent<PayloadOf<D>>) => Promise<void>,
): Reaction {
  return { name, eventTypes: [event.type], handle: handle as Reaction['handle'] };
}

/** One reaction to events of several kinds: those of one aggregate arrive in the order in which they happened, whatever their kind. */
export function reactionToAny<D extends EventDefinition>(
  name: string,
  events: readonly D[],
  handle: (tx: Tx, event: DomainEvent<PayloadOf<D>>) => Promise<void>,
): Reaction {
  return { name, eventTypes: events.map(({ type }) => type), handle: handle as Reaction['handle'] };
}
