import { feature, type Feature } from '@platform/http';
import { MANAGE_ACCOUNTS } from '../domain/rights.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { AccountParams, StaffAccount } from './account-view.ts';
import { changeAccount } from './change-account.ts';

/** Disabling ends the account's sessions at once; enabling gives it back as it was. */
export function setAccountState(parts: IdentityParts, state: 'disable' | 'enable'): Feature {
  const disable = state === 'disable';
  return feature({
    name: `identity.${state}-account`,
    method: 'POST',
    path: `/api/accounts/:id/${state}`,
    summary: disable ? { zh: '停用账号', en: 'Disable an account' } : { zh: '恢复账号', en: 'Enable an account again' },
    access: { signedIn: 'staff' },
    params: AccountParams,
    response: StaffAccount,
    handle: (context, { params }) =>
      changeAccount(parts, context, params.id, {
        permissions: MANAGE_ACCOUNTS,
        action: `identity.${state}-account`,
        reaching: true,
        async apply(_row, tx) {
          if (disable) await deleteSessionsOf(tx, params.id);
          return { disabled_at: disable ? parts.clock.now() : null };
        },
      }),
  });
}
