import { Type } from 'typebox';
import { asStaff, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { LocalText } from '@platform/kernel';
import type { CaseTools } from '../module.ts';
import { resolveComment, withdrawComment, type CommentRecord } from '../store/comments.ts';
import { SEES, seenComment, shownComments, tellComments } from './comment-access.ts';
import { Comments, mayWithdraw } from './comment-view.ts';
import { commentErrors } from './errors.ts';

type Act = (tx: Tx, comment: CommentRecord, staff: StaffActor) => Promise<void>;

/** Marks what a remark began as dealt with; anybody who sees it may. */
export const resolveRemark = (tools: CaseTools): Feature =>
  onComment(tools, 'resolve', { zh: '批注标为已解决', en: 'Mark a remark as dealt with' }, (tx, { id }, staff) =>
    resolveComment(tx, id, { at: tools.clock.now(), account: staff.accountId, organisation: staff.organisation }),
  );

/** Opens again what was marked as dealt with. */
export const reopenRemark = (tools: CaseTools): Feature =>
  onComment(tools, 'reopen', { zh: '重新打开批注', en: 'Open a remark again' }, (tx, { id }) =>
    resolveComment(tx, id, undefined),
  );

/** Takes back one's own remark while it is fresh: that there was one stays, its text is told to nobody any more. */
export const withdrawRemark = (tools: CaseTools): Feature =>
  onComment(
    tools,
    'withdraw',
    { zh: '撤回自己的批注', en: 'Take back one’s own remark' },
    async (tx, comment, staff) => {
      if (!mayWithdraw(tools, staff, comment))
        throw commentErrors.commentTooLate({ minutes: tools.limits.commentMinutes });
      await withdrawComment(tx, comment.id, tools.clock.now());
    },
  );

function onComment(tools: CaseTools, what: 'resolve' | 'reopen' | 'withdraw', summary: LocalText, act: Act): Feature {
  return feature({
    name: `cases.${what}-comment`,
    method: 'POST',
    path: `/api/work/comments/:id/${what}`,
    summary,
    access: { permission: SEES },
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({}),
    response: Comments,
    async handle(context, { params }) {
      const staff = asStaff(context.actor);
      const { shown, caseId } = await tools.db.transaction(async (tx) => {
        const { comment, record } = await seenComment(tx, params.id, staff);
        if (comment.withdrawnAt !== null) throw commentErrors.commentWithdrawn();
        if (what !== 'withdraw' && comment.replyTo !== null) throw commentErrors.commentReply();
        await act(tx, comment, staff);
        await tools.audit.append(tx, {
          actor: staff,
          action: `cases.${what}-comment`,
          subject: `case:${record.id}`,
          detail: { caseNo: record.caseNo, comment: comment.id },
          trace: context.trace,
        });
        return { shown: await shownComments(tools, tx, staff, record), caseId: record.id };
      });
      tellComments(tools, caseId);
      return shown;
    },
  });
}
