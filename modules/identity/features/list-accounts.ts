import { Type } from 'typebox';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { demandAny, SEE_ACCOUNTS } from '../domain/rights.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { listStaff } from '../store/accounts.ts';
import { StaffAccount, viewAccount } from './account-view.ts';

export function listAccounts(parts: IdentityParts): Feature {
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.list-accounts',
    method: 'GET',
    path: '/api/accounts',
    summary: { zh: '工作人员账号', en: 'Staff accounts' },
    access: { signedIn: 'staff' },
    query: Type.Object({ ...PageQuery.properties }),
    response: Page(StaffAccount),
    async handle({ actor }, { query }) {
      const staff = demandAny(actor, SEE_ACCOUNTS);
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 1)?.[0];
      const organisations = staff.organisations === 'all' ? undefined : staff.organisations;
      const rows = await database.read((tx) =>
        listStaff(tx, { after: after === undefined ? undefined : String(after), limit: limit + 1, organisations }),
      );
      const page = cursorPage(rows, limit, (row) => [row.id]);
      return { ...page, items: page.items.map((row) => viewAccount(row, parts)) };
    },
  });
}
