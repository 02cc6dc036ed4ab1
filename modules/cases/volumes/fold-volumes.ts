import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import type { CaseTools } from '../module.ts';
import { foldVolumes as fold } from '../store/volumes.ts';

export const FOLD_VOLUMES = defineJob('cases.fold-volumes', Type.Object({}));

/** Adds up what happened to cases since the last time, so that volumes are read from a row a day and matter; no figure changes by it. */
export function foldVolumes(tools: CaseTools): JobHandler {
  return jobHandler(FOLD_VOLUMES, async () => {
    await tools.db.transaction((tx) => fold(tx));
  });
}
