import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { identityErrors } from '../domain/errors.ts';
import { hashPassword, isPasswordFit } from '../domain/passwords.ts';
import { demandAny, MANAGE_ACCOUNTS } from '../domain/rights.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { clearAttempts } from '../store/attempts.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { AccountParams, NewPassword, StaffAccount } from './account-view.ts';
import { changeAccount } from './change-account.ts';

/** For someone who forgot theirs: sets a password, lifts a pause, ends sessions. */
export function resetPassword(parts: IdentityParts): Feature {
  return feature({
    name: 'identity.reset-password',
    method: 'POST',
    path: '/api/accounts/:id/password',
    summary: { zh: '重置账号密码', en: 'Reset the password of an account' },
    access: { signedIn: 'staff' },
    params: AccountParams,
    body: Type.Object({ password: NewPassword }, { additionalProperties: false }),
    response: StaffAccount,
    async handle(context, { params, body }) {
      demandAny(context.actor, MANAGE_ACCOUNTS);
      const hash = await hashPassword(body.password);
      return changeAccount(parts, context, params.id, {
        permissions: MANAGE_ACCOUNTS,
        action: 'identity.reset-password',
        reaching: true,
        async apply(row, tx) {
          if (!isPasswordFit(body.password, parts.seal.open(row).login)) throw identityErrors.weakPassword();
          await deleteSessionsOf(tx, params.id);
          await clearAttempts(tx, row.login_index);
          return { password_hash: hash };
        },
      });
    },
  });
}
