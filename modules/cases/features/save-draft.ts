import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { attachmentErrors } from '../attachments/errors.ts';
import { notNow } from '../domain/case.ts';
import { typedFields } from '../domain/prefilled.ts';
import { findDraftState, raiseDraft } from '../store/drafts.ts';
import type { CaseTools } from '../module.ts';
import type { Door } from '../window/doors.ts';
import { saveCase } from '../store/cases.ts';
import { ownCase } from './own-case.ts';

/**
 * Keeps what was typed so far, unchecked; fields that data filled in are not taken from the sender. Who says on which revision they
 * wrote (`base`) is refused where another device has written since.
 */
export function saveDraft(tools: CaseTools, door: Door): Feature {
  return feature({
    name: door.name('save-draft'),
    method: 'PUT',
    path: `${door.path}/:id/draft`,
    summary: door.summary({ zh: '保存草稿', en: 'Keep a draft' }),
    access: door.access,
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({
      form: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()),
      page: Type.Optional(Type.String({ maxLength: 64 })),
      base: Type.Optional(Type.Integer({ minimum: 0 })),
    }),
    response: Type.Object({ savedAt: Type.String(), revision: Type.Integer() }),
    bodyLimit: 256 * 1024,
    async handle(context, { params, body }) {
      const keeper = door.keeper(context.actor);
      return tools.db.transaction(async (tx) => {
        const record = await ownCase(tx, params.id, keeper, 'lock');
        if (record.state !== 'draft' && record.state !== 'correction') throw notNow(record.state, 'submit');
        if (body.base !== undefined && body.base !== ((await findDraftState(tx, record.id))?.revision ?? 0))
          throw attachmentErrors.draftElsewhere();
        const matter = tools.matters.get(record.matter, record.matterVersion);
        const typed = typedFields(matter, tools.contents.data(record), body.form);
        const updatedAt = tools.clock.now();
        await saveCase(tx, { ...record, sealedForm: tools.contents.sealForm(record.id, typed), updatedAt });
        const revision = await raiseDraft(tx, record.id, body.page ?? null, updatedAt);
        await tools.audit.append(tx, {
          actor: keeper,
          action: 'cases.save-draft',
          subject: `case:${record.id}`,
          trace: context.trace,
        });
        return { savedAt: updatedAt.toISOString(), revision };
      });
    },
  });
}
