import type { Clock, EventDefinition, Ids, PayloadOf } from '@platform/kernel';
import { sql, type Tx } from '@platform/database';
import { Value } from 'typebox/value';
import { DELIVERY_CHANNEL, isHeard, ringAll } from './bell.ts';

/** Where a module tells what happened, in the transaction in which it happened. */
export type Outbox = {
  /**
   * @param aggregate what the event is about, `kind:id`; events of one aggregate are delivered in order, so lock its row first
   * @throws when the payload is not what the contract says: a defect of the module
   */
  append<D extends EventDefinition>(
    tx: Tx,
    definition: D,
    aggregate: string,
    payload: PayloadOf<D>,
    trace: string,
  ): Promise<void>;
};

export function openOutbox(deps: { clock: Clock; ids: Ids }): Outbox {
  return {
    async append(tx, definition, aggregate, payload, trace) {
      if (!Value.Check(definition.payload, payload)) {
        const fault = [...Value.Errors(definition.payload, payload)][0];
        throw new Error(
          `Event ${definition.type} does not fit its contract at ${fault?.instancePath || '/'}: ${fault?.message}`,
        );
      }
      if (isHeard()) tx.afterCommit(ringAll);
      // Where nobody delivers, others are told with the commit, at its price (migration 0004).
      const told = isHeard() ? undefined : tx.run(sql`select pg_notify(${DELIVERY_CHANNEL}, '')`);
      const appended = tx.run(
        sql`select platform.append_event(${deps.ids.next()}, ${definition.type}, ${aggregate}, ${JSON.stringify(payload)}, ${trace}, ${deps.clock.now()})`,
      );
      await Promise.all([appended, told]);
    },
  };
}
