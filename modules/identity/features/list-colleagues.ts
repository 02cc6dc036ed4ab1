import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { IdentityParts } from '../identity-deps.ts';
import { listStaff } from '../store/accounts.ts';

/** An office has fewer; where more are in scope the first stand for choosing. */
const MOST = 500;

/** Who works in the officer's organisations, to be chosen when work is passed on or someone stands in. Names only. */
export function listColleagues(parts: IdentityParts): Feature {
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.list-colleagues',
    method: 'GET',
    path: '/api/work/colleagues',
    summary: { zh: '本单位工作人员（转办、代办时选择）', en: 'Colleagues, to be chosen when work is passed on' },
    access: { permission: 'cases.decide' },
    response: Type.Object({
      items: Type.Array(Type.Object({ account: Type.String(), name: Type.String(), organisation: Type.String() })),
    }),
    async handle({ actor }) {
      const staff = asStaff(actor);
      const organisations = staff.organisations === 'all' ? undefined : staff.organisations;
      const rows = await database.readOnce((tx) => listStaff(tx, { after: undefined, limit: MOST, organisations }));
      return {
        items: rows.flatMap((row) =>
          row.organisation === null || row.disabled_at !== null
            ? []
            : [{ account: row.id, name: parts.seal.open(row).name, organisation: row.organisation }],
        ),
      };
    },
  });
}
