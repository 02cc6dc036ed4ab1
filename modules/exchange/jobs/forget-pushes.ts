import { Type } from 'typebox';
import type { ModuleDatabase } from '@platform/database';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import type { Clock } from '@platform/kernel';
import { forgetBatches } from '../store/push.ts';

export const forgetPushesJob = defineJob('exchange.forget-pushes', Type.Object({}));

/** Nobody sends a batch again after this long. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Forgets what was answered to pushed batches a month ago, each day. */
export function forgetPushesHandler(deps: { database: ModuleDatabase; clock: Clock }): JobHandler {
  return jobHandler(forgetPushesJob, async () => {
    await deps.database.transaction((tx) => forgetBatches(tx, new Date(deps.clock.now().getTime() - KEPT_MS)));
  });
}
