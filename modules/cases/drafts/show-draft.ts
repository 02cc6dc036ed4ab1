import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { attachmentsOf } from '../store/attachments.ts';
import { Attachment, attachmentView } from '../attachments/attachment-view.ts';
import { notNow } from '../domain/case.ts';
import { mergeForm } from '../domain/prefilled.ts';
import { ownCase } from '../features/own-case.ts';
import { findDraftState } from '../store/drafts.ts';
import type { CaseTools } from '../module.ts';
import type { Door } from '../window/doors.ts';

/** A draft as it stands at the server, to go on with on any device: answers, revision, page, files. */
export function showDraft(tools: CaseTools, door: Door): Feature {
  return feature({
    name: door.name('show-draft'),
    method: 'GET',
    path: `${door.path}/:id/draft`,
    summary: door.summary({
      zh: '草稿现状（内容、版本、页、附件）',
      en: 'A draft as it stands: answers, revision, page, files',
    }),
    access: door.access,
    params: Type.Object({ id: Type.String() }),
    response: Type.Object({
      form: Type.Record(Type.String(), Type.Unknown()),
      revision: Type.Integer(),
      page: Type.Optional(Type.String()),
      savedAt: Type.Optional(Type.String()),
      files: Type.Array(Attachment),
    }),
    async handle(context, { params }) {
      const keeper = door.keeper(context.actor);
      const [record, draft, files] = await tools.db.read(async (tx) => {
        const found = await ownCase(tx, params.id, keeper, 'read');
        return [found, await findDraftState(tx, found.id), await attachmentsOf(tx, found.id)] as const;
      });
      if (record.state !== 'draft' && record.state !== 'correction') throw notNow(record.state, 'submit');
      const matter = tools.matters.get(record.matter, record.matterVersion);
      return {
        form: mergeForm(matter, tools.contents.data(record), tools.contents.form(record)),
        revision: draft?.revision ?? 0,
        ...(draft?.page ? { page: draft.page } : {}),
        ...(draft ? { savedAt: draft.savedAt.toISOString() } : {}),
        files: await Promise.all(files.map((one) => attachmentView(tools, one))),
      };
    },
  });
}
