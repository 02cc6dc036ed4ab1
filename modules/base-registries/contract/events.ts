import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

const Code = Type.Union([Type.String(), Type.Null()]);

/** A registry was brought up to date after a load, or wholly rebuilt after its definition changed (no load). Aggregate `registry:<id>`. */
export const registryBuilt = defineEvent(
  'base-registries.registry-built',
  Type.Object({
    registry: Type.String(),
    loadId: Type.Optional(Type.String()),
    records: Type.Integer(),
    inserted: Type.Integer(),
    updated: Type.Integer(),
    removed: Type.Integer(),
  }),
);

/**
 * A watched field changed in a record that existed before. Aggregate `registry-record:<registry>:<subject>`. `subject` is the blind
 * index of the key. `before` and `after` are there for codes, yes/no and fields graded 1 or 2; of other fields the event only says
 * that they changed. `after` is null when no source has the record, or the value, any more.
 */
export const recordChanged = defineEvent(
  'base-registries.record-changed',
  Type.Object({
    registry: Type.String(),
    subject: Type.String(),
    field: Type.String(),
    before: Code,
    after: Code,
    /** The resource and load that brought the change; absent when the registry's definition did. */
    resource: Type.Optional(Type.String()),
    loadId: Type.Optional(Type.String()),
  }),
);
