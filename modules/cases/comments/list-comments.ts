import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { workedCase } from '../features/work-access.ts';
import type { CaseTools } from '../module.ts';
import { countUnseenMentions, mentionsOf, seeMentions } from '../store/comments.ts';
import { SEES, shownComments, tellComments, whoSees } from './comment-access.ts';
import { Comments } from './comment-view.ts';

const params = Type.Object({ id: Type.String() });

/** Remarks of officers on a case. What they say of the applicant stands beside the case, whose look is recorded. */
export function listComments(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-comments',
    method: 'GET',
    path: '/api/work/cases/:id/comments',
    summary: { zh: '办件的批注（只在办理人员之间）', en: 'Remarks of officers on a case' },
    access: { permission: SEES },
    params,
    response: Comments,
    async handle(context, { params: { id } }) {
      const staff = asStaff(context.actor);
      return tools.db.read(async (tx) => shownComments(tools, tx, staff, await workedCase(tx, id, staff, 'read')));
    },
  });
}

/** Officers who may be named in a remark on this case, because they may see it. */
export function listCommentReaders(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-comment-readers',
    method: 'GET',
    path: '/api/work/cases/:id/comments/readers',
    summary: { zh: '批注可以提到的人员', en: 'Officers who may be named in a remark' },
    access: { permission: SEES },
    params,
    response: Type.Object({
      items: Type.Array(Type.Object({ account: Type.String(), name: Type.String(), organisationName: LocalText })),
    }),
    async handle(context, { params: { id } }) {
      const staff = asStaff(context.actor);
      const found = await tools.db.read(async (tx) => whoSees(tools, tx, await workedCase(tx, id, staff, 'read')));
      return {
        items: found
          .filter(({ account }) => account !== staff.accountId)
          .map(({ account, name, organisation }) => ({
            account,
            name,
            organisationName: tools.organisations.find(organisation)?.name ?? { zh: organisation, en: organisation },
          })),
      };
    },
  });
}

/** The officer looked at the remarks of a case: what named them is no longer new. */
export function seeComments(tools: CaseTools): Feature {
  return feature({
    name: 'cases.see-comments',
    method: 'POST',
    path: '/api/work/cases/:id/comments/seen',
    summary: { zh: '已看过办件的批注', en: 'The remarks of a case were looked at' },
    access: { permission: SEES },
    params,
    body: Type.Object({}),
    response: Type.Object({ seen: Type.Integer() }),
    async handle(context, { params: { id } }) {
      const staff = asStaff(context.actor);
      const seen = await tools.db.transaction(async (tx) => {
        const record = await workedCase(tx, id, staff, 'read');
        return seeMentions(tx, staff.accountId, record.id, tools.clock.now());
      });
      if (seen > 0) tellComments(tools, id);
      return { seen };
    },
  });
}

const Mention = Type.Object({
  id: Type.String(),
  caseId: Type.String(),
  caseNo: Type.String(),
  title: LocalText,
  by: Type.Object({ name: Type.String(), organisationName: LocalText }),
  at: Type.String(),
  isNew: Type.Boolean(),
});

/** Where the officer was named, the last first; the remark itself is read on its case. */
export function listMentions(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-mentions',
    method: 'GET',
    path: '/api/work/mentions',
    summary: { zh: '批注里提到我的', en: 'Remarks in which I am named' },
    access: { permission: SEES },
    query: PageQuery,
    response: Type.Interface([Page(Mention)], { unseen: Type.Integer() }),
    async handle(context, { query }) {
      const staff = asStaff(context.actor);
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const [found, unseen] = await tools.db.read((tx) =>
        Promise.all([
          mentionsOf(tx, staff.accountId, limit, after && { at: String(after[0]), id: String(after[1]) }),
          countUnseenMentions(tx, staff.accountId),
        ]),
      );
      const page = cursorPage(found, limit, (row) => [row.at.toISOString(), row.comment_id]);
      return {
        ...page,
        unseen,
        items: await Promise.all(
          page.items.map(async (row) => ({
            id: row.comment_id,
            caseId: row.case_id,
            caseNo: row.case_no,
            title: tools.matters.get(row.matter, row.matter_version).title,
            by: {
              name: (await tools.identity.staffOf(row.by_account))?.name ?? row.by_account,
              organisationName: tools.organisations.find(row.by_organisation)?.name ?? {
                zh: row.by_organisation,
                en: row.by_organisation,
              },
            },
            at: row.at.toISOString(),
            isNew: row.seen_at === null,
          })),
        ),
      };
    },
  });
}
