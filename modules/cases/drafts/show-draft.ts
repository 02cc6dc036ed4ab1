import { Type } from 'typebox';
import { asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { attachmentsOf } from '../store/attachments.ts';
import { Attachment, attachmentView } from '../attachments/attachment-view.ts';
import { notNow } from '../domain/case.ts';
import { mergeForm } from '../domain/prefilled.ts';
import { ownCase } from '../features/own-case.ts';
import { findDraftState } from '../store/drafts.ts';
import type { CaseTools } from '../module.ts';

/** A draft as it stands at the server, to go on with on any device: answers, revision, page, files. */
export function showDraft(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-draft',
    method: 'GET',
    path: '/api/cases/:id/draft',
    summary: { zh: '草稿现状（内容、版本、页、附件）', en: 'A draft as it stands: answers, revision, page, files' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String() }),
    response: Type.Object({
      form: Type.Record(Type.String(), Type.Unknown()),
      revision: Type.Integer(),
      page: Type.Optional(Type.String()),
      savedAt: Type.Optional(Type.String()),
      files: Type.Array(Attachment),
    }),
    async handle(context, { params }) {
      const person = asPerson(context.actor);
      const [record, draft, files] = await tools.db.read(async (tx) => {
        const found = await ownCase(tx, params.id, person, 'read');
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
