import type { Static, TSchema } from 'typebox';

/** A kind of domain event: a fact of one module that others may react to. Part of a contract, so it only ever grows. */
export type EventDefinition<T extends TSchema = TSchema> = { readonly type: string; readonly payload: T };

/** `type` is `module.what-happened`; the payload carries keys and facts, never bulk rows or personal data. */
export function defineEvent<T extends TSchema>(type: string, payload: T): EventDefinition<T> {
  if (!/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(type)) throw new RangeError(`Not an event type: ${type}`);
  return { type, payload };
}

/** An event as it happened. `aggregate` names the thing it is about (`case:<id>`); its events arrive in order. */
export type DomainEvent<P = unknown> = {
  id: string;
  type: string;
  aggregate: string;
  payload: P;
  at: Date;
  /** Follows one action through everything it causes. */
  trace: string;
};

/** The payload of a kind of event. */
export type PayloadOf<D extends EventDefinition> = Static<D['payload']>;
