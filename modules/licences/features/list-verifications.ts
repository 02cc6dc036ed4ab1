import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { LicenceTools } from '../module.ts';
import { findLicence, type LicenceRow } from '../store/licences.ts';
import { listVerificationRows } from '../store/verifications.ts';
import { readOf, Verification, verificationView } from '../views/verification.ts';

/** Facts to be looked into, of the officer's organisations; holders masked. */
export function listVerifications(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.list-verifications',
    method: 'GET',
    path: '/api/work/verifications',
    summary: { zh: '待核实任务', en: 'Facts to verify' },
    access: { permission: 'licences.verify-facts' },
    query: Type.Interface([PageQuery], { state: Type.Optional(Type.Enum(['open', 'confirmed', 'dismissed'])) }),
    response: Page(Verification),
    async handle(context, { query }) {
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const staff = asStaff(context.actor);
      const { organisations } = staff;
      // Not a read-only transaction: what is shown of people's data is recorded before it leaves.
      return tools.db.transaction(async (tx) => {
        const rows = await listVerificationRows(
          tx,
          { organisations, ...(query.state ? { state: query.state } : {}) },
          limit,
          after && { at: String(after[0]), id: String(after[1]) },
        );
        const page = cursorPage(rows, limit, (row) => [row.createdAt.toISOString(), row.id]);
        const items: Verification[] = [];
        for (const row of page.items) {
          const licence = (await findLicence(tx, row.licenceId)) as LicenceRow;
          await tools.audit.recordRead(tx, {
            actor: staff,
            organisation: staff.organisation,
            subject: licence.subject,
            channel: 'verification',
            ...readOf(row, licence),
            purpose: tools.contents.verification(row).title,
            caseNo: licence.caseNo,
            trace: context.trace,
          });
          items.push(verificationView(tools, row, licence));
        }
        return { ...page, items };
      });
    },
  });
}
