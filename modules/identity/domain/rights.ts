import { accessErrors, asStaff, inScope, type Actor, type StaffActor } from '@platform/access';

/** Who looks after accounts: the system administrator everywhere, a department's administrator at and below their own. */
export const MANAGE_ACCOUNTS = ['identity.manage-accounts', 'identity.manage-department-accounts'] as const;
/** Who may see the list: those, and the security administrator, who gives roles. */
export const SEE_ACCOUNTS = [...MANAGE_ACCOUNTS, 'identity.grant-roles'] as const;

/** The staff member, when they hold one of the permissions and, where named, may act for the organisation. */
export function demandAny(actor: Actor, permissions: readonly string[], organisation?: string): StaffActor {
  const staff = asStaff(actor);
  const held = permissions.some((permission) => staff.permissions.has(permission));
  if (!held || (organisation !== undefined && !inScope(staff, organisation))) {
    throw accessErrors.notAllowed({ permission: permissions[0] });
  }
  return staff;
}
