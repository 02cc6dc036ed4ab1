import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { LicenceTools } from '../module.ts';
import { findLicence, type LicenceRow } from '../store/licences.ts';
import { listVerificationRows } from '../store/verifications.ts';
import { Verification, verificationView } from '../views/verification.ts';

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
      const { organisations } = asStaff(context.actor);
      return tools.db.read(async (tx) => {
        const rows = await listVerificationRows(
          tx,
          { organisations, ...(query.state ? { state: query.state } : {}) },
          limit,
          after && { at: String(after[0]), id: String(after[1]) },
        );
        const page = cursorPage(rows, limit, (row) => [row.createdAt.toISOString(), row.id]);
        const items: Verification[] = [];
        for (const row of page.items)
          items.push(verificationView(tools, row, (await findLicence(tx, row.licenceId)) as LicenceRow));
        return { ...page, items };
      });
    },
  });
}
