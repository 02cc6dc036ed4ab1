import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import type { Own } from '../deps.ts';
import { publishDue } from '../works.ts';

const publishDueJob = defineJob('matters.publish-due', Type.Object({}));
export const PUBLISH_DUE = publishDueJob.name;

/** Publishes what was approved for a day that has come; safe to run again. */
export function publishDueHandler(own: Own): JobHandler {
  return jobHandler(publishDueJob, async () => {
    await publishDue(own);
  });
}
