import { createHash, randomBytes } from 'node:crypto';
import type { SessionResolver } from '@platform/http';
import { ACCOUNT_KINDS, kindMeant, type AccountKind } from '../domain/apps.ts';

type Request = Parameters<SessionResolver>[0];

/** Cookies under HTTPS carry `__Host-`: the browser then takes them from this very host over HTTPS only. */
export type SessionTokens = {
  nameOf(kind: AccountKind): string;
  /** Attributes of the cookie; without an age, so that it goes with the browser. */
  readonly attributes: { httpOnly: true; sameSite: 'lax'; secure: boolean; path: '/' };
  create(): string;
  hashOf(token: string): Buffer;
  /** The token that a request means, of the kind the request is of. */
  find(request: Request): { token: string; kind: AccountKind } | undefined;
  ofKind(request: Request, kind: AccountKind): string | undefined;
};

export function createSessionTokens(publicUrl: string): SessionTokens {
  const secure = publicUrl.startsWith('https:');
  const nameOf = (kind: AccountKind): string => `${secure ? '__Host-' : ''}yw_${kind}`;
  const ofKind = (request: Request, kind: AccountKind): string | undefined => {
    const token = request.cookies[nameOf(kind)];
    return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined;
  };
  return {
    nameOf,
    attributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
    create: () => randomBytes(32).toString('base64url'),
    hashOf: (token) => createHash('sha256').update(token).digest(),
    ofKind,
    find(request) {
      const header = request.headers['x-yiwang-app'];
      const meant = kindMeant(header, request.headers.referer);
      // An app that says its name gets its own session or none; a bare link may use the one there is.
      const kinds = meant === undefined ? ACCOUNT_KINDS : header === undefined ? [meant, ...ACCOUNT_KINDS] : [meant];
      for (const kind of kinds) {
        const token = ofKind(request, kind);
        if (token !== undefined) return { token, kind };
      }
      return undefined;
    },
  };
}
