import { Type } from 'typebox';
import { asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { notNow } from '../domain/case.ts';
import { prefilledFields } from '../domain/prefilled.ts';
import type { CaseTools } from '../module.ts';
import { saveCase } from '../store/cases.ts';
import { ownCase } from './own-case.ts';

/** Keeps what was typed so far, unchecked; fields that data filled in are not taken from the sender. */
export function saveDraft(tools: CaseTools): Feature {
  return feature({
    name: 'cases.save-draft',
    method: 'PUT',
    path: '/api/cases/:id/draft',
    summary: { zh: '保存草稿', en: 'Keep a draft' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({ form: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()) }),
    response: Type.Object({ savedAt: Type.String() }),
    bodyLimit: 256 * 1024,
    async handle(context, { params, body }) {
      const person = asPerson(context.actor);
      return tools.db.transaction(async (tx) => {
        const record = await ownCase(tx, params.id, person, 'lock');
        if (record.state !== 'draft' && record.state !== 'correction') throw notNow(record.state, 'submit');
        const matter = tools.matters.get(record.matter, record.matterVersion);
        const { locked } = prefilledFields(matter, tools.contents.data(record));
        const known = new Set(Object.keys((matter.formSchema['properties'] ?? {}) as object));
        const typed = Object.fromEntries(
          Object.entries(body.form).filter(([field]) => known.has(field) && !locked.includes(field)),
        );
        const updatedAt = tools.clock.now();
        await saveCase(tx, { ...record, sealedForm: tools.contents.sealForm(record.id, typed), updatedAt });
        await tools.audit.append(tx, {
          actor: person,
          action: 'cases.save-draft',
          subject: `case:${record.id}`,
          trace: context.trace,
        });
        return { savedAt: updatedAt.toISOString() };
      });
    },
  });
}
