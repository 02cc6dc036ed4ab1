import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

/** A line's source and the lake were compared to the end and differ; keys stay in the module. Aggregate `reconciliation:<lineId>`. */
export const differencesFound = defineEvent(
  'reconciliations.differences-found',
  Type.Object({
    reconciliationId: Type.String(),
    lineId: Type.String(),
    resource: Type.String(),
    missing: Type.Integer(),
    extra: Type.Integer(),
    changed: Type.Integer(),
  }),
);
