import { reaction, type Reaction } from '@platform/outbox';
import { reviewGiven } from '@modules/reviews/contract';
import type { CaseTools } from '../module.ts';
import { lockCase, saveCase } from '../store/cases.ts';

/** Keeps the stars beside the case, so that nobody is asked twice. */
export function onReviewGiven(tools: CaseTools): Reaction {
  return reaction('cases.on-review-given', reviewGiven, async (tx, { payload }) => {
    const record = await lockCase(tx, payload.caseId);
    if (!record) return;
    if (record.reviewStars === null) await saveCase(tx, { ...record, reviewStars: payload.stars });
    tools.live.announceSoon({ topic: 'cases', data: { caseId: payload.caseId }, subject: record.subject });
  });
}
