import { Type } from 'typebox';
import { permissionsOf } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { IdentityParts } from '../identity-deps.ts';
import { AccountParams, StaffAccount } from './account-view.ts';
import { changeAccount } from './change-account.ts';

/** Gives an account exactly these roles. System, security and audit administrator (三员) never meet in one account. */
export function setRoles(parts: IdentityParts): Feature {
  return feature({
    name: 'identity.set-roles',
    method: 'PUT',
    path: '/api/accounts/:id/roles',
    summary: { zh: '设置账号的角色', en: 'Set the roles of an account' },
    access: { permission: 'identity.grant-roles' },
    params: AccountParams,
    body: Type.Object(
      { roles: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20, uniqueItems: true }) },
      { additionalProperties: false },
    ),
    response: StaffAccount,
    async handle(context, { params, body }) {
      permissionsOf(body.roles);
      return changeAccount(parts, context, params.id, {
        permissions: ['identity.grant-roles'],
        action: 'identity.set-roles',
        reaching: false,
        apply: async () => ({ roles: body.roles }),
        detail: (row) => ({ before: row.roles, after: body.roles }),
      });
    },
  });
}
