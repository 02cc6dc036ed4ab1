import { Type } from 'typebox';
import { normaliseText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import { identityErrors } from '../domain/errors.ts';
import { hashPassword, isPasswordFit } from '../domain/passwords.ts';
import { demandAny, MANAGE_ACCOUNTS } from '../domain/rights.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { findAccount, insertAccount, type AccountRow } from '../store/accounts.ts';
import { LoginName, NewPassword, PersonName, StaffAccount, viewAccount } from './account-view.ts';

/** A new account has no roles: those are given by another administrator, so that nobody alone makes someone powerful. */
export function createAccount(parts: IdentityParts): Feature {
  const { seal, ids, clock, audit, organisations } = parts;
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.create-account',
    method: 'POST',
    path: '/api/accounts',
    summary: { zh: '新建工作人员账号（不含角色）', en: 'Create a staff account (without roles)' },
    access: { signedIn: 'staff' },
    status: 201,
    body: Type.Object(
      { login: LoginName, name: PersonName, organisation: Type.String({ maxLength: 64 }), password: NewPassword },
      { additionalProperties: false },
    ),
    response: StaffAccount,
    async handle({ actor, trace }, { body }) {
      demandAny(actor, MANAGE_ACCOUNTS, organisations.get(body.organisation).id);
      if (!isPasswordFit(body.password, body.login)) throw identityErrors.weakPassword();
      const id = ids.next();
      const password_hash = await hashPassword(body.password);
      const row = await database.transaction(async (tx) => {
        const created = await insertAccount(tx, {
          id,
          kind: 'staff',
          ...seal.sealFields(id, { login: body.login, name: normaliseText(body.name) }),
          organisation: body.organisation,
          roles: [],
          password_hash,
          demo: false,
          created_at: clock.now(),
        });
        if (!created) throw identityErrors.loginTaken();
        await audit.append(tx, {
          actor,
          action: 'identity.create-account',
          subject: `account:${id}`,
          detail: { kind: 'staff', organisation: body.organisation },
          trace,
        });
        return (await findAccount(tx, id)) as AccountRow;
      });
      return viewAccount(row, parts);
    },
  });
}
