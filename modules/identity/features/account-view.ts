import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import { findRole } from '@platform/access';
import type { IdentityParts } from '../identity-deps.ts';
import type { AccountRow } from '../store/accounts.ts';

/** A staff account as administrators see it. */
export const StaffAccount = Type.Object({
  id: Type.String(),
  login: Type.String(),
  name: Type.String(),
  organisation: Type.String(),
  organisationName: Type.Optional(LocalText),
  roles: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
  disabled: Type.Boolean(),
  demo: Type.Boolean(),
  createdAt: Type.String(),
});
export type StaffAccount = Static<typeof StaffAccount>;

export function viewAccount(
  row: AccountRow,
  { seal, organisations }: Pick<IdentityParts, 'seal' | 'organisations'>,
): StaffAccount {
  const { id, login, name, roles, disabled, demo } = seal.open(row);
  const organisation = row.organisation ?? '';
  const found = organisations.find(organisation);
  return {
    id,
    login,
    name,
    organisation,
    ...(found ? { organisationName: found.name } : {}),
    roles: roles.flatMap((role) => {
      const known = findRole(role);
      return known ? [{ id: role, title: known.title }] : [];
    }),
    disabled,
    demo,
    createdAt: row.created_at.toISOString(),
  };
}

/** Rules for a login that people choose: letters, digits, dot and hyphen; no case. */
export const LoginName = Type.String({ minLength: 3, maxLength: 40, pattern: '^[a-zA-Z][a-zA-Z0-9.-]*$' });
export const PersonName = Type.String({ minLength: 1, maxLength: 60 });
export const NewPassword = Type.String({ minLength: 12, maxLength: 200 });
export const AccountParams = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }),
});
