import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider, type AdapterFactory, type JWK, type KoaContextWithOIDC } from 'oidc-provider';
import type { KeyStore } from '@platform/crypto';
import { APP_NAMES } from '../domain/apps.ts';
import { CALLBACK_PATH, clientSecret, cookieKeys, ISSUER_PATH } from './clients.ts';

export type ProviderParts = {
  publicUrl: string;
  keys: KeyStore;
  tokenKeys: JWK[];
  adapter: AdapterFactory;
  isAccount(accountId: string): Promise<boolean>;
  onFault(error: Error): void;
};

const MINUTE = 60;

/** The city's OpenID provider. Only our own applications are its clients; who they let in is asked on the sign-in page. */
export function createOpenIdProvider(parts: ProviderParts): Provider {
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true } as const;
  const provider = new Provider(`${parts.publicUrl}${ISSUER_PATH}`, {
    adapter: parts.adapter,
    jwks: { keys: parts.tokenKeys },
    clients: APP_NAMES.map((name) => ({
      client_id: name,
      client_secret: clientSecret(parts.keys, name),
      redirect_uris: [`${parts.publicUrl}${CALLBACK_PATH}`],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'RS256',
    })),
    scopes: ['openid'],
    claims: { openid: ['sub'] },
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    cookies: {
      names: { session: 'yw_provider', interaction: 'yw_sign_in', resume: 'yw_sign_in_resume' },
      keys: cookieKeys(parts.keys),
      long: { ...cookie, path: '/' },
      short: cookie,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      // Signing out is our own page's button, which ends both sessions.
      rpInitiatedLogout: { enabled: false },
    },
    // The provider's own session lives only as long as one sign-in takes, so that an idle browser cannot slip back in.
    ttl: {
      Session: 10 * MINUTE,
      Interaction: 15 * MINUTE,
      Grant: 15 * MINUTE,
      AuthorizationCode: MINUTE,
      AccessToken: 5 * MINUTE,
      IdToken: 5 * MINUTE,
    },
    interactions: {
      url(ctx, interaction) {
        // The sign-in page's requests need the cookie as well; it is given per interaction, so that two tabs do not disturb each other.
        ctx.cookies.set(provider.cookieName('interaction'), interaction.uid, {
          ...cookie,
          path: `/api/sign-in/${interaction.uid}`,
        });
        return `/login/${interaction.uid}`;
      },
    },
    findAccount: async (_ctx, accountId) =>
      (await parts.isAccount(accountId)) ? { accountId, claims: async () => ({ sub: accountId }) } : undefined,
    loadExistingGrant: grantToOurOwn,
    renderError(ctx, out, error) {
      if (out.error === 'server_error') parts.onFault(error);
      ctx.redirect(`/login/${out.error === 'server_error' ? 'failed' : 'expired'}`);
      ctx.status = 303;
    },
  });
  // Behind the mount below, the forwarded headers are ours.
  provider.proxy = true;
  provider.on('server_error', (_ctx, error) => parts.onFault(error));
  return provider;
}

/** Our own applications need no consent: signing in to the city's service is the consent. */
async function grantToOurOwn(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = session.grantIdFor(client.clientId);
  const existing = known === undefined ? undefined : await provider.Grant.find(known);
  if (existing) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}

/** Takes requests below /oidc for the provider, before Fastify would read their bodies. */
export function mountProvider(provider: () => Provider | undefined, publicUrl: string) {
  const { host, protocol } = new URL(publicUrl);
  return (request: IncomingMessage & { originalUrl?: string }, response: ServerResponse): boolean => {
    const url = request.url ?? '/';
    if (url !== ISSUER_PATH && !url.startsWith(`${ISSUER_PATH}/`) && !url.startsWith(`${ISSUER_PATH}?`)) return false;
    const ready = provider();
    if (!ready) {
      response.writeHead(503, { 'retry-after': '2' }).end();
      return true;
    }
    request.originalUrl = url;
    request.url = url.slice(ISSUER_PATH.length).replace(/^(?!\/)/, '/');
    // Whatever way the request came (a proxy, the loopback address), addresses are those of the public origin.
    request.headers.host = host;
    request.headers['x-forwarded-host'] = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    void ready.callback()(request, response);
    return true;
  };
}
