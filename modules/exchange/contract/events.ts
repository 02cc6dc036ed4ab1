import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

/** A load ended well and its rows are in the lake. Aggregate `source:<sourceId>`. */
export const loadCompleted = defineEvent(
  'exchange.load-completed',
  Type.Object({
    loadId: Type.String(),
    sourceId: Type.String(),
    resource: Type.String(),
    organisation: Type.String(),
    rowsRead: Type.Integer(),
    rowsGood: Type.Integer(),
    rowsRejected: Type.Integer(),
    /** Rows of the raw table that are new, changed, or gone from the source. */
    inserted: Type.Integer(),
    updated: Type.Integer(),
    deleted: Type.Integer(),
  }),
);

/** A load ended without effect; the raw table is as it was. Aggregate `source:<sourceId>`. */
export const loadFailed = defineEvent(
  'exchange.load-failed',
  Type.Object({ loadId: Type.String(), sourceId: Type.String(), code: Type.String() }),
);

/**
 * Changes of a captured or cursor line are in the lake. The rows written bear `batchId` as their `_load`. At most one a second and line.
 * Aggregate `source:<lineId>`.
 */
export const changesApplied = defineEvent(
  'exchange.changes-applied',
  Type.Object({
    batchId: Type.String(),
    lineId: Type.String(),
    resource: Type.String(),
    organisation: Type.String(),
    inserted: Type.Integer(),
    updated: Type.Integer(),
    deleted: Type.Integer(),
  }),
);
