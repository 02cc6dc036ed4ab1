import { Type } from 'typebox';
import { defineJob } from '@platform/jobs';

/** Checks all kept rows of a line again, after a code table or its mapping was mended. */
export const replayQuarantineJob = defineJob(
  'exchange.replay-quarantine',
  Type.Object({
    lineId: Type.String(),
    reason: Type.Optional(Type.String()),
    actor: Type.String(),
    trace: Type.String(),
  }),
);
