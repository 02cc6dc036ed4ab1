import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { removeIdleVisitors } from '../store/visitors.ts';
import { attachmentsToClear, dropAbandoned, forgetAttachment } from '../store/attachments.ts';
import type { CaseTools } from '../module.ts';

export const CLEAR_ATTACHMENTS = defineJob('cases.clear-attachments', Type.Object({}));

/** How long files are kept that nobody hands in, in days. */
export type AttachmentLimits = { draftDays: number; receivingDays: number };
export const ATTACHMENT_LIMITS: AttachmentLimits = { draftDays: 60, receivingDays: 3 };

const DAY_MS = 86_400_000;
const AT_ONCE = 200;

/** Removes files of drafts that were given up, of uploads that stopped, and those people took out. A crash between is made good next time. */
export function clearAttachments(tools: CaseTools, limits: AttachmentLimits = ATTACHMENT_LIMITS): JobHandler {
  const before = (days: number): Date => new Date(tools.clock.now().getTime() - days * DAY_MS);
  return jobHandler(CLEAR_ATTACHMENTS, async (_payload, { jobId }) => {
    await tools.db.transaction(async (tx) => {
      await removeIdleVisitors(tx, before(limits.draftDays));
      const files = await dropAbandoned(tx, before(limits.draftDays));
      if (files === 0) return;
      await tools.audit.append(tx, {
        actor: { kind: 'system', name: CLEAR_ATTACHMENTS.name },
        action: CLEAR_ATTACHMENTS.name,
        subject: 'cases',
        detail: { files },
        trace: `job:${jobId}`,
      });
    });
    for (;;) {
      const found = await tools.db.read((tx) => attachmentsToClear(tx, before(limits.receivingDays), AT_ONCE));
      for (const { id, file } of found) {
        // The content first: a row without content is found again, content without a row never.
        await tools.files.uploads.remove(id);
        if (file !== null) await tools.files.remove(file);
        await tools.db.transaction((tx) => forgetAttachment(tx, id));
      }
      if (found.length < AT_ONCE) return;
    }
  });
}
