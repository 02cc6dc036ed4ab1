import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import { asStaff } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { workedCase } from '../features/work-access.ts';
import type { CaseTools } from '../module.ts';
import { findAttachment } from '../store/attachments.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { commentsOfCase, insertComment } from '../store/comments.ts';
import { SEES, shownComments, tellComments, whoSees } from './comment-access.ts';
import { Comments, fieldTitles } from './comment-view.ts';
import { commentErrors } from './errors.ts';

const Body = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 1000 }),
  /** JSON Pointer of a field of the form. */
  field: Type.Optional(Type.String({ maxLength: 200 })),
  /** A file that was handed in. */
  file: Type.Optional(Type.String()),
  replyTo: Type.Optional(Type.String()),
  /** Accounts of officers who may see the case: they are told. */
  mentions: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 20 })),
});
type Body = Type.Static<typeof Body>;

/** Writes a remark on a case, a field or a file, or answers one. It stays among officers. */
export function writeComment(tools: CaseTools): Feature {
  return feature({
    name: 'cases.write-comment',
    method: 'POST',
    path: '/api/work/cases/:id/comments',
    summary: { zh: '写批注（只在办理人员之间）', en: 'Write a remark among officers' },
    access: { permission: SEES },
    params: Type.Object({ id: Type.String() }),
    body: Body,
    response: Comments,
    status: 201,
    rateLimit: 60,
    async handle(context, { params, body }) {
      const staff = asStaff(context.actor);
      const shown = await tools.db.transaction(async (tx) => {
        const record = await workedCase(tx, params.id, staff, 'read');
        const text = body.text.trim();
        if (text === '') throw commentErrors.commentEmpty();
        const place = await placeOf(tools, tx, record, body);
        const mentioned = await mentionable(tools, tx, record, body.mentions ?? []);
        const id = tools.ids.next();
        await insertComment(tx, {
          id,
          caseId: record.id,
          ...place,
          at: tools.clock.now(),
          byAccount: staff.accountId,
          byOrganisation: staff.organisation,
          sealedText: tools.contents.sealComment(id, text),
          mentioned,
        });
        await tools.audit.append(tx, {
          actor: staff,
          action: 'cases.write-comment',
          subject: `case:${record.id}`,
          detail: {
            caseNo: record.caseNo,
            comment: id,
            on: place.field !== null ? 'field' : place.attachment !== null ? 'file' : 'case',
            ...(place.replyTo === null ? {} : { replyTo: place.replyTo }),
            ...(mentioned.length > 0 ? { mentioned } : {}),
          },
          trace: context.trace,
        });
        return shownComments(tools, tx, staff, record);
      });
      tellComments(tools, params.id);
      return shown;
    },
  });
}

type Place = { replyTo: string | null; field: string | null; attachment: string | null };

/** An answer stands where what it answers stands. @throws cases.comment-place, cases.comment-reply */
async function placeOf(tools: CaseTools, tx: Tx, record: CaseRecord, { field, file, replyTo }: Body): Promise<Place> {
  if (replyTo !== undefined) {
    const first = (await commentsOfCase(tx, record.id)).find(({ id }) => id === replyTo);
    if (!first || first.replyTo !== null || first.withdrawnAt !== null) throw commentErrors.commentReply();
    return { replyTo: first.id, field: first.field, attachment: first.attachment };
  }
  if (field !== undefined && file !== undefined) throw commentErrors.commentPlace();
  if (field !== undefined && !fieldTitles(tools, record).has(field)) throw commentErrors.commentPlace();
  if (file !== undefined) {
    const found = isUuid(file) ? await findAttachment(tx, record.id, file) : undefined;
    if (!found?.handedInAt) throw commentErrors.commentPlace();
  }
  return { replyTo: null, field: field ?? null, attachment: file ?? null };
}

/** @throws cases.cannot-mention */
async function mentionable(
  tools: CaseTools,
  tx: Tx,
  record: CaseRecord,
  mentions: readonly string[],
): Promise<string[]> {
  if (mentions.length === 0) return [];
  const may = new Set((await whoSees(tools, tx, record)).map(({ account }) => account));
  const all = [...new Set(mentions)];
  const others = all.filter((account) => !may.has(account));
  if (others.length > 0) throw commentErrors.cannotMention({ names: others.join('、') });
  return all;
}
