import { ROLES } from '@platform/access';
import { scopeOf } from './adapters/session-resolver.ts';
import type { IdentityPort } from './contract/index.ts';
import type { IdentityParts } from './identity-deps.ts';
import { listStaffOfRoles } from './store/accounts.ts';

/** Nobody chooses from more. */
const MOST = 500;

/** Officers with a permission over one of these organisations: their own, one below theirs, or by a role for all. Who was disabled is none. */
export async function staffWho(
  { database, organisations, seal }: IdentityParts,
  permission: string,
  offices: readonly string[],
): ReturnType<IdentityPort['staffWho']> {
  const of = {
    roles: ROLES.filter(({ permissions }) => permissions.includes(permission)).map(({ id }) => id),
    organisations: organisations
      .all()
      .map(({ id }) => id)
      .filter((id) => organisations.subtree(id).some((one) => offices.includes(one))),
    wide: ROLES.filter(({ scope }) => scope === 'all').map(({ id }) => id),
  };
  const rows = await database.forModule('identity').readOnce((tx) => listStaffOfRoles(tx, of, MOST));
  return rows.flatMap((row) => {
    if (row.organisation === null) return [];
    const scope = scopeOf(row.roles, row.organisation, organisations);
    const sees = scope === 'all' || scope.some((id) => offices.includes(id));
    return sees ? [{ account: row.id, name: seal.open(row).name, organisation: row.organisation }] : [];
  });
}
