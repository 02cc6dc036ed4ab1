import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { isUuid } from '@platform/kernel';
import { ownCase } from '../features/own-case.ts';
import { workedCase } from '../features/work-access.ts';
import type { CaseTools } from '../module.ts';
import type { Door } from '../window/doors.ts';
import { attachmentErrors } from './errors.ts';
import { attachmentsOf, findAttachment } from '../store/attachments.ts';
import { Attachment, attachmentView } from './attachment-view.ts';
import { sendContent } from './continue-upload.ts';

const List = Type.Object({ items: Type.Array(Attachment) });

export function listMyFiles(tools: CaseTools, door: Door): Feature {
  return feature({
    name: door.name('list-my-files'),
    method: 'GET',
    path: `${door.path}/:id/files`,
    summary: door.summary({ zh: '我的办件的附件', en: 'Files of one of my cases' }),
    access: door.access,
    params: Type.Object({ id: Type.String() }),
    response: List,
    async handle(context, { params }) {
      const found = await tools.db.read(async (tx) => {
        const record = await ownCase(tx, params.id, door.keeper(context.actor), 'read');
        return attachmentsOf(tx, record.id);
      });
      return { items: await Promise.all(found.map((one) => attachmentView(tools, one))) };
    },
  });
}

/** What was handed in, by name, type and size; the contents are read one by one, each recorded. */
export function listWorkFiles(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-work-files',
    method: 'GET',
    path: '/api/work/cases/:id/files',
    summary: { zh: '办件的附件清单', en: 'Files of a case to be handled' },
    access: { permission: 'cases.read-personal-data' },
    params: Type.Object({ id: Type.String() }),
    response: List,
    async handle(context, { params }) {
      const found = await tools.db.read(async (tx) => {
        const record = await workedCase(tx, params.id, asStaff(context.actor), 'read');
        return (await attachmentsOf(tx, record.id)).filter(({ handedInAt }) => handedInAt !== null);
      });
      return { items: await Promise.all(found.map((one) => attachmentView(tools, one))) };
    },
  });
}

/** One file for the officer who handles the case. Looking at it is a read of the person's data, recorded with its purpose first. */
export function showWorkFile(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-work-file',
    method: 'GET',
    path: '/api/work/cases/:id/files/:file',
    summary: { zh: '查看办件附件（查阅留痕）', en: 'A file of a case; the read is recorded' },
    access: { permission: 'cases.read-personal-data' },
    params: Type.Object({ id: Type.String(), file: Type.String() }),
    async handle(context, { params }) {
      const staff = asStaff(context.actor);
      const found = await tools.db.transaction(async (tx) => {
        const record = await workedCase(tx, params.id, staff, 'read');
        const one = isUuid(params.file) ? await findAttachment(tx, record.id, params.file) : undefined;
        if (!one?.handedInAt) throw attachmentErrors.fileNotFound();
        const matter = tools.matters.get(record.matter, record.matterVersion);
        const paper = matter.materials.find(({ id }) => id === one.material)?.title ?? {
          zh: one.material,
          en: one.material,
        };
        const basis = matter.legalBasis[0];
        await tools.audit.recordRead(tx, {
          actor: staff,
          organisation: staff.organisation,
          subject: record.subject,
          channel: 'console',
          resource: `matter:${record.matter}`,
          // The field of the form that holds it, whose title the person is shown; which paper it was, the purpose says.
          fields: [one.place.split(/[.[]/)[0] ?? one.place],
          purpose: { zh: `审批：${matter.title.zh}（${paper.zh}）`, en: `Handling: ${matter.title.en} (${paper.en})` },
          caseNo: record.caseNo,
          ...(basis ? { legalBasis: basis.title } : {}),
          trace: context.trace,
        });
        return one;
      });
      return sendContent(tools, context, found);
    },
  });
}
