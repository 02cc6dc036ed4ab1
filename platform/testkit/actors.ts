import { permissionsOf, type Actor, type PersonActor, type StaffActor } from '@platform/access';

export const anonymous: Actor = { kind: 'anonymous' };

export function personActor(accountId: string, subject: string): PersonActor {
  return { kind: 'person', accountId, subject };
}

/** A member of staff with the permissions that their roles give. */
export function staffActor(
  organisation: string,
  roles: string[],
  options: { organisations?: StaffActor['organisations']; accountId?: string } = {},
): StaffActor {
  return {
    kind: 'staff',
    accountId: options.accountId ?? `staff-of-${organisation}`,
    organisation,
    roles,
    permissions: permissionsOf(roles),
    organisations: options.organisations ?? [organisation],
  };
}
