import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { endProviderSession } from '../adapters/interactions.ts';
import { APPS, isAppName } from '../domain/apps.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { deleteSession } from '../store/sessions.ts';

/** Ends the session that the request is of, here and at the provider. Without one it does nothing and answers the same. */
export function signOut(parts: IdentityParts): Feature {
  const { tokens, sessions, audit } = parts;
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.sign-out',
    method: 'POST',
    path: '/api/sign-out',
    summary: { zh: '退出登录', en: 'Sign out' },
    access: { public: true },
    response: Type.Object({ redirectTo: Type.String() }),
    async handle({ request, reply, actor, trace }) {
      const found = tokens.find(request);
      if (found) {
        const tokenHash = tokens.hashOf(found.token);
        const accountId = await database.transaction(async (tx) => {
          const ended = await deleteSession(tx, tokenHash);
          if (ended !== undefined)
            await audit.append(tx, { actor, action: 'identity.sign-out', subject: `account:${ended}`, trace });
          return ended;
        });
        sessions.forget({ tokenHash });
        reply.clearCookie(tokens.nameOf(found.kind), tokens.attributes);
        if (accountId !== undefined) await endProviderSession(parts.provider(), { request, reply }, accountId);
      }
      const app = request.headers['x-yiwang-app'];
      return {
        redirectTo: isAppName(app) ? APPS[app].home : found?.kind === 'staff' ? APPS.console.home : APPS.portal.home,
      };
    },
  });
}
