import { Type } from 'typebox';
import { shanghaiDate } from '@platform/kernel';
import type { Actor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { signedIn } from '../contract/index.ts';
import { APPS } from '../domain/apps.ts';
import { identityErrors } from '../domain/errors.ts';
import { ABSOLUTE_MS } from '../domain/limits.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { findAccount } from '../store/accounts.ts';
import { mandatesOfAccount } from '../store/mandates.ts';
import { deleteSession, insertSession } from '../store/sessions.ts';

/** Pages at which people arrive to do whatever they came for. */
const ENTRANCES: ReadonlySet<string> = new Set(['/', '/me', '/my-data']);

/** The browser comes back with a code: it becomes a session of ours, and the browser goes on to where it wanted to be. */
export function finishSignIn(parts: IdentityParts): Feature {
  const { clock, settings, relyingParty, tokens, sessions, audit, outbox } = parts;
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.finish-sign-in',
    method: 'GET',
    path: '/auth/callback',
    summary: { zh: '完成登录', en: 'Finish signing in' },
    access: { public: true },
    hidden: true,
    query: Type.Object({ state: Type.Optional(Type.String({ maxLength: 200 })) }),
    async handle({ request, reply, trace }, { query }) {
      const cookieName = relyingParty.cookieName(query.state ?? '');
      const done = await relyingParty.finish(new URL(request.url, settings.publicUrl), request.cookies[cookieName]);
      reply.header('cache-control', 'no-store').clearCookie(cookieName, { path: '/auth' });
      const token = tokens.create();
      const began = done && (await beginSession(done.accountId, done.app));
      if (!done || !began) {
        if ((request.headers.accept ?? '').includes('text/html')) return reply.redirect('/login/expired', 303);
        throw identityErrors.signInExpired();
      }
      return reply.setCookie(tokens.nameOf(began), token, tokens.attributes).redirect(await onwards(done), 303);

      /** Who may act for firms is asked for whom, unless they are on their way to something particular. */
      async function onwards({ accountId, app, returnTo }: { accountId: string; app: string; returnTo: string }) {
        if (app !== 'portal' || !ENTRANCES.has(returnTo)) return returnTo;
        const held = await database.readOnce((tx) => mandatesOfAccount(tx, accountId, shanghaiDate(clock.now())));
        return held.length === 0 ? returnTo : `/acting?return=${encodeURIComponent(returnTo)}`;
      }

      async function beginSession(accountId: string, app: keyof typeof APPS) {
        const now = clock.now();
        const previous = tokens.ofKind(request, APPS[app].kind);
        const kind = await database.transaction(async (tx) => {
          const account = await findAccount(tx, accountId);
          if (!account || account.disabled_at || account.kind !== APPS[app].kind) return undefined;
          // The browser's earlier session of this kind is replaced, never left lying about.
          if (previous !== undefined) await deleteSession(tx, tokens.hashOf(previous));
          const expiresAt = new Date(now.getTime() + ABSOLUTE_MS);
          await insertSession(tx, { tokenHash: tokens.hashOf(token), accountId, kind: account.kind, now, expiresAt });
          const actor: Actor =
            account.kind === 'person'
              ? { kind: 'person', accountId, subject: account.subject as string }
              : {
                  kind: 'staff',
                  accountId,
                  organisation: account.organisation as string,
                  roles: account.roles,
                  permissions: new Set(),
                  organisations: [],
                };
          await audit.append(tx, {
            actor,
            action: 'identity.sign-in',
            subject: `account:${accountId}`,
            detail: { app },
            trace,
          });
          await outbox.append(tx, signedIn, `account:${accountId}`, { accountId, kind: account.kind }, trace);
          return account.kind;
        });
        if (previous !== undefined) sessions.forget({ tokenHash: tokens.hashOf(previous) });
        return kind;
      }
    },
  });
}
