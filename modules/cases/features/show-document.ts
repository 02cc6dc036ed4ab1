import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import { asPerson, asStaff } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import { deliveryReceipt, noticeFile } from '../notice-file.ts';
import { deliveriesOfCase, findDocument, markSeen, type DocumentRow } from '../store/documents.ts';
import { ownCase } from './own-case.ts';
import { sendPdf } from './send-pdf.ts';
import { recordCaseRead, workedCase } from './work-access.ts';

/** A document as a signed PDF, for officers of the organisations concerned; the look is recorded. */
export function showWorkDocument(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-work-document',
    method: 'GET',
    path: '/api/work/documents/:id/pdf',
    summary: { zh: '办件文书（签名 PDF）', en: 'A document of a case, as a signed PDF' },
    access: { permission: 'cases.read-personal-data' },
    params: Type.Object({ id: Type.String() }),
    async handle(context, { params }) {
      const { row, caseNo } = await tools.db.transaction((tx) => officersDocument(tools, tx, context, params.id));
      return sendPdf(context, await noticeFile(tools, row, caseNo), row.id);
    },
  });
}

/** 送达回证 of a document, to be printed. */
export function showDeliveryReceipt(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-delivery-receipt',
    method: 'GET',
    path: '/api/work/documents/:id/delivery-receipt',
    summary: { zh: '送达回证（PDF）', en: 'The receipt of delivery of a document (PDF)' },
    access: { permission: 'cases.read-personal-data' },
    params: Type.Object({ id: Type.String() }),
    async handle(context, { params }) {
      const { row, caseNo, deliveries } = await tools.db.transaction(async (tx) => {
        const found = await officersDocument(tools, tx, context, params.id);
        const all = await deliveriesOfCase(tx, found.row.case_id);
        return { ...found, deliveries: all.filter((one) => one.document_id === params.id) };
      });
      return sendPdf(context, await deliveryReceipt(tools, row, caseNo, deliveries), `${row.id}-receipt`);
    },
  });
}

/** A document as its applicant gets it. Opening it completes the delivery. */
export function showMyDocument(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-my-document',
    method: 'GET',
    path: '/api/cases/mine/:id/documents/:document/pdf',
    summary: { zh: '我的办件文书（签名 PDF）', en: 'A notice of one of my cases, as a signed PDF' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String(), document: Type.String() }),
    async handle(context, { params }) {
      const { row, caseNo } = await tools.db.transaction(async (tx) => {
        const record = await ownCase(tx, params.id, asPerson(context.actor), 'read');
        const found = isUuid(params.document) ? await findDocument(tx, params.document) : undefined;
        if (found?.case_id !== record.id || found.inside) throw caseErrors.caseNotFound();
        await markSeen(tx, found.id, tools.clock.now());
        return { row: found, caseNo: record.caseNo };
      });
      return sendPdf(context, await noticeFile(tools, row, caseNo), row.id);
    },
  });
}

async function officersDocument(
  tools: CaseTools,
  tx: Tx,
  context: RequestContext,
  id: string,
): Promise<{ row: DocumentRow; caseNo: string }> {
  const staff = asStaff(context.actor);
  const row = isUuid(id) ? await findDocument(tx, id) : undefined;
  if (!row) throw caseErrors.caseNotFound();
  const record = await workedCase(tx, row.case_id, staff, 'read');
  await recordCaseRead(tools, tx, record, staff, context.trace);
  return { row, caseNo: record.caseNo };
}
