import { isUuid } from '@platform/kernel';
import type { StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { workedCase } from '../features/work-access.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { attachmentsOf } from '../store/attachments.ts';
import { commentsOfCase, lockComment, organisationsAtWork, type CommentRecord } from '../store/comments.ts';
import { commentsView, type Comments } from './comment-view.ts';
import { commentErrors } from './errors.ts';

/** Who may see cases in full may see and write what is remarked on them; nobody else, and never the applicant. */
export const SEES = 'cases.read-personal-data';

/** The remarks of a case that this officer may see. */
export async function shownComments(
  tools: CaseTools,
  tx: Tx,
  staff: StaffActor,
  record: CaseRecord,
): Promise<Comments> {
  const [comments, files] = await Promise.all([commentsOfCase(tx, record.id), attachmentsOf(tx, record.id)]);
  return commentsView(tools, staff, record, comments, files);
}

/** A remark on a case that this officer may see. @throws cases.comment-not-found, cases.case-not-found */
export async function seenComment(
  tx: Tx,
  id: string,
  staff: StaffActor,
): Promise<{ comment: CommentRecord; record: CaseRecord }> {
  const comment = isUuid(id) ? await lockComment(tx, id) : undefined;
  if (!comment) throw commentErrors.commentNotFound();
  return { comment, record: await workedCase(tx, comment.caseId, staff, 'read') };
}

/** Officers who may see the case: of the office that handles it and those with work of it, and who supervises them. */
export async function whoSees(
  tools: CaseTools,
  tx: Tx,
  record: CaseRecord,
): Promise<{ account: string; name: string; organisation: string }[]> {
  const offices = new Set([record.organisation, ...(await organisationsAtWork(tx, record.id))]);
  return tools.identity.staffWho(SEES, [...offices]);
}

/** Tells pages of officers that there is something new; residents do not hear of this topic. */
export function tellComments(tools: CaseTools, caseId: string): void {
  tools.live.publish({ topic: 'case-comments', data: { caseId } });
}
