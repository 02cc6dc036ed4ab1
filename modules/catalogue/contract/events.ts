import { defineEvent } from '@platform/kernel';
import { Type } from 'typebox';

/** A version of an entry is in use from now on; its raw table is there. `version` is the one of `CataloguedResource`. */
export const entryPublished = defineEvent(
  'catalogue.entry-published',
  Type.Object({ resource: Type.String(), version: Type.String(), provider: Type.String(), no: Type.Integer() }),
);

/** An entry is not in the catalogue any more; its rows stay. */
export const entryRetired = defineEvent(
  'catalogue.entry-retired',
  Type.Object({ resource: Type.String(), provider: Type.String() }),
);

/** Discovery found a column that looks more sensitive than what is stated of it. */
export const itemProposed = defineEvent(
  'catalogue.item-proposed',
  Type.Object({
    discoveryId: Type.String(),
    resource: Type.String(),
    item: Type.String(),
    kind: Type.String(),
    provider: Type.String(),
  }),
);
