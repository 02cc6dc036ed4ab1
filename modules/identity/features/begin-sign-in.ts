import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { isReturnPath } from '@platform/kernel';
import { APP_NAMES, APPS } from '../domain/apps.ts';
import { identityErrors } from '../domain/errors.ts';
import type { IdentityParts } from '../identity-deps.ts';

/** Sends the browser to the OpenID provider, from which it comes back to `finish-sign-in`. */
export function beginSignIn({ relyingParty, settings, tokens }: IdentityParts): Feature {
  const home = new URL(settings.publicUrl);
  return feature({
    name: 'identity.begin-sign-in',
    method: 'GET',
    path: '/auth/login',
    summary: { zh: '开始登录', en: 'Begin to sign in' },
    access: { public: true },
    hidden: true,
    query: Type.Object({
      app: Type.Optional(Type.Enum([...APP_NAMES])),
      return: Type.Optional(Type.String({ maxLength: 500 })),
      moved: Type.Optional(Type.String({ maxLength: 1 })),
    }),
    async handle({ request, reply }, { query }) {
      const app = query.app ?? 'portal';
      const returnTo = query.return ?? APPS[app].home;
      if (!isReturnPath(returnTo)) throw identityErrors.badReturn();
      if (request.host !== home.host && query.moved === undefined) {
        // Someone came by another name of this server (localhost, an address): cookies must be set where the browser comes back to.
        const moved = new URL('/auth/login', home);
        moved.search = new URLSearchParams({ app, return: returnTo, moved: '1' }).toString();
        return reply.redirect(moved.href, 303);
      }
      const { url, cookie } = await relyingParty.begin(app, returnTo);
      reply.setCookie(cookie.name, cookie.value, {
        ...tokens.attributes,
        path: '/auth',
        maxAge: cookie.maxAge,
      });
      return reply.header('cache-control', 'no-store').redirect(url, 303);
    },
  });
}
