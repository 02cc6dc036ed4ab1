import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { currentInteraction, finishInteraction } from '../adapters/interactions.ts';
import { APPS } from '../domain/apps.ts';
import { identityErrors } from '../domain/errors.ts';
import { failuresStanding, waitOf } from '../domain/limits.ts';
import { isPassword } from '../domain/passwords.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { findAccountByLogin, type AccountRow } from '../store/accounts.ts';
import { clearAttempts, lockAttempts, writeAttempts } from '../store/attempts.ts';

/** Checks login and password. A login that nobody has gets the same answers, after the same work, as a wrong password. */
export function signIn(parts: IdentityParts): Feature {
  const { clock, settings, audit, seal } = parts;
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.sign-in',
    method: 'POST',
    path: '/api/sign-in/:uid',
    summary: { zh: '用账号和密码登录', en: 'Sign in with account and password' },
    access: { public: true },
    rateLimit: 120,
    params: Type.Object({ uid: Type.String({ maxLength: 100 }) }),
    body: Type.Object({
      login: Type.String({ minLength: 1, maxLength: 100 }),
      password: Type.String({ minLength: 1, maxLength: 200 }),
    }),
    response: Type.Object({ redirectTo: Type.String() }),
    async handle(context, { params, body }) {
      const { trace } = context;
      const { interaction, app } = await currentInteraction(parts.provider(), context, params.uid);
      const index = seal.loginIndex(body.login);
      const account = await takeAttempt(index);
      const right = await isPassword(body.password, account?.password_hash);
      if (!account || !right) {
        await refuse(account, index, 'wrong-credentials');
        throw identityErrors.wrongCredentials();
      }
      await database.transaction((tx) => clearAttempts(tx, index));
      if (account.disabled_at) {
        await refuse(account, index, 'disabled');
        throw identityErrors.accountDisabled();
      }
      if (account.kind !== APPS[app].kind) {
        await refuse(account, index, 'wrong-kind');
        throw APPS[app].kind === 'person' ? identityErrors.wrongKindForPortal() : identityErrors.wrongKindForStaff();
      }
      return { redirectTo: await finishInteraction(parts.provider(), interaction, account.id) };

      /** Counts the attempt as failed before the password is looked at, so that guesses sent at once cannot outrun the count. */
      async function takeAttempt(loginIndex: string): Promise<AccountRow | undefined> {
        const now = clock.now();
        const { wait, found } = await database.transaction(async (tx) => {
          const attempts = await lockAttempts(tx, loginIndex, now);
          const left = waitOf(attempts, now);
          if (left > 0) return { wait: left, found: undefined };
          await writeAttempts(tx, loginIndex, { failures: failuresStanding(attempts, now) + 1, lastAt: now });
          const row = await findAccountByLogin(tx, loginIndex);
          return { wait: 0, found: row?.demo && !settings.demo ? undefined : row };
        });
        if (wait > 0)
          throw identityErrors.locked({ minutes: Math.ceil(wait / 60_000) }, { retryAfter: Math.ceil(wait / 1000) });
        return found;
      }

      /** A login that nobody has may be someone's password typed into the wrong field: only its keyed index is kept. */
      function refuse(row: AccountRow | undefined, loginIndex: string, reason: string): Promise<void> {
        return database.transaction((tx) =>
          audit.append(tx, {
            actor: { kind: 'anonymous' },
            action: 'identity.refuse-sign-in',
            subject: row ? `account:${row.id}` : `login:${loginIndex.slice(0, 16)}`,
            detail: { app, reason },
            trace,
          }),
        );
      }
    },
  });
}
