import { accessErrors, asStaff, findRole, inScope, type Actor, type StaffActor } from '@platform/access';
import { identityErrors } from './errors.ts';

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

/**
 * Whoever can reset a password or disable an account can become, or silence, its holder. So nobody may do that to one of the
 * three administrators while they are one (another takes the role away first), and a department's administrator not to
 * someone whose roles reach further than the department.
 */
export function refuseReachingUp(staff: StaffActor, rolesOfOther: readonly string[]): void {
  const roles = rolesOfOther.map(findRole);
  if (roles.some((role) => role?.apart)) throw identityErrors.administratorProtected();
  if (!staff.permissions.has(MANAGE_ACCOUNTS[0]) && roles.some((role) => role?.scope === 'all')) {
    throw accessErrors.notAllowed({ permission: MANAGE_ACCOUNTS[0] });
  }
}
