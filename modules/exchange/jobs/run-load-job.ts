import { Type } from 'typebox';
import { defineJob } from '@platform/jobs';

/** Runs one open load from the start; harmless for one that is over or runs elsewhere. */
export const runLoadJob = defineJob('exchange.run-load', Type.Object({ loadId: Type.String() }));

/** Each minute: starts loads that are due and begins again those whose process died. */
export const startDueLoadsJob = defineJob('exchange.start-due-loads', Type.Object({}));
