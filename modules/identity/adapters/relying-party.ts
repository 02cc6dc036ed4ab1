import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  Configuration,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { Clock } from '@platform/kernel';
import type { KeyStore, Sealer } from '@platform/crypto';
import { isAppName, type AppName } from '../domain/apps.ts';
import { CALLBACK_PATH, clientSecret, ISSUER_PATH } from './clients.ts';

/** What the browser keeps, sealed, between leaving for the provider and coming back. */
type Flow = { app: AppName; returnTo: string; state: string; nonce: string; verifier: string; until: number };

const FLOW_MS = 20 * 60_000;

/** Our applications' side of OpenID Connect: it starts a sign-in and turns the code that comes back into an account. */
export type RelyingParty = {
  /** Where to send the browser, and the cookie it must carry. */
  begin(
    app: AppName,
    returnTo: string,
  ): Promise<{ url: string; cookie: { name: string; value: string; maxAge: number } }>;
  /** The cookie's name for a request that came back; the state tells several tabs apart. */
  cookieName(state: string): string;
  /** Exchanges the code; undefined when the cookie does not fit or the provider refuses the code. */
  finish(
    url: URL,
    cookie: string | undefined,
  ): Promise<{ accountId: string; app: AppName; returnTo: string } | undefined>;
};

export function createRelyingParty(deps: {
  publicUrl: string;
  internalUrl: () => string;
  keys: KeyStore;
  sealer: Sealer;
  clock: Clock;
  onRefusal(error: Error): void;
}): RelyingParty {
  const issuer = `${deps.publicUrl}${ISSUER_PATH}`;
  const configurationOf = (app: AppName): Configuration => {
    const internal = `${deps.internalUrl()}${ISSUER_PATH}`;
    const configuration = new Configuration(
      {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        // The public origin may not be reachable from inside; the code goes straight to this process or its neighbour.
        token_endpoint: `${internal}/token`,
        jwks_uri: `${internal}/jwks`,
        authorization_response_iss_parameter_supported: true,
      },
      app,
      { id_token_signed_response_alg: 'RS256' },
      ClientSecretBasic(clientSecret(deps.keys, app)),
    );
    if (internal.startsWith('http:')) allowInsecureRequests(configuration);
    return configuration;
  };
  const cookieName = (state: string): string => `yw_flow_${state.replace(/[^\w-]/g, '').slice(0, 12)}`;
  const context = (state: string): string => `identity.sign-in-flow:${state}`;

  const openFlow = (state: string, cookie: string): Flow | undefined => {
    try {
      const flow = deps.sealer.openJson(Buffer.from(cookie, 'base64url'), context(state)) as Flow;
      return flow.state === state && flow.until > deps.clock.now().getTime() && isAppName(flow.app) ? flow : undefined;
    } catch {
      return undefined; // not ours, or altered
    }
  };

  return {
    cookieName,
    async begin(app, returnTo) {
      const state = randomState();
      const flow: Flow = {
        app,
        returnTo,
        state,
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
        until: deps.clock.now().getTime() + FLOW_MS,
      };
      const url = buildAuthorizationUrl(configurationOf(app), {
        redirect_uri: `${deps.publicUrl}${CALLBACK_PATH}`,
        scope: 'openid',
        state,
        nonce: flow.nonce,
        code_challenge: await calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        // Who sits there is asked every time; staying signed in is our own session's business.
        prompt: 'login',
      });
      const value = deps.sealer.sealJson(flow, context(state)).toString('base64url');
      return { url: url.href, cookie: { name: cookieName(state), value, maxAge: FLOW_MS / 1000 } };
    },
    async finish(url, cookie) {
      const state = url.searchParams.get('state');
      const flow = state === null || cookie === undefined ? undefined : openFlow(state, cookie);
      if (!flow) return undefined;
      try {
        const tokens = await authorizationCodeGrant(configurationOf(flow.app), url, {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
          idTokenExpected: true,
        });
        const accountId = tokens.claims()?.sub;
        return accountId === undefined ? undefined : { accountId, app: flow.app, returnTo: flow.returnTo };
      } catch (error) {
        deps.onRefusal(error as Error);
        return undefined;
      }
    },
  };
}
