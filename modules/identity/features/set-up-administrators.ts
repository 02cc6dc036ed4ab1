import { createHash, timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Type } from 'typebox';
import { normaliseText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import { normaliseLogin } from '../accounts.ts';
import { identityErrors } from '../domain/errors.ts';
import { hashPassword, isPasswordFit } from '../domain/passwords.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { ADMINISTRATORS, setupTokenPath } from '../setup-token.ts';
import { hasAdministrators, insertAccount, waitForOtherSetups, type NewAccount } from '../store/accounts.ts';
import { LoginName, NewPassword, PersonName } from './account-view.ts';

/** Makes the three administrators of a new installation, once, for whoever can read the token in the data folder. */
export function setUpAdministrators(parts: IdentityParts): Feature {
  const { seal, ids, clock, audit, organisations, settings } = parts;
  const database = parts.database.forModule('identity');
  const Administrator = Type.Object(
    {
      role: Type.Enum([...ADMINISTRATORS]),
      login: LoginName,
      name: PersonName,
      organisation: Type.String({ maxLength: 64 }),
      password: NewPassword,
    },
    { additionalProperties: false },
  );
  return feature({
    name: 'identity.set-up-administrators',
    method: 'POST',
    path: '/api/setup/administrators',
    summary: { zh: '初次设置三类管理员', en: 'Set up the first three administrators' },
    access: { public: true },
    rateLimit: 10,
    status: 201,
    body: Type.Object(
      { token: Type.String({ maxLength: 100 }), administrators: Type.Array(Administrator, { maxItems: 3 }) },
      { additionalProperties: false },
    ),
    response: Type.Object({ accounts: Type.Array(Type.Object({ id: Type.String(), role: Type.String() })) }),
    async handle({ actor, trace }, { body }) {
      const expected = parts.setupToken();
      if (expected === undefined) throw identityErrors.setupClosed();
      if (!isSame(body.token, expected)) throw identityErrors.wrongSetupToken();
      const logins = new Set(body.administrators.map(({ login }) => normaliseLogin(login)));
      const roles = new Set(body.administrators.map(({ role }) => role));
      if (roles.size !== ADMINISTRATORS.length || logins.size !== ADMINISTRATORS.length)
        throw identityErrors.setupIncomplete();
      const rows: NewAccount[] = [];
      for (const { role, login, name, organisation, password } of body.administrators) {
        if (!isPasswordFit(password, login)) throw identityErrors.weakPassword();
        const id = ids.next();
        rows.push({
          id,
          kind: 'staff',
          ...seal.sealFields(id, { login, name: normaliseText(name) }),
          organisation: organisations.get(organisation).id,
          roles: [role],
          password_hash: await hashPassword(password),
          demo: false,
          created_at: clock.now(),
        });
      }
      await database.transaction(async (tx) => {
        await waitForOtherSetups(tx);
        if (await hasAdministrators(tx, [...ADMINISTRATORS])) throw identityErrors.setupClosed();
        for (const row of rows) {
          if (!(await insertAccount(tx, row))) throw identityErrors.loginTaken();
          await audit.append(tx, {
            actor,
            action: 'identity.set-up-administrator',
            subject: `account:${row.id}`,
            detail: { roles: row.roles, organisation: row.organisation },
            trace,
          });
        }
      });
      parts.closeSetup();
      await rm(setupTokenPath(settings.dataFolder), { force: true });
      return { accounts: rows.map(({ id, roles: [role = ''] }) => ({ id, role })) };
    },
  });
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text.trim()).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
